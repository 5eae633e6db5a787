namespace CodeRouter.Core.Conversations;

/// <summary>Walks the members of an object in order; empty when the value is no object.</summary>
public ref struct MemberWalk
{
    private readonly ReadOnlySpan<byte> _json;
    private readonly ReadOnlySpan<ValuePlace> _nodes;
    private int _at;

    internal MemberWalk(ReadOnlySpan<byte> json, ReadOnlySpan<ValuePlace> nodes)
    {
        _json = json;
        _nodes = nodes;
        _at = !json.IsEmpty && json[0] == '{' ? 1 : int.MaxValue;
    }

    /// <summary>As written, escapes and all, without quotes.</summary>
    public ReadOnlySpan<byte> Name { get; private set; }

    public JsonSpan Value { get; private set; }

    public readonly bool Is(ReadOnlySpan<byte> plain) => BodyScan.NameEquals(Name, plain);

    /// <summary>The name and value as one piece of text, for carrying a member over unread.</summary>
    public ReadOnlySpan<byte> Raw { get; private set; }

    public bool MoveNext() => _nodes.IsEmpty ? Walk() : Step();

    /// <summary>By the index: places there count from the beginning of the text, here from that of this value.</summary>
    private bool Step()
    {
        if (_at >= _nodes.Length)
        {
            return false;
        }

        var node = _nodes[_at];
        int origin = _nodes[0].Start;
        int from = node.Start - origin;
        int name = node.NameStart - origin;
        Name = _json.Slice(name, node.NameLength);
        Value = new JsonSpan(_json.Slice(from, node.Length), _nodes.Slice(_at, node.Count));
        Raw = _json[(name - 1)..(from + node.Length)];
        _at += node.Count;
        return true;
    }

    private bool Walk()
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
    private readonly ReadOnlySpan<ValuePlace> _nodes;
    private int _at;

    internal ElementWalk(ReadOnlySpan<byte> json, ReadOnlySpan<ValuePlace> nodes)
    {
        _json = json;
        _nodes = nodes;
        _at = !json.IsEmpty && json[0] == '[' ? 1 : int.MaxValue;
    }

    public JsonSpan Current { get; private set; }

    public readonly ElementWalk GetEnumerator() => this;

    public bool MoveNext() => _nodes.IsEmpty ? Walk() : Step();

    /// <summary>By the index: places there count from the beginning of the text, here from that of this value.</summary>
    private bool Step()
    {
        if (_at >= _nodes.Length)
        {
            return false;
        }

        var node = _nodes[_at];
        int origin = _nodes[0].Start;
        Current = new JsonSpan(_json.Slice(node.Start - origin, node.Length), _nodes.Slice(_at, node.Count));
        _at += node.Count;
        return true;
    }

    private bool Walk()
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
