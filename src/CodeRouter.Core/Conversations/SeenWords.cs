using System.Buffers.Binary;
using System.Runtime.CompilerServices;

namespace CodeRouter.Core.Conversations;

/// <summary>
/// Which short words a scan has come by: a Bloom filter with one hash. It may say yes to a word that never stood there, which costs
/// who asks a look, and never says no to one that did. A thousand different words fill it; the members of requests have tens.
/// </summary>
internal struct SeenWords
{
    private const int LongestWord = 32;

    // Each letter written as an escape of six.
    private const int LongestWritten = 6 * LongestWord;
    private Bits _bits;

    /// <param name="word">As written, without quotes. One with an escape in it may be any word.</param>
    public void Add(ReadOnlySpan<byte> word)
    {
        if (word.Length > LongestWritten)
        {
            return;
        }

        if (word.Contains((byte)'\\'))
        {
            ((Span<ulong>)_bits).Fill(ulong.MaxValue);
        }
        else if (word.Length <= LongestWord)
        {
            uint place = Place(word);
            _bits[(int)(place >> 6)] |= 1UL << (int)(place & 63);
        }
    }

    /// <param name="word">At most 32 bytes.</param>
    public readonly bool MayHold(ReadOnlySpan<byte> word)
    {
        uint place = Place(word);
        return (_bits[(int)(place >> 6)] & (1UL << (int)(place & 63))) != 0;
    }

    // Both ends and the length tell the names of a wire format apart; the middle is left out.
    private static uint Place(ReadOnlySpan<byte> word)
    {
        ulong first = 0, last = 0;
        if (word.Length >= 8)
        {
            first = BinaryPrimitives.ReadUInt64LittleEndian(word);
            last = BinaryPrimitives.ReadUInt64LittleEndian(word[^8..]);
        }
        else
        {
            foreach (byte letter in word)
            {
                first = (first << 8) | letter;
            }
        }

        ulong mixed = (first ^ (last * 0x9E3779B97F4A7C15) ^ (ulong)word.Length) * 0xC2B2AE3D27D4EB4F;
        return (uint)((mixed ^ (mixed >> 29)) * 0x9E3779B97F4A7C15 >> 54);
    }

    [InlineArray(16)]
    private struct Bits
    {
        private ulong _first;
    }
}
