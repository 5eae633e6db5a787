using CodeRouter.Core.Models;
using CodeRouter.Storage.Sqlite;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>The ledger's database knows the configured models, so that an old decision can be read with the prices of its day.</summary>
public sealed class RegistryTests
{
    [Fact]
    public async Task Models_are_in_the_registry_from_the_start_and_after_a_reload()
    {
        var data = Directory.CreateTempSubdirectory("coderouter-test-");
        ModelCard[] before = [GatewayRig.Card("a")];
        ModelCard[] after = [GatewayRig.Card("a", input: 9), GatewayRig.Card("b")];
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings(before, []), folder: data.FullName);
        Assert.Equal(0, NotKept(data, before));

        rig.Gateway.State.Replace(GatewayRig.Settings(after, []));
        Assert.Equal(0, NotKept(data, after));
    }

    // Keeping them again writes only what is not there yet.
    private static int NotKept(DirectoryInfo data, ModelCard[] models)
    {
        using var database = SqliteDatabase.Open(Path.Combine(data.FullName, "coderouter.db"));
        using var store = new SqliteLedgerStore(database);
        return store.KeepModels(models, DateTimeOffset.UtcNow);
    }
}
