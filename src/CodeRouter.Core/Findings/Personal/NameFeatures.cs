namespace CodeRouter.Core.Findings.Personal;

/// <summary>
/// Features of capitalised words that may be a name, for the layer that judges them: what is known of the words, their letters (names of a
/// people sound alike, so that one nobody listed is known by its parts), what stands before and after, whether the line is code.
/// </summary>
internal static class NameFeatures
{
    public const int Buckets = 1 << 15;
    public const int Most = 160;

    private const int Window = 60;

    /// <summary>Buckets of the features present.</summary>
    /// <param name="text">The whole text.</param>
    /// <param name="run">The words.</param>
    /// <param name="introduced">What <see cref="NameContext.Before"/> says of the place.</param>
    /// <param name="known">What the lists say of the first and the last word; the trainer forgets some of it.</param>
    /// <param name="buckets">Takes them; of length <see cref="Most"/>.</param>
    /// <returns>How many there are.</returns>
    public static int Read(ReadOnlySpan<char> text, in NameRun run, int introduced, (NameSense First, NameSense Last) known, Span<int> buckets)
    {
        int count = 0;
        uint sense = ((uint)known.First * 8) + (run.Words > 1 ? (uint)known.Last : 0);
        uint shape = (sense * 64) + ((uint)run.Words * 4) + (run.Initial ? 2u : 0) + (run.Particle ? 1u : 0);
        uint before = Before(text, run.Start, out uint beforeThat), after = After(text, run.End, out uint afterThat);
        bool code = IsCode(text, run.Start);
        Add(buckets, ref count, shape, 1);
        Add(buckets, ref count, sense, 2);
        Add(buckets, ref count, (sense * 4) + (uint)introduced, 3);
        Add(buckets, ref count, (sense * 2) + (code ? 1u : 0), 4);
        Add(buckets, ref count, before, 5);
        Add(buckets, ref count, (before * 31) ^ beforeThat, 6);
        Add(buckets, ref count, after, 7);
        Add(buckets, ref count, (after * 31) ^ afterThat, 8);
        Add(buckets, ref count, (before * 31) ^ sense, 9);
        Add(buckets, ref count, (after * 31) ^ sense, 10);
        Add(buckets, ref count, (before * 31) ^ (after * 17), 11);
        for (int i = 0; i < run.Words; i++)
        {
            uint place = i == 0 ? 20u : i == run.Words - 1 ? 30u : 40u;
            AddWord(run.Word(i), place, buckets, ref count);
        }

        return count;
    }

    internal static void AddWord(ReadOnlySpan<char> word, uint place, Span<int> buckets, ref int count)
    {
        Span<char> lower = stackalloc char[24];
        int length = Math.Min(word.Length, 22);
        lower[0] = '^';
        for (int i = 0; i < length; i++)
        {
            lower[i + 1] = char.ToLowerInvariant(word[i]);
        }

        lower[length + 1] = '$';
        var whole = lower[..(length + 2)];
        Add(buckets, ref count, Hash(whole), place);
        Add(buckets, ref count, Hash(whole[^Math.Min(3, whole.Length)..]), place + 1);
        Add(buckets, ref count, Hash(whole[^Math.Min(5, whole.Length)..]), place + 1);
        for (int i = 0; i + 3 <= whole.Length && i < 14; i++)
        {
            Add(buckets, ref count, Hash(whole.Slice(i, 3)), place + 2);
        }

        for (int i = 0; i + 4 <= whole.Length && i < 12; i++)
        {
            Add(buckets, ref count, Hash(whole.Slice(i, 4)), place + 3);
        }
    }

    // The word before, or the mark that parts; and the one before that.
    internal static uint Before(ReadOnlySpan<char> text, int at, out uint beforeThat)
    {
        var window = text[Math.Max(0, at - Window)..at];
        uint first = Nearest(ref window, back: true);
        beforeThat = Nearest(ref window, back: true);
        return first;
    }

    internal static uint After(ReadOnlySpan<char> text, int at, out uint afterThat)
    {
        var window = text[at..Math.Min(text.Length, at + Window)];
        uint first = Nearest(ref window, back: false);
        afterThat = Nearest(ref window, back: false);
        return first;
    }

    // Takes the word, or the mark, nearest to the name off what is left of its neighbourhood; 1 where nothing is.
    private static uint Nearest(ref ReadOnlySpan<char> rest, bool back)
    {
        rest = back ? rest.TrimEnd(' ') : rest.TrimStart(' ');
        if (rest.IsEmpty)
        {
            return 1;
        }

        int length = 0;
        while (length < rest.Length && char.IsLetter(back ? rest[^(length + 1)] : rest[length]))
        {
            length++;
        }

        length = Math.Max(1, length);
        uint hash = Hash(back ? rest[^length..] : rest[..length]);
        rest = back ? rest[..^length] : rest[length..];
        return hash;
    }

    private static bool IsCode(ReadOnlySpan<char> text, int at)
    {
        var before = text[Math.Max(0, at - Window)..at];
        int line = before.LastIndexOf('\n');
        var rest = text[at..Math.Min(text.Length, at + Window)];
        int end = rest.IndexOf('\n');
        return before[(line + 1)..].ContainsAny(Marks) || (end < 0 ? rest : rest[..end]).ContainsAny(Marks);
    }

    private static readonly System.Buffers.SearchValues<char> Marks = System.Buffers.SearchValues.Create(";{}<>=|\\`$[]");

    private static uint Hash(ReadOnlySpan<char> word)
    {
        uint hash = 2166136261;
        foreach (char c in word)
        {
            hash = (hash ^ (char.IsAsciiDigit(c) ? '0' : char.ToLowerInvariant(c))) * 16777619;
        }

        return hash;
    }

    internal static void Add(Span<int> buckets, ref int count, uint feature, uint group)
    {
        if (count == buckets.Length)
        {
            return;
        }

        uint hash = (feature ^ (group * 0xC2B2AE35u)) * 0x9E3779B1u;
        hash ^= hash >> 15;
        hash *= 0x85EBCA77u;
        hash ^= hash >> 13;
        buckets[count++] = (int)(hash & (Buckets - 1));
    }
}
