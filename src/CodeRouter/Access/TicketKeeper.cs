using System.Data.Common;

namespace CodeRouter.Access;

/// <summary>
/// Looks after the tickets beside the requests: renews them, gives back what lies idle or somebody else needs, and asks the store where
/// an answer was lost.
/// </summary>
public sealed class TicketKeeper : IAsyncDisposable
{
    private static readonly TimeSpan Tick = TimeSpan.FromMilliseconds(200);
    private static readonly long IdleBudget = TimeSpan.FromSeconds(2).Ticks;
    private static readonly long IdleElse = TimeSpan.FromMilliseconds(200).Ticks;
    private static readonly long Forgotten = TimeSpan.FromMinutes(10).Ticks;

    private readonly TicketLimitBook _book;
    private readonly ITicketStore _store;
    private readonly TimeProvider _clock;
    private readonly CancellationTokenSource _ending = new();
    private readonly HashSet<string> _recalled = new(StringComparer.Ordinal);
    private readonly SemaphoreSlim _wake = new(0);
    private Task _running = Task.CompletedTask;
    private long _renewAt;

    public TicketKeeper(TicketLimitBook book, ITicketStore store, TimeProvider clock)
    {
        (_book, _store, _clock) = (book, store, clock);
        store.Recalled += Recall;
    }

    public void Start() => _running = Task.Run(KeepAsync);

    public async ValueTask DisposeAsync()
    {
        _store.Recalled -= Recall;
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        try
        {
            using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(2));
            await _store.LeaveAsync(patience.Token).ConfigureAwait(false);
        }
        catch (Exception e) when (IsOutage(e))
        {
            // Then they come free when their time is over.
        }

        _ending.Dispose();
        _wake.Dispose();
    }

    private void Recall(string account)
    {
        lock (_recalled)
        {
            _recalled.Add(account);
        }

        _wake.Release();
    }

    private async Task KeepAsync()
    {
        while (!_ending.IsCancellationRequested)
        {
            try
            {
                await RenewAsync().ConfigureAwait(false);
                await GiveBackAsync().ConfigureAwait(false);
                await ReconcileAsync().ConfigureAwait(false);
                await _wake.WaitAsync(Tick, _ending.Token).ConfigureAwait(false);
            }
            catch (OperationCanceledException) when (_ending.IsCancellationRequested)
            {
                return;
            }
            catch (Exception e) when (IsOutage(e))
            {
                // The store is away: tickets held go on counting while they are surely ours, and everything is tried again.
                await Task.Delay(Tick, _clock, CancellationToken.None).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask RenewAsync()
    {
        if (_book.Now < _renewAt)
        {
            return;
        }

        long sent = _clock.GetTimestamp();
        bool holds = await _store.RenewAsync(_ending.Token).ConfigureAwait(false);
        _book.Renewed(holds, sent);
        _renewAt = _book.Now + (_store.Lasts.Ticks / 6);
    }

    private async ValueTask GiveBackAsync()
    {
        string[] recalled;
        lock (_recalled)
        {
            recalled = [.. _recalled];
            _recalled.Clear();
        }

        var unused = new List<(string Account, long Amount)>();
        var lost = new List<TicketPurse>();
        lock (_book.Gate)
        {
            foreach (var (key, purse) in _book.Purses)
            {
                purse.ExpirePlaces(_book.Second);
                long idle = _book.Now - purse.TouchedAt, free = purse.Free(_book.Second);
                bool wanted = Array.IndexOf(recalled, purse.Name) >= 0;
                if (free > 0 && !purse.Uncertain && (wanted || idle > (purse.Limit.IsBudget ? IdleBudget : IdleElse)))
                {
                    purse.Granted -= free;
                    (purse.Seen, purse.SeenAt) = (purse.Seen with { Taken = Math.Max(purse.Seen.Taken - free, 0) }, 0);
                    unused.Add((purse.Name, free));
                    lost.Add(purse);
                }
                else if (idle > Forgotten && purse.Leases == 0 && free <= 0 && !purse.Uncertain)
                {
                    _book.Purses.Remove(key);
                }
            }
        }

        if (unused.Count > 0)
        {
            try
            {
                await _store.ReturnAsync(unused, _ending.Token).ConfigureAwait(false);
            }
            catch (Exception e) when (IsOutage(e) || e is OperationCanceledException)
            {
                lock (_book.Gate)
                {
                    lost.ForEach(static p => p.Uncertain = true);
                }

                throw;
            }
        }
    }

    /// <summary>Once nothing is set aside and everything used is booked, what the store says is held lies idle. Callers who are refused meanwhile change nothing.</summary>
    private async ValueTask ReconcileAsync()
    {
        List<(TicketPurse Purse, long Granted)> uncertain;
        lock (_book.Gate)
        {
            uncertain = [.. _book.Purses.Values.Where(p => p.Uncertain && IsStill(p)).Select(static p => (p, p.Granted))];
        }

        foreach (var (purse, granted) in uncertain)
        {
            long held = await _store.HeldAsync(purse.Name, _ending.Token).ConfigureAwait(false);
            lock (_book.Gate)
            {
                if (IsStill(purse) && purse.Granted == granted)
                {
                    (purse.Granted, purse.Uncertain) = ((purse.Limit.IsBudget ? purse.Used : 0) + held, false);
                }
            }
        }
    }

    private bool IsStill(TicketPurse purse) => purse.Reserved == 0 && purse.Loans == 0 && _book.Now - purse.TouchedAt > IdleBudget;

    private static bool IsOutage(Exception e) => e is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException;
}
