using CodeRouter.Access;
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
        var caller = new Caller("k1", "ci", false, null, new ApiKey { Id = "k1", Name = "ci", SecretHash = [], BudgetUsd = 5, BudgetUsdPerDay = 3 });
        var limits = BudgetLimits.Of(caller, "s1", 2, null);
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
        var book = new BudgetBook((limit, since) => store.Spent(
            limit.Scope == BudgetScope.Key ? limit.Id : null, limit.Scope == BudgetScope.Session ? limit.Id : null, since));

        Assert.Equal(1, next.Interrupted);
        Assert.Equal(3.25m, book.Left([limits[0]], Now));
        Assert.Equal(2.75m, book.Left([limits[1]], Now));
        Assert.Equal(1.75m, book.Left([limits[2]], Now));
        Assert.NotNull(book.TryReserve(limits, 1.75m, Now, out _));
        Assert.Null(book.TryReserve(limits, 0.01m, Now, out var denial));
        Assert.Equal(BudgetScope.Session, denial?.Limit.Scope);
    }

    [Fact]
    public void A_caller_without_limits_is_under_none() => Assert.Empty(BudgetLimits.Of(Caller.Loopback, "s", null, null));
}
