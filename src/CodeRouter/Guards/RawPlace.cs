using System.Text;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Guards;

/// <summary>From places in a decoded text, asked in the order they begin, back to the bytes it was decoded from: one walk for all that do not overlap.</summary>
/// <param name="inner">The escaped text between its quotes.</param>
internal ref struct RawPlace(ReadOnlySpan<byte> inner)
{
    private readonly ReadOnlySpan<byte> _inner = inner;
    private int _at;
    private int _characters;
    private int _begunAt;
    private int _begun;

    /// <summary>Bytes that decode to the characters from <paramref name="start"/> to <paramref name="end"/>.</summary>
    public Slice Of(int start, int end)
    {
        if (start < _characters)
        {
            // Another guard's find reached beyond where this one begins.
            (_at, _characters) = (_begunAt, _begun);
        }

        Advance(start);
        (_begunAt, _begun) = (_at, _characters);
        Advance(end);
        return new Slice(_begunAt, _at - _begunAt);
    }

    private void Advance(int to)
    {
        while (_characters < to && _at < _inner.Length)
        {
            if (_inner[_at] == '\\')
            {
                // Each escape is one UTF-16 unit; a pair of them is a pair of units.
                _at = Math.Min(_inner.Length, _at + (_at + 1 < _inner.Length && _inner[_at + 1] == 'u' ? 6 : 2));
                _characters++;
                continue;
            }

            _ = Rune.DecodeFromUtf8(_inner[_at..], out var rune, out int used);
            _at += used;
            _characters += rune.Utf16SequenceLength;
        }
    }
}
