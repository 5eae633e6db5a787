namespace CodeRouter.Core.Findings.Injection;

/// <summary>
/// Features of a stretch of text for the injection layer: words, pairs of words, how sentences begin, who is addressed. Hashed into a
/// fixed table. What the human says and what a tool says share words but not weights: "write a poem" is a task in one and an attack in the other.
/// </summary>
internal static class InjectionFeatures
{
    public const int Buckets = 1 << 16;

    /// <summary>Words of a stretch that count.</summary>
    public const int MostWords = 120;

    /// <summary>Buckets of the features present; one may stand more than once.</summary>
    public static void Read(ReadOnlySpan<char> text, bool fromTool, List<int> buckets)
    {
        buckets.Clear();
        uint channel = Channel(fromTool);
        uint before = 0, beforeThat = 0;
        int words = 0, at = 0;
        bool starts = true;
        while (words < MostWords && InjectionWord.Next(text, ref at, ref starts, out var word))
        {
            buckets.Add(Alone(word.Hash, 0));
            buckets.Add(Alone(word.Hash, channel));
            if (before != 0)
            {
                buckets.Add(Pair(before, word.Hash, 0));
                buckets.Add(Pair(before, word.Hash, channel));
            }

            if (beforeThat != 0)
            {
                buckets.Add(Apart(beforeThat, word.Hash));
            }

            if (word.Opens)
            {
                buckets.Add(Opening(word.Hash, channel));
            }

            beforeThat = before;
            before = word.Hash;
            words++;
        }

        buckets.Add(Length(words, channel));
    }

    /// <summary>Who speaks; added to a group, what he says has weights of its own there.</summary>
    public static uint Channel(bool fromTool) => fromTool ? 0x9E3779B9u : 0x85EBCA6Bu;

    /// <summary>A word by itself.</summary>
    public static int Alone(uint word, uint channel) => Bucket(word, channel);

    /// <summary>A word after another.</summary>
    public static int Pair(uint before, uint word, uint channel) => Bucket((before * 31) ^ word, channel + 1);

    /// <summary>A word after the one before the last.</summary>
    public static int Apart(uint beforeThat, uint word) => Bucket((beforeThat * 131) ^ word, 2);

    /// <summary>A word that begins a sentence.</summary>
    public static int Opening(uint word, uint channel) => Bucket(word, channel + 3);

    /// <summary>About how many words there are.</summary>
    public static int Length(int words, uint channel) => Bucket(words switch { <= 4 => 1u, <= 8 => 2u, <= 16 => 3u, <= 40 => 4u, <= 80 => 5u, _ => 6u }, channel + 4);

    private static int Bucket(uint feature, uint group)
    {
        uint hash = (feature ^ (group * 0xC2B2AE35u)) * 0x9E3779B1u;
        hash ^= hash >> 15;
        hash *= 0x85EBCA77u;
        hash ^= hash >> 13;
        return (int)(hash & (Buckets - 1));
    }
}
