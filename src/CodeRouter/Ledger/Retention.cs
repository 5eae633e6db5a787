using System.Data.Common;

namespace CodeRouter.Ledger;

/// <summary>Keeps the store small beside everything else, a portion at a time: deletes what is older than it may be kept, though never sums, and tidies.</summary>
/// <param name="limits">How long details and whole steps are kept, as they are in force now; null is for ever.</param>
public sealed class Retention(ILedgerStore store, Func<(TimeSpan? Details, TimeSpan? Steps)> limits, TimeProvider clock) : IAsyncDisposable
{
    private static readonly TimeSpan Between = TimeSpan.FromMinutes(10);
    // The books are written meanwhile: they have most of the time.
    private static readonly TimeSpan Breath = TimeSpan.FromMilliseconds(100);

    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    public void Start() => _running = Task.Run(KeepAsync);

    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        _ending.Dispose();
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(TryPrune() ? Breath : Between, clock, _ending.Token).ConfigureAwait(false);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway ends.
        }
    }

    /// <summary>True where there may be more.</summary>
    private bool TryPrune()
    {
        try
        {
            var now = clock.GetUtcNow();
            bool tidied = store.Tidy(now) > 0;
            var (details, steps) = limits();
            return (details is null && steps is null) ? tidied : tidied | store.Prune(now - (details ?? steps!.Value), steps is { } kept ? now - kept : DateTimeOffset.UnixEpoch) > 0;
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            // The store is away or full; the next look is not far.
            return false;
        }
    }
}
