namespace CodeRouter.Core.Signals;

/// <summary>
/// A text as a bag of hashed pieces: whole words and their four-letter grams, so that "refactoring" is near "refactor".
/// It knows no meaning; where a real embedding model is at hand, keywords and this are the poor relations.
/// </summary>
public sealed class GramVector
{
    private const int Size = 1024;
    private const int LongestText = 2048;
    private const int Gram = 4;

    private readonly float[] _counts = new float[Size];
    private double _mass;
    private double _norm;

    private GramVector()
    {
    }

    public static GramVector Of(ReadOnlySpan<char> text)
    {
        text = text[..Math.Min(text.Length, LongestText)];
        var vector = new GramVector();
        int i = 0;
        while (i < text.Length)
        {
            while (i < text.Length && !char.IsLetterOrDigit(text[i]))
            {
                i++;
            }

            int start = i;
            while (i < text.Length && char.IsLetterOrDigit(text[i]))
            {
                i++;
            }

            vector.AddWord(text[start..i]);
        }

        foreach (float count in vector._counts)
        {
            vector._mass += count;
            vector._norm += count * count;
        }

        vector._norm = Math.Sqrt(vector._norm);
        return vector;
    }

    /// <summary>
    /// How near a sample phrase is, 0..1: the cosine of both, or how much of the phrase is found in the text, whichever is more
    /// (a short sample inside a long message is a match, though their directions differ).
    /// </summary>
    public double Near(GramVector sample)
    {
        if (_norm == 0 || sample._norm == 0)
        {
            return 0;
        }

        double dot = 0, shared = 0;
        for (int i = 0; i < Size; i++)
        {
            dot += _counts[i] * sample._counts[i];
            shared += Math.Min(_counts[i], sample._counts[i]);
        }

        return Math.Max(dot / (_norm * sample._norm), shared / sample._mass);
    }

    private void AddWord(ReadOnlySpan<char> word)
    {
        // Words of one or two letters bind sentences together and say nothing.
        if (word.Length < 3)
        {
            return;
        }

        Add(word, 2);
        for (int i = 0; i + Gram <= word.Length; i++)
        {
            Add(word.Slice(i, Gram), 0.5f);
        }
    }

    private void Add(ReadOnlySpan<char> piece, float weight)
    {
        uint hash = 2166136261;
        foreach (char c in piece)
        {
            hash = (hash ^ char.ToLowerInvariant(c)) * 16777619;
        }

        hash ^= hash >> 15;
        _counts[hash % Size] += weight;
    }
}
