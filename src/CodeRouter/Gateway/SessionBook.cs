using System.Collections.Concurrent;
using CodeRouter.Core.Decisions;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>
/// What each track has been through: the state the decision rule reads, and which channel served which model. In memory; where several
/// gateways share a store, a track is taken over as the one before left it and left for the next one. Tracks idle for hours are
/// forgotten; so are the oldest when there are too many.
/// </summary>
/// <param name="shared">Where gateways leave tracks for each other; null for a lone one.</param>
/// <param name="books">Where a lone one reads what it has forgotten.</param>
public sealed class SessionBook(TimeProvider clock, ITrackStore? shared = null, RememberedTracks? books = null)
{
    private const int MostTracks = 100_000;
    private const int MostTries = 4;
    // Of those that are known when there are too many: looking for the oldest looks at all, which one in ten thousand new tracks can afford.
    private const int ForgottenAtOnce = MostTracks / 10;
    private static readonly TimeSpan Idle = TimeSpan.FromHours(6);
    // A step is worth more than what other gateways know of its track.
    private static readonly TimeSpan Patience = TimeSpan.FromMilliseconds(500);
    private static readonly TimeSpan BetweenSweeps = TimeSpan.FromMinutes(10);
    private readonly ConcurrentDictionary<TrackName, SessionEntry> _entries = new();
    // Kept beside the dictionary, whose own count takes all its locks.
    private int _count;
    private bool _sweeping;
    private long _lastSweep;

    /// <summary>The track as the last gateway left it.</summary>
    /// <param name="goesOn">The conversation has answers already: a track that is not known here was forgotten.</param>
    public async ValueTask<SessionEntry> OpenAsync(TrackName name, bool goesOn = false)
    {
        var entry = Enter(name);
        entry.LastUsed = clock.GetTimestamp();
        if ((_count > MostTracks || clock.GetElapsedTime(Interlocked.Read(ref _lastSweep)) > BetweenSweeps) && !Interlocked.Exchange(ref _sweeping, true))
        {
            Sweep();
            Volatile.Write(ref _sweeping, false);
        }

        if (shared is not null && name.Session.Length > 0 && (entry.Version == 0 || !shared.IsAlone))
        {
            await TakeOverAsync(shared, entry);
        }
        else if (shared is null && goesOn && books is not null && entry.MayBeForgotten())
        {
            await RememberAsync(books, entry);
        }

        return entry;
    }

    /// <summary>What is known of a track here; it may have moved.</summary>
    public SessionEntry? Find(TrackName name) => _entries.GetValueOrDefault(name);

    /// <summary>Leaves the track for the next gateway; nothing where it has not changed.</summary>
    public async ValueTask LeaveAsync(SessionEntry entry)
    {
        if (shared is null || entry is not { Name.Session.Length: > 0, Leaving: { } leaving })
        {
            return;
        }

        if (!await leaving.WaitAsync(Patience))
        {
            return;
        }

        try
        {
            await LeaveAsync(shared, entry);
        }
        finally
        {
            leaving.Release();
        }
    }

    private async ValueTask LeaveAsync(ITrackStore shared, SessionEntry entry)
    {
        for (int tries = 0; tries < MostTries && entry.Unsaved() is { } unsaved; tries++)
        {
            try
            {
                using var patience = new CancellationTokenSource(Patience);
                if (await shared.SaveAsync(entry.Name, unsaved.Version, unsaved.State, clock.GetUtcNow(), patience.Token))
                {
                    entry.Saved(unsaved);
                    return;
                }

                // Another gateway moved it meanwhile: what was learnt here is put on top.
                await TakeOverAsync(shared, entry);
            }
            catch (Exception e) when (e is System.Data.Common.DbException or OperationCanceledException or IOException or TimeoutException)
            {
                // The next step saves it; until then it is known here.
                return;
            }
        }
    }

    private static async ValueTask TakeOverAsync(ITrackStore shared, SessionEntry entry)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            if (await shared.LoadAsync(entry.Name, entry.Version, patience.Token) is { } newer)
            {
                entry.TakeOver(newer);
            }
        }
        catch (Exception e) when (e is System.Data.Common.DbException or OperationCanceledException or IOException or TimeoutException)
        {
            // What is known here is the best there is.
        }
    }

    private static async ValueTask RememberAsync(RememberedTracks books, SessionEntry entry)
    {
        try
        {
            using var patience = new CancellationTokenSource(Patience);
            if (await books.FindAsync(entry.Name, patience.Token) is { } known)
            {
                entry.Change(s => s.Model is null ? known with { Feedbacks = known.Feedbacks + s.Feedbacks, FailureReported = s.Feedbacks > 0 ? s.FailureReported : known.FailureReported, Recovered = s.Feedbacks > 0 ? s.Recovered : known.Recovered } : s);
            }
        }
        catch (Exception e) when (e is System.Data.Common.DbException or OperationCanceledException or IOException or TimeoutException)
        {
            // Then the track begins anew rather than not at all.
        }
    }

    private SessionEntry Enter(TrackName name)
    {
        if (_entries.TryGetValue(name, out var known))
        {
            return known;
        }

        var entry = new SessionEntry(name, shared is not null) { LastUsed = clock.GetTimestamp() };
        if (!_entries.TryAdd(name, entry))
        {
            return _entries.GetOrAdd(name, entry);
        }

        Interlocked.Increment(ref _count);
        return entry;
    }

    private void Sweep()
    {
        Interlocked.Exchange(ref _lastSweep, clock.GetTimestamp());
        foreach (var (name, entry) in _entries)
        {
            if (clock.GetElapsedTime(entry.LastUsed) > Idle)
            {
                Forget(name);
            }
        }

        if (_count > MostTracks)
        {
            foreach (var (name, _) in _entries.Select(static e => (e.Key, e.Value.LastUsed)).OrderBy(static e => e.LastUsed).Take(ForgottenAtOnce))
            {
                Forget(name);
            }
        }
    }

    private void Forget(TrackName name)
    {
        if (_entries.TryRemove(name, out _))
        {
            Interlocked.Decrement(ref _count);
        }
    }
}
