namespace CodeRouter.Core.Conversations;

/// <summary>
/// What a scan writes down on its way. Implemented by structs, so that each kind of notes gets a scan of its own from the compiler and none
/// pays for another's. Depth is the number of containers around the place.
/// </summary>
internal interface IScanNotes
{
    void Begins(ReadOnlySpan<byte> json, int depth, int at);

    /// <summary>The value that began last is a container; <paramref name="depth"/> counts it.</summary>
    void Opens(ReadOnlySpan<byte> json, int depth, byte bracket);

    /// <summary>The name of the member that comes next, as written, without quotes.</summary>
    void Names(ReadOnlySpan<byte> json, int depth, int start, int length);

    void Closes(int depth);

    void Ends(ReadOnlySpan<byte> json, int depth, int end);
}

/// <summary>For who only asks whether a text is well-formed.</summary>
internal readonly struct NoNotes : IScanNotes
{
    public void Begins(ReadOnlySpan<byte> json, int depth, int at)
    {
    }

    public void Opens(ReadOnlySpan<byte> json, int depth, byte bracket)
    {
    }

    public void Names(ReadOnlySpan<byte> json, int depth, int start, int length)
    {
    }

    public void Closes(int depth)
    {
    }

    public void Ends(ReadOnlySpan<byte> json, int depth, int end)
    {
    }
}
