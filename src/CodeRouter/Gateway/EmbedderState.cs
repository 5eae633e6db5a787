namespace CodeRouter.Gateway;

/// <summary>Whether the embedding model answers: while it does not, it is left alone for a while, so that nobody waits for it.</summary>
public sealed class EmbedderState(TimeProvider clock)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);
    private long _downUntil;

    public bool IsResting => clock.GetUtcNow().UtcTicks < Interlocked.Read(ref _downUntil);

    /// <summary>True where it was up until now.</summary>
    public bool Down() => Interlocked.Exchange(ref _downUntil, (clock.GetUtcNow() + Rest).UtcTicks) == 0;

    /// <summary>True where it was down until now.</summary>
    public bool Up() => Interlocked.Exchange(ref _downUntil, 0) != 0;
}
