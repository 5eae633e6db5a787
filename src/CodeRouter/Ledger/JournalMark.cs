namespace CodeRouter.Ledger;

/// <summary>Which journal segments hold a step, so that they can be given back once the store has it.</summary>
internal sealed class JournalMark
{
    public JournalSegment? Start { get; set; }

    public JournalSegment? End { get; set; }

    /// <summary>The detail the start record carried: the end record need not repeat it.</summary>
    public byte[]? Detail { get; set; }

    /// <summary>0 while under way, 1 once completed.</summary>
    public int Completed;
}
