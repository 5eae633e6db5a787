namespace CodeRouter.Core.Conversations;

/// <summary>Walks the members of an object in order; empty when the value is no object.</summary>
public ref struct MemberWalk
{
    private readonly ReadOnlySpan<byte> _json;
    private int _at;

    internal MemberWalk(ReadOnlySpan<byte> json)
    {
        _json = json;
        _at = !json.IsEmpty && json[0] == '{' ? 1 : json.Length;
    }

    /// <summary>As written, escapes and all, without quotes.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public JsonSpan Value { get; private set; }

    public readonly bool Is(ReadOnlySpan<byte> plain) => BodyScan.NameEquals(Name, plain);

    /// <summary>The name and value as one piece of text, for carrying a member over unread.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    public bool MoveNext()
    {
        int at = JsonSpan.SkipSpace(_json, _at);
        if (at < _json.Length && _json[at] == ',')
        {
            at = JsonSpan.SkipSpace(_json, at + 1);
        }

        if (at >= _json.Length || _json[at] != '"')
        {
            return false;
        }

        int from = at;
        int end = JsonSpan.StringEnd(_json, at);
        Name = _json[(at + 1)..Math.Max(at + 1, end - 1)];
        at = JsonSpan.SkipSpace(_json, end);
        if (at >= _json.Length || _json[at] != ':')
        {
            return false;
        }

        at = JsonSpan.SkipSpace(_json, at + 1);
        _at = JsonSpan.ValueEnd(_json, at);
        if (_at <= at)
        {
            return false;
        }

        Value = new JsonSpan(_json[at.._at]);
        Raw = _json[from.._at];
        return true;
    }
}

/// <summary>Walks the elements of an array in order; empty when the value is no array.</summary>
public ref struct ElementWalk
{
    private readonly ReadOnlySpan<byte> _json;
    private int _at;

    internal ElementWalk(ReadOnlySpan<byte> json)
    {
        _json = json;
        _at = !json.IsEmpty && json[0] == '[' ? 1 : json.Length;
    }

    public JsonSpan Current { get; private set; }

    public readonly ElementWalk GetEnumerator() => this;

    public bool MoveNext()
    {
        int at = JsonSpan.SkipSpace(_json, _at);
        if (at < _json.Length && _json[at] == ',')
        {
            at = JsonSpan.SkipSpace(_json, at + 1);
        }

        if (at >= _json.Length || _json[at] == ']')
        {
            return false;
        }

        _at = JsonSpan.ValueEnd(_json, at);
        if (_at <= at)
        {
            return false;
        }

        Current = new JsonSpan(_json[at.._at]);
        return true;
    }
}
