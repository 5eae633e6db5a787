using System.Buffers;

namespace CodeRouter.Core.Conversations;

/// <summary>
/// Notes the outermost members of a request body, the elements of its message list, and what kinds of things the messages hold: names of
/// members, values of <c>type</c> and <c>name</c>, and binary content. Searching the bytes for each of these again was a tenth of a request of 1 MB.
/// </summary>
internal struct BodyNotes(BodyScan scan) : IScanNotes
{
    private const int LeastBinary = 2000;
    private static readonly SearchValues<byte> Base64 = SearchValues.Create("ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/=_-"u8);

    private Slice _name;
    private Slice _inner;
    private int _valueStart = -1;
    private int _elementStart = -1;
    private int _at;
    private bool _isObject;
    private bool _listed;
    private bool _inMessages;
    private bool _sealed;

    public void Begins(ReadOnlySpan<byte> json, int depth, int at)
    {
        _at = at;
        if (depth == 0)
        {
            _isObject = json[at] == '{';
        }
        else if (depth == 1 && _isObject)
        {
            _valueStart = at;
        }
        else if (depth == 2 && _inMessages)
        {
            _elementStart = at;
        }
    }

    public void Opens(ReadOnlySpan<byte> json, int depth, byte bracket)
    {
        _inner = default;
        if (depth == 2 && bracket == '[' && _listed)
        {
            _inMessages = true;
            scan.MessageList.Clear();
        }
    }

    public void Names(ReadOnlySpan<byte> json, int depth, int start, int length)
    {
        if (depth == 1)
        {
            _name = new Slice(start, length);
            _listed = _isObject && IsMessageList(json.Slice(start, length));
        }
        else if (_listed)
        {
            _inner = new Slice(start, length);
            scan.Words.Add(json.Slice(start, length));
        }
    }

    public void Closes(int depth)
    {
        _inner = default;
        if (depth == 2)
        {
            _inMessages = false;
        }
    }

    public void Ends(ReadOnlySpan<byte> json, int depth, int end)
    {
        if (depth == 0)
        {
            scan.ObjectEnd = end;
        }
        else if (depth == 1 && _isObject && _valueStart >= 0)
        {
            var value = new Slice(_valueStart, end - _valueStart);
            scan.MemberList.Add(new Member(_name, value));
            NoteLoneMessage(json, value);
            _valueStart = -1;
        }
        else
        {
            if (depth == 2 && _inMessages && _elementStart >= 0)
            {
                scan.MessageList.Add(new Slice(_elementStart, end - _elementStart));
                _elementStart = -1;
            }

            NoteText(json, end);
        }
    }

    // Only a member's own string comes here with a name: containers take it away when they open and when they close.
    private void NoteText(ReadOnlySpan<byte> json, int end)
    {
        if (_inner.IsEmpty || json[_at] != '"')
        {
            return;
        }

        var text = json[(_at + 1)..(end - 1)];
        var name = json.Slice(_inner.Start, _inner.Length);
        if (name.SequenceEqual("type"u8))
        {
            scan.Words.Add(text);
            _sealed = text.SequenceEqual("redacted_thinking"u8);
        }
        else if (name.SequenceEqual("name"u8))
        {
            scan.Words.Add(text);
        }
        else if (text.Length > LeastBinary && IsBinary(name, text))
        {
            scan.Binaries++;
            scan.BinaryBytes += text.Length;
        }
    }

    /// <summary>A data address, or base64 under a name that wire formats have for it. What a model has sealed is neither picture nor file.</summary>
    private readonly bool IsBinary(ReadOnlySpan<byte> name, ReadOnlySpan<byte> text) => text.StartsWith("data:"u8)
        ? text[..128].IndexOf(";base64,"u8) > 0
        : (name.EndsWith("data"u8) || name.SequenceEqual("result"u8) || name.SequenceEqual("blob"u8)) && !_sealed && !text[..128].ContainsAnyExcept(Base64);

    /// <summary>Responses takes a string for <c>input</c>, Gemini one object for <c>contents</c>: such a value is a list of one.</summary>
    private readonly void NoteLoneMessage(ReadOnlySpan<byte> json, Slice value)
    {
        if (_listed && json[value.Start] is (byte)'"' or (byte)'{')
        {
            scan.MessageList.Clear();
            scan.MessageList.Add(value);
        }
    }

    private static bool IsMessageList(ReadOnlySpan<byte> name) =>
        BodyScan.NameEquals(name, "messages"u8) || BodyScan.NameEquals(name, "input"u8) || BodyScan.NameEquals(name, "contents"u8);
}
