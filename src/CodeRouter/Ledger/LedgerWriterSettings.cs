namespace CodeRouter.Ledger;

/// <summary>The writer's numbers.</summary>
public sealed record LedgerWriterSettings
{
    /// <summary>Rows of one transaction.</summary>
    public int BatchRows { get; init; } = 1024;

    /// <summary>
    /// The longest a completed step waits for others to share its transaction. Sessions, tasks and index pages are written once per
    /// transaction, however many steps touched them; whoever asks for usage ends the wait. Longer, the collector copies what waits.
    /// </summary>
    public TimeSpan BatchWait { get; init; } = TimeSpan.FromMilliseconds(100);

    /// <summary>Completed steps the store does not have yet, beyond which new ones are refused: back-pressure at the entrance, where nothing is spent yet.</summary>
    public int MaxBacklog { get; init; } = 50_000;

    /// <summary>Whether new steps are refused while the store cannot be written; else they go to the journal, up to <see cref="MaxBacklog"/>.</summary>
    public Func<bool> RefuseInOutage { get; init; } = static () => false;

    /// <summary>The longest a report waits for what was completed just before it.</summary>
    public TimeSpan ReportWait { get; init; } = TimeSpan.FromSeconds(2);

    /// <summary>Size at which the journal goes on in a new file.</summary>
    public long SegmentBytes { get; init; } = 4 << 20;
}
