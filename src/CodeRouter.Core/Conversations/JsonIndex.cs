namespace CodeRouter.Core.Conversations;

/// <summary>
/// Where the values of one JSON text stand, written down while it is checked, so that readers go from member to member without looking at
/// what lies between. One index serves a whole stream: each event is written over the last. It holds places only, no text and no tree.
/// </summary>
internal sealed class JsonIndex
{
    /// <summary>Of a larger text no index is kept; it is walked instead.</summary>
    private const int MaxValues = 1 << 16;

    private ValuePlace[] _nodes = new ValuePlace[48];

    /// <summary>
    /// Whether the text is exactly one well-formed value. The root is good until the next call.
    /// </summary>
    /// <param name="text">Without white space around it.</param>
    public bool TryRead(ReadOnlySpan<byte> text, out JsonSpan root)
    {
        var notes = new Notes(_nodes);
        bool wellFormed = JsonScanner.IsWellFormed(text, ref notes);
        _nodes = notes.Nodes;
        root = new JsonSpan(text, wellFormed && !notes.IsFull ? _nodes.AsSpan(0, notes.Count) : default);
        return wellFormed;
    }

    private struct Notes(ValuePlace[] nodes) : IScanNotes
    {
        private int _nameStart;
        private int _nameLength;
        private int _open;
        private int _last;

        public ValuePlace[] Nodes { get; private set; } = nodes;

        public int Count { get; private set; }

        public readonly bool IsFull => Count > MaxValues;

        public void Begins(ReadOnlySpan<byte> json, int depth, int at)
        {
            if (Count >= Nodes.Length && !Grow())
            {
                Count = MaxValues + 1;
                return;
            }

            _last = Count++;
            Nodes[_last] = new ValuePlace { NameStart = _nameStart, NameLength = _nameLength, Start = at, Count = 1 };
        }

        // While a container is open its count is the place of the one around it.
        public void Opens(ReadOnlySpan<byte> json, int depth, byte bracket)
        {
            if (!IsFull)
            {
                Nodes[_last].Count = _open;
                _open = _last;
            }
        }

        public void Names(ReadOnlySpan<byte> json, int depth, int start, int length) => (_nameStart, _nameLength) = (start, length);

        public void Closes(int depth)
        {
            if (!IsFull)
            {
                _last = _open;
                _open = Nodes[_last].Count;
                Nodes[_last].Count = Count - _last;
            }
        }

        public readonly void Ends(ReadOnlySpan<byte> json, int depth, int end)
        {
            if (!IsFull)
            {
                Nodes[_last].Length = end - Nodes[_last].Start;
            }
        }

        private bool Grow()
        {
            if (Nodes.Length >= MaxValues || IsFull)
            {
                return false;
            }

            var larger = new ValuePlace[Math.Min(MaxValues, Nodes.Length * 2)];
            Nodes.CopyTo(larger, 0);
            Nodes = larger;
            return true;
        }
    }
}

/// <summary>One value of an indexed text. All offsets count from the text's beginning.</summary>
internal struct ValuePlace
{
    /// <summary>Of a member: where its name stands, without quotes.</summary>
    public int NameStart;

    public int NameLength;

    public int Start;

    public int Length;

    /// <summary>This value and all inside it.</summary>
    public int Count;
}
