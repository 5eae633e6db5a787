using System.Data.Common;

namespace CodeRouter.Access;

/// <summary>
/// The limits of one gateway among several: tickets are borrowed in blocks and used from memory. Where a limit is nearly reached the
/// blocks shrink to single calls, and before anything is refused the other gateways are asked for what they have lying idle: so the sum
/// never passes a limit, and nobody is refused while there is enough. Without the store only what is held already can be used, and that
/// only as long as it is surely still this gateway's.
/// </summary>
/// <param name="usedSoFar">What the books hold for a budget since a moment, in the limit's unit.</param>
public sealed class TicketLimitBook(
    ITicketStore store, Func<Limit, DateTimeOffset?, CancellationToken, ValueTask<decimal>> usedSoFar, TimeProvider clock) : ILimitBook
{
    private const int Gates = 16;
    private const int Recalls = 4;
    private static readonly TimeSpan RecallPause = TimeSpan.FromMilliseconds(40);
    private static readonly TimeSpan DeniedFor = TimeSpan.FromMilliseconds(100);

    private static readonly List<(TicketPurse Purse, long Missing)> NoneShort = [];

    private readonly SemaphoreSlim[] _gates = [.. Enumerable.Range(0, Gates).Select(static _ => new SemaphoreSlim(1))];
    private readonly long _started = clock.GetTimestamp();
    private long _renewed = clock.GetTimestamp();

    internal Lock Gate { get; } = new();

    internal Dictionary<(Limit Limit, DateTimeOffset? Since), TicketPurse> Purses { get; } = [];

    /// <summary>Ticks since the book was opened, from 1: 0 is never.</summary>
    internal long Now => clock.GetElapsedTime(_started).Ticks + 1;

    internal long Second => Now / TimeSpan.TicksPerSecond;

    /// <summary>The tickets held are still this gateway's: whoever has not renewed them for long may have been taken for dead.</summary>
    private bool IsSure => clock.GetElapsedTime(Interlocked.Read(ref _renewed)) < store.Lasts * 0.75;

    public async ValueTask PrepareAsync(Limit[] limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (Unseen(limits, now) is not { } first)
        {
            return;
        }

        var gate = GateOf(first[0]);
        await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
        try
        {
            // Who waited finds what the one before saw for all.
            if (Unseen(limits, now) is { } unseen)
            {
                await BorrowAsync(unseen.ConvertAll(static p => (p, 0L)), cancellationToken).ConfigureAwait(false);
            }
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException)
        {
            // What is known so far goes on counting; a reservation that needs more will say so.
        }
        finally
        {
            gate.Release();
        }
    }

    public decimal? LeftUsd(Limit[] limits, decimal ratio, DateTimeOffset now)
    {
        decimal? least = null;
        lock (Gate)
        {
            foreach (var limit in limits)
            {
                if (limit.Unit == LimitUnit.Usd && Purses.TryGetValue(KeyOf(limit, now), out var purse) && purse.SeenAt != 0)
                {
                    decimal left = TicketName.Amount(LimitUnit.Usd, purse.Left(Second));
                    left = limit.Scope is LimitScope.Key or LimitScope.Group && ratio > 0 ? left / ratio : left;
                    least = least < left ? least : left;
                }
            }
        }

        return least;
    }

    /// <summary>As of the last look; what this gateway gave back since then is left.</summary>
    public decimal? Left(Limit limit, DateTimeOffset now)
    {
        lock (Gate)
        {
            return Purses.TryGetValue(KeyOf(limit, now), out var purse) && purse.Seen.IsOpen ? Math.Min(TicketName.Amount(limit.Unit, purse.Left(Second)), limit.Most) : null;
        }
    }

    /// <summary>As of the last look: what others hold counts as used, for only they know how much of it is.</summary>
    public decimal? Used(Limit limit, DateTimeOffset now)
    {
        lock (Gate)
        {
            return Purses.TryGetValue(KeyOf(limit, now), out var purse) && purse.SeenAt != 0
                ? TicketName.Amount(limit.Unit, purse.Window?.At(Second) is { } minute ? minute : Math.Max(0, purse.Seen.Taken - purse.Granted) + purse.Used)
                : null;
        }
    }

    public async ValueTask<LimitAnswer> ReserveAsync(Limit[] limits, LimitUse most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (limits.Length == 0)
        {
            return new LimitAnswer(LimitLease.Free, null);
        }

        Lease lease;
        lock (Gate)
        {
            lease = new Lease(limits, [.. limits.Select(l => PurseOf(l, now))]);
            foreach (var purse in lease.Purses)
            {
                purse.Leases++;
            }
        }

        bool taken = false;
        try
        {
            var denial = await TakeAsync(lease, most, now, cancellationToken).ConfigureAwait(false);
            taken = denial is null;
            return new LimitAnswer(taken ? lease : null, denial);
        }
        finally
        {
            // Refused, or the caller left while it waited for a loan.
            if (!taken)
            {
                Close(lease, LimitUse.None, counts: false);
            }
        }
    }

    public ValueTask<LimitDenial?> RaiseAsync(LimitLease lease, LimitUse most, DateTimeOffset now, CancellationToken cancellationToken) =>
        lease is Lease { Closed: false } open ? TakeAsync(open, most, now, cancellationToken) : ValueTask.FromResult<LimitDenial?>(null);

    public void Settle(LimitLease lease, LimitUse actual) => Close(lease, actual, counts: true);

    public void Release(LimitLease lease) => Close(lease, LimitUse.None, counts: false);

    /// <summary>The store has confirmed that this gateway lives, or (false) that it was taken for dead and holds nothing any more.</summary>
    internal void Renewed(bool holds, long sentAt)
    {
        Interlocked.Exchange(ref _renewed, sentAt);
        if (holds)
        {
            return;
        }

        lock (Gate)
        {
            foreach (var purse in Purses.Values)
            {
                purse.Granted -= Math.Max(purse.Free(Second), 0);
            }
        }
    }

    private SemaphoreSlim GateOf(TicketPurse purse) => _gates[(uint)purse.Name.GetHashCode(StringComparison.Ordinal) % Gates];

    /// <summary>Those never looked at, and those that looked empty a while ago.</summary>
    private List<TicketPurse>? Unseen(Limit[] limits, DateTimeOffset now)
    {
        List<TicketPurse>? unseen = null;
        lock (Gate)
        {
            foreach (var limit in limits)
            {
                var purse = PurseOf(limit, now);
                if (purse.SeenAt == 0 || (purse.Free(Second) <= 0 && Now - purse.SeenAt > TimeSpan.TicksPerSecond))
                {
                    (unseen ??= []).Add(purse);
                }
            }
        }

        return unseen;
    }

    private async ValueTask<LimitDenial?> TakeAsync(Lease lease, LimitUse most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        for (int tries = 0; ; tries++)
        {
            if (TryTake(lease, most, now, out var shortOf) is { } decided)
            {
                return decided.Denial;
            }

            // One loan of an account at a time: who waited finds what the one before borrowed for all.
            var gate = GateOf(shortOf[0].Purse);
            await gate.WaitAsync(cancellationToken).ConfigureAwait(false);
            try
            {
                if (TryTake(lease, most, now, out shortOf) is { } meanwhile)
                {
                    return meanwhile.Denial;
                }

                if (await BorrowOrRecallAsync(shortOf, cancellationToken).ConfigureAwait(false) is { } empty)
                {
                    return TryTake(lease, most, now, out _) is { } after ? after.Denial : Deny(lease, most, now, empty);
                }
            }
            catch (Exception e) when (e is DbException or TimeoutException or IOException)
            {
                return Outage(shortOf[0].Purse.Limit);
            }
            finally
            {
                gate.Release();
            }

            if (tries == 20)
            {
                return Deny(lease, most, now, shortOf[0].Purse);
            }
        }
    }

    /// <summary>Takes everything from memory, or says what is missing where. Null is neither taken nor refused yet.</summary>
    private (LimitDenial? Denial, bool _)? TryTake(Lease lease, LimitUse most, DateTimeOffset now, out List<(TicketPurse Purse, long Missing)> shortOf)
    {
        shortOf = NoneShort;
        lock (Gate)
        {
            long second = Second;
            for (int i = 0; i < lease.Limits.Length; i++)
            {
                var (limit, purse) = (lease.Limits[i], lease.Purses[i]);
                if (most.Of(limit) is not { } asked)
                {
                    return (new LimitDenial(limit, Amount(purse.Seen.Taken - purse.Seen.Held, limit), Amount(purse.Seen.Held, limit), null, limit.FreesAt(now)), true);
                }

                long more = TicketName.Parts(limit.Unit, Math.Max(asked, 0)) - lease.Aside[i];
                purse.ExpirePlaces(second);
                long missing = more - purse.Free(second);
                if (more <= 0 || missing <= 0)
                {
                    continue;
                }

                if (shortOf.Count == 0 && purse.Denied.Until > Now && missing >= purse.Denied.Least)
                {
                    return (Deny(lease, most, now, purse), true);
                }

                (shortOf = shortOf.Count == 0 ? [] : shortOf).Add((purse, missing));
            }

            if (shortOf.Count > 0)
            {
                return null;
            }

            if (!IsSure)
            {
                return (Outage(lease.Limits[0]), true);
            }

            lease.Second = lease.IsHeld ? lease.Second : second;
            lease.IsHeld = true;
            for (int i = 0; i < lease.Limits.Length; i++)
            {
                Take(lease, i, Math.Max(TicketName.Parts(lease.Limits[i].Unit, Math.Max(most.Of(lease.Limits[i])!.Value, 0)) - lease.Aside[i], 0));
            }

            return (null, true);
        }
    }

    private void Take(Lease lease, int i, long more)
    {
        lease.Aside[i] += more;
        lease.Purses[i].TouchedAt = Now;
        if (lease.Purses[i].Window is { } window)
        {
            window.Add(lease.Second, more);
        }
        else
        {
            lease.Purses[i].Reserved += more;
            if (more > 0)
            {
                lease.Purses[i].Places?.Add(lease, Second);
            }
        }
    }

    /// <summary>Null when everything was borrowed, else the first that has not enough left.</summary>
    private async ValueTask<TicketPurse?> BorrowOrRecallAsync(List<(TicketPurse Purse, long Missing)> shortOf, CancellationToken cancellationToken)
    {
        for (int tries = 0; ; tries++)
        {
            if (await BorrowAsync(shortOf, cancellationToken).ConfigureAwait(false))
            {
                return null;
            }

            TicketPurse? empty = null;
            lock (Gate)
            {
                foreach (var (purse, missing) in shortOf.Where(static s => TicketName.Parts(s.Purse.Limit.Unit, s.Purse.Limit.Most) - s.Purse.Seen.Taken < s.Missing))
                {
                    empty ??= purse;
                    // Nobody holds any of it: time or a settlement may free some, asking again at once does not.
                    if (purse.Seen.HeldByOthers <= 0 || tries == Recalls)
                    {
                        purse.Denied = (Now + DeniedFor.Ticks, missing);
                        return empty;
                    }
                }
            }

            if (empty is not null)
            {
                await store.RecallAsync(empty.Name, cancellationToken).ConfigureAwait(false);
                await Task.Delay(RecallPause, cancellationToken).ConfigureAwait(false);
            }
        }
    }

    private async ValueTask<bool> BorrowAsync(List<(TicketPurse Purse, long Missing)> shortOf, CancellationToken cancellationToken)
    {
        var wishes = new TicketWish[shortOf.Count];
        lock (Gate)
        {
            for (int i = 0; i < wishes.Length; i++)
            {
                var (purse, missing) = shortOf[i];
                purse.Loans++;
                long most = missing > long.MaxValue / purse.Block ? long.MaxValue : missing * purse.Block;
                wishes[i] = new TicketWish(purse.Name, missing, most, TicketName.Parts(purse.Limit.Unit, purse.Limit.Most));
            }
        }

        try
        {
            var answer = await AskAsync(wishes, shortOf, cancellationToken).ConfigureAwait(false);
            lock (Gate)
            {
                for (int i = 0; i < wishes.Length; i++)
                {
                    if (answer.Lent && wishes[i].Least > 0)
                    {
                        shortOf[i].Purse.Lend(answer.Accounts[i], Now);
                    }
                    else
                    {
                        shortOf[i].Purse.Look(answer.Accounts[i], Now);
                    }
                }
            }

            return answer.Lent;
        }
        finally
        {
            lock (Gate)
            {
                shortOf.ForEach(static s => s.Purse.Loans--);
            }
        }
    }

    private async ValueTask<TicketAnswer> AskAsync(TicketWish[] wishes, List<(TicketPurse Purse, long Missing)> shortOf, CancellationToken cancellationToken)
    {
        while (true)
        {
            TicketAnswer answer;
            try
            {
                // To the end, also for a caller who leaves: half-way nobody knows what was lent.
                answer = await store.BorrowAsync(wishes, CancellationToken.None).ConfigureAwait(false);
            }
            catch
            {
                // It may have been lent all the same.
                lock (Gate)
                {
                    shortOf.ForEach(static s => s.Purse.Uncertain = true);
                }

                throw;
            }

            var closed = shortOf.Where((_, i) => !answer.Accounts[i].IsOpen).Select(static s => s.Purse).ToList();
            if (closed.Count == 0)
            {
                return answer;
            }

            await OpenAsync(closed, cancellationToken).ConfigureAwait(false);
        }
    }

    private async ValueTask OpenAsync(List<TicketPurse> closed, CancellationToken cancellationToken)
    {
        foreach (var purse in closed)
        {
            // A session that is new has nothing in the books; a key that is put under a limit only now may have much.
            var since = purse.Limit.Since(purse.EndsAt?.AddTicks(-1) ?? default);
            await store.OpenAsync(
                [(purse.Name, purse.EndsAt)],
                async cancel => [purse.Limit.IsBudget ? TicketName.Parts(purse.Limit.Unit, await usedSoFar(purse.Limit, since, cancel).ConfigureAwait(false)) : 0],
                purse.Limit is { IsBudget: true, Scope: not LimitScope.Session },
                cancellationToken).ConfigureAwait(false);
        }
    }

    private void Close(LimitLease lease, LimitUse actual, bool counts)
    {
        if (lease is not Lease open)
        {
            return;
        }

        lock (Gate)
        {
            if (open.Closed)
            {
                return;
            }

            open.Closed = true;
            for (int i = 0; i < open.Limits.Length; i++)
            {
                var (limit, purse, aside) = (open.Limits[i], open.Purses[i], open.Aside[i]);
                purse.TouchedAt = open.IsHeld ? Now : purse.TouchedAt;
                long used = !counts ? 0 : actual.Of(limit) is { } known ? TicketName.Parts(limit.Unit, Math.Max(known, 0)) : aside;
                purse.Leases--;
                if (used < aside || purse.Places is not null)
                {
                    purse.Denied = default;
                }

                if (purse.Window is { } window)
                {
                    window.Add(open.Second, used - aside);
                }
                else if (purse.Places is { } places)
                {
                    purse.Reserved -= places.Remove(open) ? aside : 0;
                }
                else
                {
                    purse.Reserved -= aside;
                    purse.Used += used;
                }
            }
        }
    }

    // Whatever the limit is set to, it is the same account.
    private static (Limit Limit, DateTimeOffset? Since) KeyOf(in Limit limit, DateTimeOffset now) => (limit with { Most = 0 }, limit.Since(now));

    private TicketPurse PurseOf(in Limit limit, DateTimeOffset now)
    {
        var key = KeyOf(limit, now);
        if (!Purses.TryGetValue(key, out var purse))
        {
            Purses.Add(key, purse = new TicketPurse(TicketName.Of(limit, now), limit, limit.FreesAt(now)));
        }

        if (purse.Limit.Most != limit.Most)
        {
            // Changed by an administrator.
            (purse.Limit, purse.Denied) = (limit, default);
        }

        return purse;
    }

    private LimitDenial Deny(Lease lease, LimitUse most, DateTimeOffset now, TicketPurse purse)
    {
        lock (Gate)
        {
            var limit = lease.Limits[Array.IndexOf(lease.Purses, purse)];
            decimal? asked = most.Of(limit);
            decimal held = Amount(purse.Seen.Held, limit);
            decimal used = Amount(purse.Seen.Taken, limit) - held;
            if (purse.Window is not { } window)
            {
                return new LimitDenial(limit, used, held, asked, limit.FreesAt(now));
            }

            var wait = TimeSpan.FromSeconds(window.UntilFree(TicketName.Parts(limit.Unit, asked ?? 0)) ?? 60);
            return new LimitDenial(limit, used + held, 0, asked, now + wait, wait);
        }
    }

    private static LimitDenial Outage(in Limit limit) => new(limit, 0, 0, null, null) { StoreIsOut = true };

    private static decimal Amount(long parts, in Limit limit) => TicketName.Amount(limit.Unit, parts);

    private sealed class Lease(Limit[] limits, TicketPurse[] purses) : LimitLease
    {
        public Limit[] Limits => limits;

        public TicketPurse[] Purses => purses;

        public long[] Aside { get; } = new long[limits.Length];

        public long Second { get; set; }

        public bool IsHeld { get; set; }

        public bool Closed { get; set; }
    }
}
