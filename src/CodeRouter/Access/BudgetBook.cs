namespace CodeRouter.Access;

/// <summary>
/// Budgets by reservation: before a call its upper bound is set aside in every limit that applies, all or none; afterwards the actual
/// cost takes its place. So parallel requests together can never pass a limit. Lives in memory, one per process: what a dead process had
/// set aside is free again, what it had spent is read from the books (<c>spentSoFar</c>) when an account is first asked for. A step is
/// completed in the books before its lease is settled, so that what is put away here is there.
/// </summary>
/// <param name="spentSoFar">USD the books hold for a limit since a moment. Called without the lock held; must include all completed steps.</param>
/// <param name="mostAccounts">Accounts kept before idle ones are put away.</param>
public sealed class BudgetBook(Func<BudgetLimit, DateTimeOffset?, decimal> spentSoFar, int mostAccounts = 50_000)
{
    private readonly int _mostAccounts = mostAccounts;

    private readonly Lock _lock = new();
    private readonly Dictionary<AccountKey, Account> _accounts = [];

    /// <summary>Sets the upper bound aside. Null with the reason where a limit has not that much left, or the price is unknown and a limit applies.</summary>
    /// <param name="limits">Every limit that applies; none is always let through.</param>
    /// <param name="upperBoundUsd">The most the call may cost; null is unknown.</param>
    public BudgetLease? TryReserve(ReadOnlySpan<BudgetLimit> limits, decimal? upperBoundUsd, DateTimeOffset now, out BudgetDenial? denial)
    {
        denial = null;
        if (limits.Length == 0)
        {
            return BudgetLease.Free;
        }

        if (upperBoundUsd is not { } amount)
        {
            denial = new BudgetDenial(limits[0], 0, 0, null, limits[0].FreesAt(now));
            return null;
        }

        amount = Math.Max(amount, 0);
        while (true)
        {
            var accounts = AccountsOf(limits, now);
            lock (_lock)
            {
                // One may have been put away between the look-up and here.
                if (Array.TrueForAll(accounts, static a => !a.PutAway))
                {
                    return Reserve(limits, accounts, amount, now, out denial);
                }
            }
        }
    }

    /// <summary>The actual cost takes the reservation's place; null (not known after all) keeps the whole reservation as spent. A second call changes nothing.</summary>
    public void Settle(BudgetLease lease, decimal? actualUsd)
    {
        if (!lease.Close())
        {
            return;
        }

        lock (_lock)
        {
            foreach (var account in lease.Accounts)
            {
                account.Reserved -= lease.Amount;
                account.Spent += Math.Max(actualUsd ?? lease.Amount, 0);
                account.Leases--;
            }
        }
    }

    /// <summary>The call cost nothing.</summary>
    public void Release(BudgetLease lease) => Settle(lease, 0);

    /// <summary>USD left of the tightest limit, reservations counted as spent; null without limits.</summary>
    public decimal? Left(ReadOnlySpan<BudgetLimit> limits, DateTimeOffset now)
    {
        if (limits.Length == 0)
        {
            return null;
        }

        var accounts = AccountsOf(limits, now);
        decimal least = decimal.MaxValue;
        lock (_lock)
        {
            for (int i = 0; i < limits.Length; i++)
            {
                least = Math.Min(least, limits[i].Usd - accounts[i].Spent - accounts[i].Reserved);
            }
        }

        return Math.Max(least, 0);
    }

    private static BudgetLease? Reserve(ReadOnlySpan<BudgetLimit> limits, Account[] accounts, decimal amount, DateTimeOffset now, out BudgetDenial? denial)
    {
        denial = null;
        for (int i = 0; i < limits.Length; i++)
        {
            if (accounts[i].Spent + accounts[i].Reserved + amount > limits[i].Usd)
            {
                denial = new BudgetDenial(limits[i], accounts[i].Spent, accounts[i].Reserved, amount, limits[i].FreesAt(now));
                return null;
            }
        }

        foreach (var account in accounts)
        {
            account.Reserved += amount;
            account.Leases++;
        }

        return new BudgetLease(accounts, amount);
    }

    private Account[] AccountsOf(ReadOnlySpan<BudgetLimit> limits, DateTimeOffset now)
    {
        var accounts = new Account[limits.Length];
        for (int i = 0; i < limits.Length; i++)
        {
            var since = limits[i].Since(now);
            var key = new AccountKey(limits[i].Scope, limits[i].Id, limits[i].Period, since);
            Account? account;
            lock (_lock)
            {
                _accounts.TryGetValue(key, out account);
            }

            accounts[i] = account ?? Open(key, spentSoFar(limits[i], since));
        }

        return accounts;
    }

    private Account Open(AccountKey key, decimal spent)
    {
        lock (_lock)
        {
            // Two first requests may both have asked the books; one account counts, and nothing was set aside in the other.
            if (_accounts.TryGetValue(key, out var known))
            {
                return known;
            }

            if (_accounts.Count >= _mostAccounts)
            {
                PutAway();
            }

            var account = new Account { Spent = spent };
            _accounts.Add(key, account);
            return account;
        }
    }

    // Sessions and days come without end. What nobody holds a lease on is in the books, and can be asked for again.
    private void PutAway()
    {
        foreach (var (key, account) in _accounts)
        {
            if (account.Leases == 0)
            {
                account.PutAway = true;
                _accounts.Remove(key);
            }
        }
    }

    private readonly record struct AccountKey(BudgetScope Scope, string Id, BudgetPeriod Period, DateTimeOffset? Since);

    internal sealed class Account
    {
        public decimal Spent;
        public decimal Reserved;
        public int Leases;
        public bool PutAway;
    }
}
