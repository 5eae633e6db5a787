using CodeRouter.Access;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Tests.Access;

/// <summary>What every book of limits must do, alone in memory or over a store that several gateways share. A book's test class makes the book and inherits the rest.</summary>
public abstract class LimitBookContract
{
    private static readonly DateTimeOffset Now = new(2026, 8, 3, 23, 0, 0, TimeSpan.Zero);
    private static readonly Limit Five = new(LimitScope.Key, "k", LimitPeriod.Total, LimitUnit.Usd, 5);

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    /// <summary>A book over nothing used yet.</summary>
    internal ILimitBook Book() => Book(static (_, _) => 0, new ManualClock(Now));

    /// <param name="usedSoFar">What the books hold for a budget since a moment.</param>
    internal abstract ILimitBook Book(Func<Limit, DateTimeOffset?, decimal> usedSoFar, TimeProvider clock);

    [Fact]
    public async Task Of_a_thousand_parallel_ten_cent_requests_on_five_dollars_exactly_fifty_pass()
    {
        var book = Book();
        var leases = await AtOnceAsync(1000, () => ReserveAsync(book, [Five], 0.10m));

        Assert.Equal(50, leases.Count(static l => l is not null));
        foreach (var lease in leases.OfType<LimitLease>())
        {
            book.Settle(lease, Usd(0.10m));
        }

        Assert.Equal(0, await LeftAsync(book, Five));
        Assert.Null(await ReserveAsync(book, [Five], 0.000001m));
    }

    [Fact]
    public async Task A_groups_limit_holds_for_all_its_keys_together()
    {
        var book = Book();
        Limit group = new(LimitScope.Group, "team", LimitPeriod.Month, LimitUnit.Usd, 5);
        int at = 0;
        var leases = await AtOnceAsync(1000, () => ReserveAsync(book, [new Limit(LimitScope.Key, "k" + (Interlocked.Increment(ref at) % 7), LimitPeriod.Total, LimitUnit.Usd, 1), group], 0.10m));

        Assert.Equal(50, leases.Count(static l => l is not null));
    }

    [Theory]
    [InlineData(LimitPeriod.Total, LimitUnit.Usd, 3)]
    [InlineData(LimitPeriod.Day, LimitUnit.Tokens, 3)]
    [InlineData(LimitPeriod.Minute, LimitUnit.Tokens, 3)]
    [InlineData(LimitPeriod.Minute, LimitUnit.Requests, 4)]
    [InlineData(LimitPeriod.AtOnce, LimitUnit.Requests, 4)]
    public async Task What_is_set_aside_is_not_left(LimitPeriod period, LimitUnit unit, int left)
    {
        var book = Book();
        Limit limit = new(LimitScope.Key, "k", period, unit, 5);
        Assert.Null(book.Left(limit, Now));
        await book.PrepareAsync([limit], Now, Cancel);
        Assert.Equal(5, book.Left(limit, Now));

        var lease = await ReserveAsync(book, [limit], 2, 2);
        Assert.Equal(left, book.Left(limit, Now));
        book.Release(lease!);
        Assert.Equal(5, book.Left(limit, Now));
    }

    [Theory]
    [InlineData(LimitPeriod.Total, LimitUnit.Tokens, 50_000, 1000)]
    [InlineData(LimitPeriod.Minute, LimitUnit.Tokens, 50_000, 1000)]
    [InlineData(LimitPeriod.Minute, LimitUnit.Requests, 50, 0)]
    [InlineData(LimitPeriod.AtOnce, LimitUnit.Requests, 50, 0)]
    public async Task Tokens_rates_and_places_hold_as_exactly_as_money(LimitPeriod period, LimitUnit unit, int most, int tokens)
    {
        var book = Book();
        var leases = await AtOnceAsync(1000, () => ReserveAsync(book, [new Limit(LimitScope.Key, "k", period, unit, most)], 0, tokens));

        Assert.Equal(50, leases.Count(static l => l is not null));
    }

    [Fact]
    public async Task With_callers_who_leave_and_upstreams_that_fail_just_what_was_used_is_used()
    {
        var book = Book();
        long spentMicro = 0;
        await Task.WhenAll(Enumerable.Range(0, 3000).Select(i => Task.Run(async () =>
        {
            if (await ReserveAsync(book, [Five], 0.10m) is not { } lease)
            {
                return;
            }

            await Task.Yield();
            switch (i % 3)
            {
                case 0:
                    book.Release(lease);
                    break;
                case 1:
                    book.Settle(lease, LimitUse.None);
                    break;
                default:
                    Interlocked.Add(ref spentMicro, 100_000);
                    book.Settle(lease, Usd(0.10m));
                    break;
            }
        })));

        Assert.InRange(spentMicro, 100_000, 5_000_000);
        Assert.Equal(5 - (spentMicro / 1_000_000m), await LeftAsync(book, Five));
    }

    [Fact]
    public async Task Several_limits_are_reserved_all_or_none_and_the_first_that_does_not_fit_is_named()
    {
        var book = Book();
        Limit place = new(LimitScope.Key, "k", LimitPeriod.AtOnce, LimitUnit.Requests, 1);
        Limit rate = new(LimitScope.Key, "k", LimitPeriod.Minute, LimitUnit.Requests, 2);
        Limit session = new(LimitScope.Session, "s", LimitPeriod.Total, LimitUnit.Usd, 1, "k");
        Limit[] all = [place, rate, session, Five];

        Assert.Equal(session, await DenialAsync(book, all, 2));
        var lease = await ReserveAsync(book, all, 0.5m);
        Assert.NotNull(lease);
        Assert.Equal(place, await DenialAsync(book, all, 2));
        book.Settle(lease, Usd(0.5m));
        Assert.Equal(0.5m, await LeftAsync(book, session));
        Assert.Equal(session, await DenialAsync(book, all, 1));
        Assert.NotNull(lease = await ReserveAsync(book, all, 0.1m));
        book.Settle(lease!, Usd(0));
        Assert.Equal(rate, await DenialAsync(book, all, 0.1m));
        Assert.Equal(4.5m, await LeftAsync(book, Five));
    }

    [Fact]
    public async Task What_is_refused_or_released_gives_its_place_in_the_minute_back()
    {
        var book = Book();
        Limit rate = new(LimitScope.Key, "k", LimitPeriod.Minute, LimitUnit.Requests, 3);
        for (int i = 0; i < 20; i++)
        {
            book.Release((await ReserveAsync(book, [rate], 0))!);
            Assert.Equal(Five, await DenialAsync(book, [rate, Five], 6));
        }

        Assert.NotNull(await ReserveAsync(book, [rate], 0));
    }

    [Fact]
    public async Task A_minute_is_any_sixty_seconds_and_the_denial_says_how_long_to_wait()
    {
        var clock = new ManualClock(Now);
        var book = Book(static (_, _) => 0, clock);
        Limit rate = new(LimitScope.Key, "k", LimitPeriod.Minute, LimitUnit.Requests, 2);
        book.Settle((await ReserveAsync(book, [rate], 0))!, LimitUse.None);
        clock.Advance(TimeSpan.FromSeconds(40));
        book.Settle((await ReserveAsync(book, [rate], 0))!, LimitUse.None);
        clock.Advance(TimeSpan.FromSeconds(15));

        var refusal = (await book.ReserveAsync([rate], LimitUse.None, clock.GetUtcNow(), Cancel)).Denial!.ToRefusal();
        Assert.Equal(429, refusal.Status);
        Assert.InRange(refusal.RetryAfter!.Value, 5, 7);
        clock.Advance(TimeSpan.FromSeconds(refusal.RetryAfter!.Value));
        Assert.NotNull(await ReserveAsync(book, [rate], 0));
        Assert.Null(await ReserveAsync(book, [rate], 0));
        clock.Advance(TimeSpan.FromMinutes(10));
        Assert.NotNull(await ReserveAsync(book, [rate], 0));
    }

    [Fact]
    public async Task A_call_that_never_ends_keeps_its_place_for_half_an_hour_and_takes_nobody_elses_when_it_ends_after_all()
    {
        var clock = new ManualClock(Now);
        var book = Book(static (_, _) => 0, clock);
        Limit place = new(LimitScope.Key, "k", LimitPeriod.AtOnce, LimitUnit.Requests, 1);
        var hung = await ReserveAsync(book, [place], 0);
        clock.Advance(TimeSpan.FromMinutes(29));
        Assert.Null(await ReserveAsync(book, [place], 0));
        clock.Advance(TimeSpan.FromMinutes(2));
        var next = await ReserveAsync(book, [place], 0);
        Assert.NotNull(next);

        book.Settle(hung!, Usd(0));
        clock.Advance(TimeSpan.FromSeconds(1));
        Assert.Null(await ReserveAsync(book, [place], 0));
        book.Settle(next, Usd(0));
        Assert.NotNull(await ReserveAsync(book, [place], 0));
    }

    [Fact]
    public async Task Tokens_of_a_minute_settle_to_what_was_used()
    {
        var book = Book();
        Limit rate = new(LimitScope.Key, "k", LimitPeriod.Minute, LimitUnit.Tokens, 1000);
        var lease = await ReserveAsync(book, [rate], 0, 900);
        Assert.Null(await ReserveAsync(book, [rate], 0, 200));
        book.Settle(lease!, new LimitUse(0, 0, 100));
        Assert.NotNull(await ReserveAsync(book, [rate], 0, 900));
    }

    [Fact]
    public async Task A_wall_clock_that_jumps_frees_nothing_that_was_used()
    {
        var clock = new ManualClock(Now);
        var book = Book(static (_, _) => 0, clock);
        Limit day = new(LimitScope.Key, "k", LimitPeriod.Day, LimitUnit.Usd, 1);
        Limit rate = new(LimitScope.Key, "k", LimitPeriod.Minute, LimitUnit.Requests, 1);
        book.Settle((await ReserveAsync(book, [rate, day, Five], 1))!, Usd(1));
        clock.SetWallClock(Now.AddYears(3));

        Assert.Equal(rate, (await book.ReserveAsync([rate], LimitUse.None, clock.GetUtcNow(), Cancel)).Denial?.Limit);
        Assert.Equal(Five, (await book.ReserveAsync([Five], Usd(4.1m), clock.GetUtcNow(), Cancel)).Denial?.Limit);
        clock.SetWallClock(Now.AddYears(-3));
        Assert.Equal(rate, (await book.ReserveAsync([rate], LimitUse.None, clock.GetUtcNow(), Cancel)).Denial?.Limit);
        clock.SetWallClock(Now);
        Assert.Equal(day, await DenialAsync(book, [day], 0.1m));
    }

    [Fact]
    public async Task What_the_books_hold_counts_from_the_start()
    {
        var book = Book(static (limit, _) => limit.Period == LimitPeriod.Day ? 1 : 4.95m, new ManualClock(Now));

        var denial = (await book.ReserveAsync([Five], Usd(0.10m), Now, Cancel)).Denial;
        Assert.Equal(4.95m, denial?.Used);
        Assert.NotNull(await ReserveAsync(book, [Five], 0.05m));
    }

    [Fact]
    public async Task A_daily_budget_frees_at_midnight_and_a_late_settlement_counts_for_its_own_day()
    {
        var book = Book();
        Limit day = new(LimitScope.Everyone, "", LimitPeriod.Day, LimitUnit.Usd, 1);
        var lease = await ReserveAsync(book, [day], 1);

        var denial = (await book.ReserveAsync([day], Usd(1), Now, Cancel)).Denial;
        Assert.Equal(Now.AddHours(1), denial?.FreesAt);
        Assert.NotNull((await book.ReserveAsync([day], Usd(1), Now.AddHours(1), Cancel)).Lease);
        book.Settle(lease!, Usd(0.4m));
        Assert.Equal(0.6m, await LeftAsync(book, day));
        Assert.Equal(0, book.LeftUsd([day], 1, Now.AddHours(1)));
    }

    [Fact]
    public async Task A_monthly_budget_frees_with_the_month()
    {
        var book = Book();
        Limit month = new(LimitScope.Group, "g", LimitPeriod.Month, LimitUnit.Usd, 1);
        book.Settle((await ReserveAsync(book, [month], 1))!, Usd(1));

        var denial = (await book.ReserveAsync([month], Usd(1), Now.AddDays(20), Cancel)).Denial;
        Assert.Equal(new DateTimeOffset(2026, 9, 1, 0, 0, 0, TimeSpan.Zero), denial?.FreesAt);
        Assert.NotNull((await book.ReserveAsync([month], Usd(1), denial!.FreesAt!.Value, Cancel)).Lease);
    }

    [Fact]
    public async Task An_unknown_price_is_blocked_where_a_budget_in_money_applies_and_only_there()
    {
        var book = Book();
        LimitUse unknown = new(null, null, 10);

        Assert.NotNull((await book.ReserveAsync([], unknown, Now, Cancel)).Lease);
        Assert.NotNull((await book.ReserveAsync([Five with { Unit = LimitUnit.Tokens, Most = 100 }], unknown, Now, Cancel)).Lease);
        Assert.Equal("price_unknown", (await book.ReserveAsync([Five], unknown, Now, Cancel)).Denial?.ToRefusal().Code);
    }

    [Fact]
    public async Task A_dearer_model_raises_what_is_set_aside_or_is_refused_and_the_first_stays()
    {
        var book = Book();
        var lease = await ReserveAsync(book, [Five], 2);

        Assert.Null(await book.RaiseAsync(lease!, Usd(4), Now, Cancel));
        Assert.Equal(1, await LeftAsync(book, Five));
        Assert.Null(await book.RaiseAsync(lease!, Usd(3), Now, Cancel));
        Assert.Equal(Five, (await book.RaiseAsync(lease!, Usd(6), Now, Cancel))?.Limit);
        Assert.Equal("price_unknown", (await book.RaiseAsync(lease!, new LimitUse(null, null, 0), Now, Cancel))?.ToRefusal().Code);
        Assert.Equal(1, await LeftAsync(book, Five));
        book.Settle(lease!, Usd(3.5m));
        Assert.Equal(1.5m, await LeftAsync(book, Five));
    }

    [Fact]
    public async Task Keys_and_groups_are_charged_the_billed_price_and_the_operators_limits_count_the_cost()
    {
        var book = Book();
        Limit everyone = new(LimitScope.Everyone, "", LimitPeriod.Day, LimitUnit.Usd, 5);
        var lease = (await book.ReserveAsync([Five, everyone], new LimitUse(1, 2, 0), Now, Cancel)).Lease!;
        book.Settle(lease, new LimitUse(1, 2, 0));

        Assert.Equal(1.5m, book.LeftUsd([Five], 2, Now));
        Assert.Equal(4, book.LeftUsd([everyone], 2, Now));
    }

    [Fact]
    public async Task Settling_twice_changes_nothing_and_an_unknown_cost_keeps_the_whole_reservation()
    {
        var book = Book();
        var lease = await ReserveAsync(book, [Five], 2);
        book.Settle(lease!, Usd(0.5m));
        book.Settle(lease!, Usd(2));
        book.Release(lease!);
        Assert.Equal(4.5m, await LeftAsync(book, Five));
        book.Settle((await ReserveAsync(book, [Five], 1))!, new LimitUse(null, null, 0));
        Assert.Equal(3.5m, await LeftAsync(book, Five));
    }

    [Fact]
    public async Task Sessions_of_one_name_under_two_keys_are_two_sessions()
    {
        var book = Book();
        Limit mine = new(LimitScope.Session, "s", LimitPeriod.Total, LimitUnit.Usd, 1, "k1");
        book.Settle((await ReserveAsync(book, [mine], 1))!, Usd(1));

        Assert.Null(await ReserveAsync(book, [mine], 0.1m));
        Assert.NotNull(await ReserveAsync(book, [mine with { Owner = "k2" }], 0.1m));
    }

    [Fact]
    public async Task A_denial_says_what_is_used_up_and_when_it_frees()
    {
        var denial = (await Book().ReserveAsync([new Limit(LimitScope.Key, "k", LimitPeriod.Day, LimitUnit.Usd, 0.5m)], Usd(1), Now, Cancel)).Denial;
        var refusal = denial!.ToRefusal();

        Assert.Equal(402, refusal.Status);
        Assert.Contains("$0.5 a day", refusal.Message, StringComparison.Ordinal);
        Assert.Contains("2026-08-04 00:00 UTC", refusal.Message, StringComparison.Ordinal);
    }

    [Fact]
    public void Whatever_is_reserved_settled_and_released_in_whatever_order_no_limit_is_ever_passed() =>
        Prop.ForAll(ArbMap.Default.ArbFor<(byte What, byte Cents)[]>(), steps => HoldsAsync(steps).GetAwaiter().GetResult()).QuickCheckThrowOnFailure();

    [Fact]
    public async Task Parallel_requests_that_settle_at_anything_up_to_their_reservation_never_pass_the_limit()
    {
        var book = Book();
        long spentMicro = 0;
        await Task.WhenAll(Enumerable.Range(0, 5000).Select(i => Task.Run(async () =>
        {
            var random = new Random(i);
            decimal amount = random.Next(1, 200_000) / 1_000_000m;
            if (await ReserveAsync(book, [Five], amount) is not { } lease)
            {
                return;
            }

            long actual = random.Next(0, (int)(amount * 1_000_000m) + 1);
            Interlocked.Add(ref spentMicro, actual);
            book.Settle(lease, Usd(actual / 1_000_000m));
        })));

        Assert.InRange(spentMicro, 1, 5_000_000);
        Assert.Equal(5 - (spentMicro / 1_000_000m), await LeftAsync(book, Five));
    }

    private static LimitUse Usd(decimal usd) => new(usd, usd, 0);

    private static async Task<LimitLease?> ReserveAsync(ILimitBook book, Limit[] limits, decimal usd, long tokens = 0) =>
        (await book.ReserveAsync(limits, new LimitUse(usd, usd, tokens), Now, CancellationToken.None)).Lease;

    private static async Task<Limit?> DenialAsync(ILimitBook book, Limit[] limits, decimal usd) =>
        (await book.ReserveAsync(limits, Usd(usd), Now, CancellationToken.None)).Denial?.Limit;

    private static async Task<decimal?> LeftAsync(ILimitBook book, Limit limit)
    {
        await book.PrepareAsync([limit], Now, CancellationToken.None);
        return book.LeftUsd([limit], 1, Now);
    }

    private static Task<LimitLease?[]> AtOnceAsync(int times, Func<Task<LimitLease?>> reserve) =>
        Task.WhenAll(Enumerable.Range(0, times).Select(_ => Task.Run(reserve)));

    private async Task<bool> HoldsAsync((byte What, byte Cents)[] steps)
    {
        var book = Book();
        Limit key = new(LimitScope.Key, "k", LimitPeriod.Total, LimitUnit.Usd, 3);
        Limit session = new(LimitScope.Session, "s", LimitPeriod.Total, LimitUnit.Usd, 2, "k");
        var open = new List<(LimitLease Lease, decimal Amount, bool Session)>();
        decimal spentKey = 0, spentSession = 0;
        foreach (var (what, cents) in steps)
        {
            decimal amount = cents / 100m;
            if (what % 2 == 0 || open.Count == 0)
            {
                bool inSession = what % 4 == 0;
                bool fits = spentKey + open.Sum(static o => o.Amount) + amount <= 3
                    && (!inSession || spentSession + open.Where(static o => o.Session).Sum(static o => o.Amount) + amount <= 2);
                var lease = await ReserveAsync(book, inSession ? [key, session] : [key], amount);
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
                decimal actual = what % 3 == 0 ? 0 : decimal.Round(reserved / (1 + (what % 5)), 12);
                book.Settle(lease, Usd(actual));
                open.RemoveAt(cents % open.Count);
                spentKey += actual;
                spentSession += inSession ? actual : 0;
            }

            if (await LeftAsync(book, key) != 3 - spentKey - open.Sum(static o => o.Amount)
                || await LeftAsync(book, session) != 2 - spentSession - open.Where(static o => o.Session).Sum(static o => o.Amount))
            {
                return false;
            }
        }

        return spentKey <= 3 && spentSession <= 2;
    }
}
