namespace CodeRouter.Gateway;

/// <summary>Whether the embedding model answers: while it does not, it is left alone for a while, so that nobody waits for it.</summary>
public sealed class EmbedderState(TimeProvider clock)
{
    private static readonly TimeSpan Rest = TimeSpan.FromSeconds(20);
    private long _downUntil;
    private EmbedderTrouble? _trouble;

    public bool IsResting => clock.GetUtcNow().UtcTicks < Interlocked.Read(ref _downUntil);

    /// <summary>What is wrong with a model since when; null while it answers, or was not asked.</summary>
    public EmbedderTrouble? TroubleOf(string? model) => Volatile.Read(ref _trouble) is { } trouble && trouble.Model == model ? trouble : null;

    /// <summary>True where it was up until now.</summary>
    public bool Down(string model, string why)
    {
        var now = clock.GetUtcNow();
        var before = TroubleOf(model);
        Volatile.Write(ref _trouble, new EmbedderTrouble(model, why, before?.Since ?? now));
        Interlocked.Exchange(ref _downUntil, (now + Rest).UtcTicks);
        return before is null;
    }

    /// <summary>True where it was down until now.</summary>
    public bool Up()
    {
        Interlocked.Exchange(ref _downUntil, 0);
        return Interlocked.Exchange(ref _trouble, null) is not null;
    }
}

/// <param name="Why">Without credentials.</param>
public sealed record EmbedderTrouble(string Model, string Why, DateTimeOffset Since);
