using System.Buffers.Binary;
using System.Text;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>A language's words, looked up by bytes without a string: reserved ones name nothing, the others may.</summary>
internal sealed class Vocabulary
{
    private const int Size = 1024;

    private readonly (ulong Key, byte[] Text, Word Word, bool Reserved)[] table = new (ulong, byte[], Word, bool)[Size];

    /// <param name="reserved">Words that cannot be names, separated by spaces.</param>
    /// <param name="contextual">Words with a meaning in places, names elsewhere.</param>
    public Vocabulary(string reserved, string contextual)
    {
        foreach (string word in reserved.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(word, true);
        }

        foreach (string word in contextual.Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            Add(word, false);
        }
    }

    public Word Find(ReadOnlySpan<byte> text, out bool reserved)
    {
        if (text.Length is >= 2 and <= 20)
        {
            ulong key = Key(text);
            for (uint at = Slot(key); table[at].Text is { } known; at = (at + 1) & (Size - 1))
            {
                if (table[at].Key == key && text.SequenceEqual(known))
                {
                    reserved = table[at].Reserved;
                    return table[at].Word;
                }
            }
        }

        reserved = false;
        return Word.None;
    }

    private void Add(string word, bool reserved)
    {
        byte[] text = Encoding.ASCII.GetBytes(word);
        ulong key = Key(text);
        uint at = Slot(key);
        while (table[at].Text is not null)
        {
            at = (at + 1) & (Size - 1);
        }

        table[at] = (key, text, Enum.TryParse<Word>(word, ignoreCase: true, out var known) ? known : Word.Plain, reserved);
    }

    private static ulong Key(ReadOnlySpan<byte> text)
    {
        if (text.Length >= 8)
        {
            return BinaryPrimitives.ReadUInt64LittleEndian(text) ^ ((ulong)text.Length << 56) ^ ((ulong)text[^1] << 48);
        }

        ulong key = (ulong)text.Length << 56;
        for (int i = 0; i < text.Length; i++)
        {
            key |= (ulong)text[i] << (8 * i);
        }

        return key;
    }

    private static uint Slot(ulong key) => (uint)((key * 0x9E3779B97F4A7C15UL) >> 54);
}
