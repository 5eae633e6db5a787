namespace CodeRouter.Core.Conversations;

/// <summary>Notes the outermost members of a request body and the elements of its message list.</summary>
internal struct BodyNotes(BodyScan scan) : IScanNotes
{
    private Slice _name;
    private int _valueStart = -1;
    private int _elementStart = -1;
    private bool _isObject;
    private bool _inMessages;

    public void Begins(ReadOnlySpan<byte> json, int depth, int at)
    {
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
        if (depth == 2 && bracket == '[' && _isObject)
        {
            _inMessages = IsMessageList(json.Slice(_name.Start, _name.Length));
            if (_inMessages)
            {
                scan.MessageList.Clear();
            }
        }
    }

    public void Names(int depth, int start, int length)
    {
        if (depth == 1)
        {
            _name = new Slice(start, length);
        }
    }

    public void Closes(int depth)
    {
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
        else if (depth == 2 && _inMessages && _elementStart >= 0)
        {
            scan.MessageList.Add(new Slice(_elementStart, end - _elementStart));
            _elementStart = -1;
        }
    }

    /// <summary>Responses takes a string for <c>input</c>, Gemini one object for <c>contents</c>: such a value is a list of one.</summary>
    private readonly void NoteLoneMessage(ReadOnlySpan<byte> json, Slice value)
    {
        if (json[value.Start] is (byte)'"' or (byte)'{' && IsMessageList(json.Slice(_name.Start, _name.Length)))
        {
            scan.MessageList.Clear();
            scan.MessageList.Add(value);
        }
    }

    private static bool IsMessageList(ReadOnlySpan<byte> name) =>
        BodyScan.NameEquals(name, "messages"u8) || BodyScan.NameEquals(name, "input"u8) || BodyScan.NameEquals(name, "contents"u8);
}
