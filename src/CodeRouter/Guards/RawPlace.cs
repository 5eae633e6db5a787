using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>From a place in a decoded text back to the bytes it was decoded from.</summary>
internal static class RawPlace
{
    /// <summary>Bytes of the escaped text <paramref name="inner"/> that decode to the characters from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public static Slice Of(ReadOnlySpan<byte> inner, int start, int end)
    {
        int from = Advance(inner, 0, start);
        int to = Advance(inner, from, end - start);
        return new Slice(from, to - from);
    }

    private static int Advance(ReadOnlySpan<byte> inner, int at, int characters)
    {
        while (characters > 0 && at < inner.Length)
        {
            if (inner[at] == '\\')
            {
                // Each escape is one UTF-16 unit; a pair of them is a pair of units.
                at = Math.Min(inner.Length, at + (at + 1 < inner.Length && inner[at + 1] == 'u' ? 6 : 2));
                characters--;
                continue;
            }

            _ = Rune.DecodeFromUtf8(inner[at..], out var rune, out int used);
            at += used;
            characters -= rune.Utf16SequenceLength;
        }

        return at;
    }
}
