using CodeRouter.Access;
using CodeRouter.Gateway;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Access;

public sealed class BudgetAfterRestartTests
{
    private static readonly DateTimeOffset Now = Steps.Noon.AddHours(1);

    [Fact]
    public async Task After_a_restart_what_was_spent_counts_and_what_was_interrupted_is_free_again()
    {
        using var folder = new TemporaryFolder();
        using var database = SqliteDatabase.Open(folder.File("ledger.db"));
        using var store = new SqliteLedgerStore(database);
        var caller = Caller.Of(new ApiKey { Id = "k1", Name = "ci", SecretHash = [], Limits = new LimitSet { Usd = 5, UsdPerDay = 3 } }, null, false);
        var limits = CallLimits.Of(caller, "s1", 2, null, null);
        await using (var writer = LedgerWriter.Open(folder.Path, store))
        {
            var yesterday = Steps.Answered("s0", -86_400, 1.5m, s => s.KeyId = "k1");
            var answered = Steps.Answered("s1", 0, 0.25m, s => s.KeyId = "k1");
            var interrupted = Steps.Answered("s1", 1, null, s => (s.KeyId, s.ReservedUsd) = ("k1", 1.75m));
            writer.Begin(yesterday);
            writer.Begin(answered);
            writer.Begin(interrupted);
            writer.Complete(yesterday);
            writer.Complete(answered);
        }

        await using var next = LedgerWriter.Open(folder.Path, store);
        var book = new MemoryLimitBook(new BudgetBooks(next, store).UsedAsync, TimeProvider.System);
        await book.PrepareAsync(limits, Now, TestContext.Current.CancellationToken);

        Assert.Equal(1, next.Interrupted);
        Assert.Equal([LimitPeriod.Day, LimitPeriod.Total, LimitPeriod.Total], limits.Select(static l => l.Period));
        Assert.Equal(2.75m, book.LeftUsd([limits[0]], 1, Now));
        Assert.Equal(3.25m, book.LeftUsd([limits[1]], 1, Now));
        Assert.Equal(1.75m, book.LeftUsd([limits[2]], 1, Now));
        Assert.NotNull((await book.ReserveAsync(limits, new LimitUse(1.75m, 1.75m, 0), Now, TestContext.Current.CancellationToken)).Lease);
        var denial = (await book.ReserveAsync(limits, new LimitUse(0.01m, 0.01m, 0), Now, TestContext.Current.CancellationToken)).Denial;
        Assert.Equal(LimitScope.Session, denial?.Limit.Scope);
    }

    [Fact]
    public void A_caller_without_limits_is_under_none() => Assert.Empty(CallLimits.Of(Caller.Loopback, "s", null, null, null));
}
