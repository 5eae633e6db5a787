using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>What gateways over one store share while they work; a lone one over SQLite has none of it.</summary>
public sealed class Sharing : IAsyncDisposable
{
    private readonly Func<CancellationToken, ValueTask> _join;
    private readonly IAsyncDisposable _feed;

    internal Sharing(ITicketStore tickets, ITrackStore tracks, IAsyncDisposable feed, Func<CancellationToken, ValueTask> join)
    {
        (Tickets, Tracks, _feed, _join) = (tickets, tracks, feed, join);
    }

    public ITicketStore Tickets { get; }

    public ITrackStore Tracks { get; }

    /// <summary>Another gateway, or a command, announced a change (<c>access</c>, <c>config</c> …); empty where something may have been missed.</summary>
    public event Action<string>? Heard;

    /// <summary>Takes this gateway's place among the others. What an earlier run of it left in its journal must be in the books by then.</summary>
    public ValueTask JoinAsync(CancellationToken cancellationToken) => _join(cancellationToken);

    public ValueTask DisposeAsync() => _feed.DisposeAsync();

    internal void Hear(string what) => Heard?.Invoke(what);
}
