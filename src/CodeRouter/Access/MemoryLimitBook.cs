namespace CodeRouter.Access;

/// <summary>
/// The limits of a lone gateway, in memory: what a dead process had set aside or under way is free again, what it had used is read from
/// the books (<paramref name="usedSoFar"/>) when an account is first met. A step is completed in the books before its lease is settled,
/// so that an account put away here is there.
/// </summary>
/// <param name="usedSoFar">What the books hold for a budget since a moment, in the limit's unit; must include all completed steps.</param>
/// <param name="mostAccounts">Accounts kept before idle ones are put away.</param>
public sealed class MemoryLimitBook(Func<Limit, DateTimeOffset?, CancellationToken, ValueTask<decimal>> usedSoFar, TimeProvider clock, int mostAccounts = 100_000) : ILimitBook
{
    private const long IdleSeconds = 600;

    private readonly int _mostAccounts = mostAccounts;
    private readonly long _started = clock.GetTimestamp();
    private readonly Lock _lock = new();
    private readonly Dictionary<AccountKey, Account> _accounts = [];

    // Accounts somebody is asking the books about, and how many are: until all have their answer, such an account stays. One that was
    // opened, used and put away in the meantime would else be opened again with an answer from before its use.
    private readonly Dictionary<AccountKey, int> _asked = [];

    public async ValueTask PrepareAsync(Limit[] limits, DateTimeOffset now, CancellationToken cancellationToken)
    {
        foreach (var limit in limits)
        {
            var key = AccountKey.Of(limit, now);
            lock (_lock)
            {
                if (_accounts.ContainsKey(key))
                {
                    continue;
                }

                _asked[key] = _asked.GetValueOrDefault(key) + 1;
            }

            decimal? used = null;
            try
            {
                // Asked without the lock. Two first requests may both have asked; one account counts, and nothing was set aside in the other.
                used = limit.IsBudget ? await usedSoFar(limit, limit.Since(now), cancellationToken).ConfigureAwait(false) : 0;
            }
            finally
            {
                lock (_lock)
                {
                    if (used is { } known)
                    {
                        Open(key, known);
                    }

                    if (--_asked[key] == 0)
                    {
                        _asked.Remove(key);
                    }
                }
            }
        }
    }

    public decimal? LeftUsd(Limit[] limits, decimal ratio, DateTimeOffset now)
    {
        decimal? least = null;
        lock (_lock)
        {
            foreach (var limit in limits)
            {
                if (limit.Unit == LimitUnit.Usd && _accounts.TryGetValue(AccountKey.Of(limit, now), out var account))
                {
                    decimal left = Math.Max(limit.Most - account.Used - account.Reserved, 0);
                    left = limit.Scope is LimitScope.Key or LimitScope.Group && ratio > 0 ? left / ratio : left;
                    least = least < left ? least : left;
                }
            }
        }

        return least;
    }

    public decimal? Left(Limit limit, DateTimeOffset now)
    {
        lock (_lock)
        {
            return !_accounts.TryGetValue(AccountKey.Of(limit, now), out var account) ? null
                : Math.Max(limit.Most - (account.Window is { } window ? window.At(Second()) : account.Used + account.Reserved), 0);
        }
    }

    public decimal? Used(Limit limit, DateTimeOffset now)
    {
        lock (_lock)
        {
            return !_accounts.TryGetValue(AccountKey.Of(limit, now), out var account) ? null : account.Window is { } window ? window.At(Second()) : account.Used;
        }
    }

    public async ValueTask<LimitAnswer> ReserveAsync(Limit[] limits, LimitUse most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        if (limits.Length == 0)
        {
            return new LimitAnswer(LimitLease.Free, null);
        }

        var lease = new Lease(limits, new Account[limits.Length], new decimal[limits.Length]);
        while (!TryFind(lease, now))
        {
            await PrepareAsync(limits, now, cancellationToken).ConfigureAwait(false);
        }

        lock (_lock)
        {
            // One may have been put away since.
            if (Array.TrueForAll(lease.Accounts, static a => !a.PutAway))
            {
                return Raise(lease, most, now) is { } denial ? new LimitAnswer(null, denial) : new LimitAnswer(lease.Begin(Second()), null);
            }
        }

        return await ReserveAsync(limits, most, now, cancellationToken).ConfigureAwait(false);
    }

    public ValueTask<LimitDenial?> RaiseAsync(LimitLease lease, LimitUse most, DateTimeOffset now, CancellationToken cancellationToken)
    {
        lock (_lock)
        {
            return ValueTask.FromResult(lease is Lease { Closed: false } open ? Raise(open, most, now) : null);
        }
    }

    public void Settle(LimitLease lease, LimitUse actual) => Close(lease, actual, counts: true);

    public void Release(LimitLease lease) => Close(lease, LimitUse.None, counts: false);

    private void Close(LimitLease lease, LimitUse actual, bool counts)
    {
        if (lease is not Lease open)
        {
            return;
        }

        lock (_lock)
        {
            if (open.Closed)
            {
                return;
            }

            open.Closed = true;
            for (int i = 0; i < open.Limits.Length; i++)
            {
                var (limit, account, aside) = (open.Limits[i], open.Accounts[i], open.Aside[i]);
                decimal used = !counts ? 0 : Math.Max(actual.Of(limit) ?? aside, 0);
                account.Leases--;
                if (account.Window is { } window)
                {
                    window.Add(open.Second, (long)(used - aside));
                }
                else if (account.Places is { } places)
                {
                    account.Reserved -= places.Remove(open) ? aside : 0;
                }
                else
                {
                    account.Reserved -= aside;
                    account.Used += used;
                }
            }
        }
    }

    private LimitDenial? Raise(Lease lease, LimitUse most, DateTimeOffset now)
    {
        long second = Second();
        for (int i = 0; i < lease.Limits.Length; i++)
        {
            var (limit, account) = (lease.Limits[i], lease.Accounts[i]);
            if (most.Of(limit) is not { } asked)
            {
                return new LimitDenial(limit, account.Used, account.Reserved, null, limit.FreesAt(now));
            }

            decimal more = Math.Max(asked, 0) - lease.Aside[i];
            decimal used = account.Window is { } window ? window.At(second) : account.Used + account.Reserved;
            if (more > 0 && used + more > limit.Most)
            {
                if (account.Places?.Expire(second) is > 0 and var free)
                {
                    account.Reserved -= free;
                    i--;
                    continue;
                }

                return Deny(limit, account, used, more, asked, now);
            }
        }

        lease.Second = lease.IsHeld ? lease.Second : second;
        for (int i = 0; i < lease.Limits.Length; i++)
        {
            decimal more = Math.Max(most.Of(lease.Limits[i])!.Value - lease.Aside[i], 0);
            lease.Aside[i] += more;
            var account = lease.Accounts[i];
            if (account.Window is { } window)
            {
                window.Add(lease.Second, (long)more);
                continue;
            }

            account.Reserved += more;
            if (more > 0)
            {
                account.Places?.Add(lease, second);
            }
        }

        return null;
    }

    private static LimitDenial Deny(in Limit limit, Account account, decimal used, decimal more, decimal asked, DateTimeOffset now)
    {
        if (account.Window is not { } window)
        {
            return new LimitDenial(limit, account.Used, account.Reserved, asked, limit.FreesAt(now));
        }

        TimeSpan? wait = window.UntilFree((long)(used + more - limit.Most)) is { } seconds ? TimeSpan.FromSeconds(seconds) : null;
        return new LimitDenial(limit, used, 0, asked, now + wait, wait);
    }

    private bool TryFind(Lease lease, DateTimeOffset now)
    {
        lock (_lock)
        {
            for (int i = 0; i < lease.Limits.Length; i++)
            {
                if (!_accounts.TryGetValue(AccountKey.Of(lease.Limits[i], now), out var account))
                {
                    return false;
                }

                lease.Accounts[i] = account;
            }
        }

        return true;
    }

    private void Open(AccountKey key, decimal used)
    {
        if (_accounts.ContainsKey(key))
        {
            return;
        }

        if (_accounts.Count >= _mostAccounts)
        {
            PutAway();
        }

        _accounts.Add(key, new Account
        {
            Used = used,
            TouchedAt = Second(),
            Window = key.Period == LimitPeriod.Minute ? new MinuteWindow() : null,
            Places = key.Period == LimitPeriod.AtOnce ? new HeldPlaces() : null,
        });
    }

    // Sessions and days come without end. What nobody holds a lease on is in the books and can be asked for again; a minute must be over.
    // Those go first that nobody has used for a while: a session that ended, not the key that all of them are under.
    private void PutAway()
    {
        PutAway(IdleSeconds);
        if (_accounts.Count > _mostAccounts / 4 * 3)
        {
            PutAway(idle: 0);
        }
    }

    private void PutAway(long idle)
    {
        long second = Second();
        foreach (var (key, account) in _accounts)
        {
            if (account.Leases == 0 && second - account.TouchedAt >= idle && (account.Window?.At(second) ?? 0) == 0 && !_asked.ContainsKey(key))
            {
                account.PutAway = true;
                _accounts.Remove(key);
            }
        }
    }

    private long Second() => (long)clock.GetElapsedTime(_started).TotalSeconds;

    private readonly record struct AccountKey(LimitScope Scope, string Id, string Owner, LimitPeriod Period, LimitUnit Unit, DateTimeOffset? Since)
    {
        public static AccountKey Of(in Limit limit, DateTimeOffset now) => new(limit.Scope, limit.Id, limit.Owner, limit.Period, limit.Unit, limit.Since(now));
    }

    private sealed class Account
    {
        public decimal Used;
        public decimal Reserved;
        public int Leases;
        public bool PutAway;
        public long TouchedAt;

        public MinuteWindow? Window { get; init; }

        public HeldPlaces? Places { get; init; }
    }

    private sealed class Lease(Limit[] limits, Account[] accounts, decimal[] aside) : LimitLease
    {
        public Limit[] Limits => limits;

        public Account[] Accounts => accounts;

        public decimal[] Aside => aside;

        public long Second { get; set; }

        public bool IsHeld { get; private set; }

        public bool Closed { get; set; }

        public Lease Begin(long second)
        {
            IsHeld = true;
            foreach (var account in accounts)
            {
                account.Leases++;
                account.TouchedAt = second;
            }

            return this;
        }
    }
}
