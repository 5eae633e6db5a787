using System.Buffers;

namespace CodeRouter.Guards;

/// <summary>
/// Restores placeholders in one JSON value that goes by piece by piece, in constant memory: brackets and strings are followed, and of a
/// text only the tail waits that may be the beginning of a placeholder. What <see cref="AnswerRestorer"/> does for an answer that is held.
/// </summary>
public sealed class BodyRestorer(Redactions redactions)
{
    private const int LongestName = 64;
    private static readonly SearchValues<byte> Structure = SearchValues.Create("{}[]\",:"u8);
    private static readonly SearchValues<byte> InsideString = SearchValues.Create("\"\\"u8);

    private readonly Stack<Frame> _outer = new();
    private readonly byte[] _name = new byte[LongestName];
    private readonly byte[] _type = new byte[LongestName];
    private readonly ArrayBufferWriter<byte> _held = new(256);
    private Frame _frame;
    private int _named, _typed;
    private bool _inString, _escaped, _isName, _expectsName;
    private int _escapes;

    /// <summary>The next bytes of the body, of which the caller gets what is certain.</summary>
    public void Feed(ReadOnlySpan<byte> bytes, IBufferWriter<byte> caller)
    {
        while (!bytes.IsEmpty)
        {
            int length = _inString ? InString(bytes, caller) : Between(bytes, caller);
            bytes = bytes[length..];
        }
    }

    /// <summary>What still waits when the body ends inside a text.</summary>
    public void End(IBufferWriter<byte> caller)
    {
        caller.Write(_held.WrittenSpan);
        _held.ResetWrittenCount();
    }

    private int Between(ReadOnlySpan<byte> bytes, IBufferWriter<byte> caller)
    {
        int at = bytes.IndexOfAny(Structure);
        int length = at < 0 ? bytes.Length : at + 1;
        caller.Write(bytes[..length]);
        if (at >= 0)
        {
            Note(bytes[at]);
        }

        return length;
    }

    private void Note(byte mark)
    {
        switch (mark)
        {
            case (byte)'{' or (byte)'[':
                _outer.Push(_frame);
                var name = _name.AsSpan(0, _named);
                bool isObject = mark == '{';
                _frame = new Frame(isObject, _frame.Free || (isObject && FreeObject.BeginsInAnswer(name)), _frame.Reasons);
                _expectsName = isObject;
                break;
            case (byte)'}' or (byte)']':
                _frame = _outer.Count > 0 ? _outer.Pop() : default;
                _expectsName = false;
                break;
            case (byte)',':
                _expectsName = _frame.IsObject;
                break;
            case (byte)':':
                _expectsName = false;
                break;
            default:
                _inString = true;
                _isName = _expectsName;
                _named = _isName ? 0 : _named;
                _escapes = (_isName && !_frame.Free) || _frame.Reasons ? 0 : _frame.Free ? 1 : AnswerRestorer.Escapes(_name.AsSpan(0, _named));
                break;
        }
    }

    private int InString(ReadOnlySpan<byte> bytes, IBufferWriter<byte> caller)
    {
        int at = 0;
        bool ends = false;
        while (at < bytes.Length && !ends)
        {
            if (_escaped)
            {
                _escaped = false;
                at++;
                continue;
            }

            int hit = bytes[at..].IndexOfAny(InsideString);
            at = hit < 0 ? bytes.Length : at + hit;
            if (hit >= 0)
            {
                _escaped = bytes[at] == '\\';
                ends = !_escaped;
                at += ends ? 0 : 1;
            }
        }

        Pass(bytes[..at], ends, caller);
        if (!ends)
        {
            return at;
        }

        caller.Write(bytes.Slice(at, 1));
        _inString = false;
        return at + 1;
    }

    private void Pass(ReadOnlySpan<byte> text, bool ends, IBufferWriter<byte> caller)
    {
        if (_isName)
        {
            var kept = text[..Math.Min(text.Length, LongestName - _named)];
            kept.CopyTo(_name.AsSpan(_named));
            _named += kept.Length;
        }

        if (!_isName && !_frame.Free && _name.AsSpan(0, _named).SequenceEqual("type"u8))
        {
            NoteType(text, ends);
        }

        if (_escapes == 0 || (_held.WrittenCount == 0 && ends && text.IndexOf("REDACTED_"u8) < 0))
        {
            caller.Write(text);
            return;
        }

        _held.Write(text);
        var whole = _held.WrittenSpan;
        int open = ends ? 0 : Placeholder.OpenTail(whole);
        AnswerRestorer.Text(whole[..^open], _escapes, redactions, caller);
        byte[] rest = whole[^open..].ToArray();
        _held.ResetWrittenCount();
        _held.Write(rest);
    }

    // The word may come in two pieces.
    private void NoteType(ReadOnlySpan<byte> text, bool ends)
    {
        var kept = text[..Math.Min(text.Length, LongestName - _typed)];
        kept.CopyTo(_type.AsSpan(_typed));
        _typed += kept.Length;
        if (ends)
        {
            var type = _type.AsSpan(0, _typed);
            _frame = _frame with { Reasons = _frame.Reasons || type.SequenceEqual("reasoning"u8) || type.SequenceEqual("thinking"u8) };
            _typed = 0;
        }
    }

    private readonly record struct Frame(bool IsObject, bool Free, bool Reasons);
}
