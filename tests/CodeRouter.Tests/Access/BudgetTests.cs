using CodeRouter.Access;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Tests.Access;

public sealed class BudgetTests
{
    private static readonly DateTimeOffset Now = new(2026, 8, 3, 23, 0, 0, TimeSpan.Zero);
    private static readonly BudgetLimit Five = new(BudgetScope.Key, "k", BudgetPeriod.Total, 5);

    [Fact]
    public void Of_a_thousand_parallel_ten_cent_requests_on_five_dollars_exactly_fifty_pass()
    {
        var book = Book();
        int passed = 0;
        var leases = new BudgetLease?[1000];
        Parallel.For(0, 1000, new ParallelOptions { MaxDegreeOfParallelism = 32 }, i =>
        {
            leases[i] = book.TryReserve([Five], 0.10m, Now, out _);
            Interlocked.Add(ref passed, leases[i] is null ? 0 : 1);
        });

        Assert.Equal(50, passed);
        Parallel.ForEach(leases.OfType<BudgetLease>(), lease => book.Settle(lease, 0.10m));
        Assert.Equal(0, book.Left([Five], Now));
        Assert.Null(book.TryReserve([Five], 0.000001m, Now, out _));
    }

    [Fact]
    public void Several_limits_are_reserved_all_or_none()
    {
        var book = Book();
        BudgetLimit session = new(BudgetScope.Session, "s", BudgetPeriod.Total, 1);

        Assert.Null(book.TryReserve([Five, session], 2, Now, out var denial));
        Assert.Equal(session, denial?.Limit);
        Assert.Equal(5, book.Left([Five], Now));
    }

    [Fact]
    public void What_the_books_hold_counts_from_the_start()
    {
        var book = new BudgetBook((limit, _) => limit.Period == BudgetPeriod.Day ? 1 : 4.95m);

        Assert.Null(book.TryReserve([Five], 0.10m, Now, out var denial));
        Assert.Equal(4.95m, denial?.SpentUsd);
        Assert.NotNull(book.TryReserve([Five], 0.05m, Now, out _));
    }

    [Fact]
    public void A_daily_budget_frees_at_midnight_and_a_late_settlement_counts_for_its_own_day()
    {
        var book = Book();
        BudgetLimit day = new(BudgetScope.Everyone, "", BudgetPeriod.Day, 1);
        var lease = book.TryReserve([day], 1, Now, out _)!;

        Assert.Null(book.TryReserve([day], 1, Now, out var denial));
        Assert.Equal(Now.AddHours(1), denial?.FreesAt);
        var tomorrow = book.TryReserve([day], 1, Now.AddHours(1), out _);
        Assert.NotNull(tomorrow);
        book.Settle(lease, 0.4m);
        Assert.Equal(0.6m, book.Left([day], Now));
        Assert.Equal(0, book.Left([day], Now.AddHours(1)));
    }

    [Fact]
    public void An_unknown_price_is_blocked_where_a_budget_applies_and_only_there()
    {
        var book = Book();

        Assert.NotNull(book.TryReserve([], null, Now, out _));
        Assert.Null(book.TryReserve([Five], null, Now, out var denial));
        Assert.Equal("price_unknown", denial?.ToRefusal().Code);
    }

    [Fact]
    public void Settling_twice_changes_nothing_and_an_unknown_cost_keeps_the_whole_reservation()
    {
        var book = Book();
        var lease = book.TryReserve([Five], 2, Now, out _)!;
        book.Settle(lease, 0.5m);
        book.Settle(lease, 2);
        book.Release(lease);
        Assert.Equal(4.5m, book.Left([Five], Now));
        book.Settle(book.TryReserve([Five], 1, Now, out _)!, null);
        Assert.Equal(3.5m, book.Left([Five], Now));
    }

    [Fact]
    public void A_denial_says_what_is_used_up_and_when_it_frees()
    {
        Book().TryReserve([new BudgetLimit(BudgetScope.Key, "k", BudgetPeriod.Day, 0.5m)], 1, Now, out var denial);
        var refusal = denial!.ToRefusal();

        Assert.Equal(402, refusal.Status);
        Assert.Contains("$0.5 a day", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("2026-08-04 00:00 UTC", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_reserved_settled_and_released_in_whatever_order_no_limit_is_ever_passed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte What, byte Cents)[]>(), steps =>
        {
            var book = Book();
            BudgetLimit key = new(BudgetScope.Key, "k", BudgetPeriod.Total, 3);
            BudgetLimit session = new(BudgetScope.Session, "s", BudgetPeriod.Total, 2);
            var open = new List<(BudgetLease Lease, decimal Amount, bool Session)>();
            decimal spentKey = 0, spentSession = 0;
            foreach (var (what, cents) in steps)
            {
                decimal amount = cents / 100m;
                if (what % 2 == 0 || open.Count == 0)
                {
                    bool inSession = what % 4 == 0;
                    bool fits = spentKey + open.Sum(o => o.Amount) + amount <= 3
                        && (!inSession || spentSession + open.Where(o => o.Session).Sum(o => o.Amount) + amount <= 2);
                    var lease = inSession ? book.TryReserve([key, session], amount, Now, out _) : book.TryReserve([key], amount, Now, out _);
                    if (lease is null == fits)
                    {
                        return false;
                    }

                    if (lease is not null)
                    {
                        open.Add((lease, amount, inSession));
                    }
                }
                else
                {
                    var (lease, reserved, inSession) = open[cents % open.Count];
                    decimal actual = what % 3 == 0 ? 0 : reserved / (1 + (what % 5));
                    book.Settle(lease, actual);
                    open.RemoveAt(cents % open.Count);
                    spentKey += actual;
                    spentSession += inSession ? actual : 0;
                }

                if (book.Left([key], Now) != 3 - spentKey - open.Sum(o => o.Amount)
                    || book.Left([session], Now) != 2 - spentSession - open.Where(o => o.Session).Sum(o => o.Amount))
                {
                    return false;
                }
            }

            return spentKey <= 3 && spentSession <= 2;
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Parallel_requests_that_settle_at_anything_up_to_their_reservation_never_pass_the_limit()
    {
        var book = Book();
        long spentMicro = 0;
        Parallel.For(0, 5000, i =>
        {
            var random = new Random(i);
            decimal amount = random.Next(1, 200_000) / 1_000_000m;
            if (book.TryReserve([Five], amount, Now, out _) is not { } lease)
            {
                return;
            }

            long actual = random.Next(0, (int)(amount * 1_000_000m) + 1);
            Interlocked.Add(ref spentMicro, actual);
            book.Settle(lease, actual / 1_000_000m);
        });

        Assert.InRange(spentMicro, 1, 5_000_000);
        Assert.Equal(5 - (spentMicro / 1_000_000m), book.Left([Five], Now));
    }

    [Fact]
    public void Idle_sessions_are_put_away_and_come_back_from_the_books()
    {
        var books = new System.Collections.Concurrent.ConcurrentDictionary<string, decimal>(StringComparer.Ordinal);
        var book = new BudgetBook((limit, _) => books.GetValueOrDefault(limit.Id), mostAccounts: 10);
        BudgetLimit Session(int i) => new(BudgetScope.Session, "s" + (i % 40), BudgetPeriod.Total, 1);
        int passed = 0;
        Parallel.For(0, 4000, i =>
        {
            if (book.TryReserve([Session(i)], 0.1m, Now, out _) is { } lease)
            {
                Interlocked.Increment(ref passed);
                books.AddOrUpdate(Session(i).Id, 0.1m, (_, spent) => spent + 0.1m);
                book.Settle(lease, 0.1m);
            }
        });

        Assert.Equal(40 * 10, passed);
    }

    private static BudgetBook Book() => new((_, _) => 0);
}
