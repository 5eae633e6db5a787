using CodeRouter.Access;
using Xunit;

namespace CodeRouter.Tests.Access;

public sealed class MemoryLimitBookTests : LimitBookContract
{
    private static readonly DateTimeOffset Now = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);

    internal override ILimitBook Book(Func<Limit, DateTimeOffset?, decimal> usedSoFar, TimeProvider clock) =>
        new MemoryLimitBook((limit, since, _) => ValueTask.FromResult(usedSoFar(limit, since)), clock);

    [Fact]
    public async Task Idle_sessions_are_put_away_and_come_back_from_the_books()
    {
        var books = new System.Collections.Concurrent.ConcurrentDictionary<string, decimal>(StringComparer.Ordinal);
        var book = new MemoryLimitBook((limit, _, _) => ValueTask.FromResult(books.GetValueOrDefault(limit.Id)), new ManualClock(Now), mostAccounts: 10);
        Limit Session(int i) => new(LimitScope.Session, "s" + (i % 40), LimitPeriod.Total, LimitUnit.Usd, 1, "k");
        int passed = 0;
        await Task.WhenAll(Enumerable.Range(0, 4000).Select(i => Task.Run(async () =>
        {
            var use = new LimitUse(0.1m, 0.1m, 0);
            if ((await book.ReserveAsync([Session(i)], use, Now, CancellationToken.None)).Lease is { } lease)
            {
                Interlocked.Increment(ref passed);
                books.AddOrUpdate(Session(i).Id, 0.1m, (_, spent) => spent + 0.1m);
                book.Settle(lease, use);
            }
        })));

        Assert.Equal(40 * 10, passed);
    }

    [Theory]
    [InlineData(LimitPeriod.AtOnce, LimitUnit.Requests, "This key's limit of 0 requests at one time lets nothing through. Ask for a higher limit.")]
    [InlineData(LimitPeriod.Minute, LimitUnit.Requests, "This key's limit of 0 requests a minute lets nothing through. Ask for a higher limit.")]
    [InlineData(LimitPeriod.Minute, LimitUnit.Tokens, "This key's limit of 0 tokens a minute lets nothing through. Ask for a higher limit.")]
    public async Task A_limit_of_nothing_promises_no_end_of_the_waiting(LimitPeriod period, LimitUnit unit, string words)
    {
        var book = Book((_, _) => 0, new ManualClock(Now));
        var answer = await book.ReserveAsync([new Limit(LimitScope.Key, "k", period, unit, 0)], new LimitUse(1, 1, 10), Now, CancellationToken.None);
        var refusal = answer.Denial!.ToRefusal();
        Assert.Equal((429, words, 120), (refusal.Status, refusal.Message, refusal.RetryAfter));
    }

    [Fact]
    public async Task A_rate_is_not_forgotten_when_idle_accounts_are_put_away()
    {
        var clock = new ManualClock(Now);
        var book = new MemoryLimitBook((_, _, _) => ValueTask.FromResult(0m), clock, mostAccounts: 3);
        Limit rate = new(LimitScope.Key, "k", LimitPeriod.Minute, LimitUnit.Requests, 1);
        book.Settle((await book.ReserveAsync([rate], LimitUse.None, Now, CancellationToken.None)).Lease!, LimitUse.None);
        for (int i = 0; i < 20; i++)
        {
            await book.PrepareAsync([rate with { Id = "other" + i }], Now, CancellationToken.None);
        }

        Assert.Null((await book.ReserveAsync([rate], LimitUse.None, Now, CancellationToken.None)).Lease);
    }

    [Fact]
    public async Task A_late_answer_of_the_books_does_not_bring_back_what_was_used_since_it_was_asked()
    {
        decimal inBooks = 0;
        var first = new TaskCompletionSource<decimal>();
        int asked = 0;
        var book = new MemoryLimitBook((limit, _, _) => limit.Id == "s" && Interlocked.Increment(ref asked) == 1 ? new(first.Task) : ValueTask.FromResult(limit.Id == "s" ? inBooks : 0), new ManualClock(Now), mostAccounts: 2);
        Limit session = new(LimitScope.Session, "s", LimitPeriod.Total, LimitUnit.Usd, 1, "k");
        var whole = new LimitUse(1, 1, 0);

        var slow = book.ReserveAsync([session], whole, Now, CancellationToken.None).AsTask();
        var quick = await book.ReserveAsync([session], whole, Now, CancellationToken.None);
        inBooks = 1;
        book.Settle(quick.Lease!, whole);
        for (int i = 0; i < 5; i++)
        {
            await book.PrepareAsync([session with { Id = "other" + i }], Now, CancellationToken.None);
        }

        first.SetResult(0);

        Assert.Null((await slow).Lease);
    }
}
