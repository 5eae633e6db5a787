using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;
using Xunit;

namespace CodeRouter.Tests.Ledger;

/// <summary>Old steps go by themselves, beside everything else.</summary>
public sealed class RetentionTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly SqliteDatabase _database;
    private readonly BreakableStore _store;

    public RetentionTests()
    {
        _database = SqliteDatabase.Open(_folder.File("ledger.db"));
        _store = new BreakableStore(new SqliteLedgerStore(_database));
        _store.Write([.. Enumerable.Range(0, 30).Select(i => Steps.Human("s", i * 3600))]);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    public void Dispose()
    {
        _store.Dispose();
        _database.Dispose();
        _folder.Dispose();
    }

    [Fact]
    public async Task What_is_older_than_it_may_be_kept_goes_and_a_limit_that_is_set_later_counts()
    {
        (TimeSpan? Details, TimeSpan? Steps) limits = (TimeSpan.FromHours(10), TimeSpan.FromHours(20));
        await using var retention = new Retention(_store, () => limits, new Hurried(Steps.Noon.AddHours(30)));
        retention.Start();

        await UntilAsync(static left => left.Count == 20 && left.Count(static s => s.DetailJson is not null) == 10);
        limits = (null, TimeSpan.FromHours(5));
        await UntilAsync(static left => left.Count == 5);
        Assert.Equal(30, (await _store.UsageAsync(new UsageQuery(), Cancel)).Totals.Whole(Measure.Requests));
    }

    [Fact]
    public async Task Without_a_limit_everything_stays()
    {
        await using var retention = new Retention(_store, static () => (null, null), new Hurried(Steps.Noon.AddYears(30)));
        retention.Start();
        await Task.Delay(200, Cancel);

        Assert.Equal(30, (await LeftAsync()).Count);
    }

    [Fact]
    public async Task While_the_store_is_away_it_waits_and_goes_on_afterwards()
    {
        _store.Broken = true;
        await using var retention = new Retention(_store, static () => (null, TimeSpan.FromHours(20)), new Hurried(Steps.Noon.AddHours(30)));
        retention.Start();
        while (_store.PruneFailures < 2)
        {
            await Task.Delay(5, Cancel);
        }

        Assert.Equal(30, (await LeftAsync()).Count);
        _store.Broken = false;
        await UntilAsync(static left => left.Count == 20);
    }

    private async Task UntilAsync(Func<IReadOnlyList<StepRecord>, bool> holds)
    {
        while (!holds(await LeftAsync()))
        {
            await Task.Delay(5, Cancel);
        }
    }

    private Task<IReadOnlyList<StepRecord>> LeftAsync() => _store.StepsAsync(new StepQuery { WithDetail = true, Limit = 100 }, Cancel);

    /// <summary>A day that stands still, and waits that are short.</summary>
    private sealed class Hurried(DateTimeOffset now) : TimeProvider
    {
        public override DateTimeOffset GetUtcNow() => now;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period) =>
            base.CreateTimer(callback, state, dueTime > TimeSpan.FromMilliseconds(10) ? TimeSpan.FromMilliseconds(10) : dueTime, period);
    }
}
