using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Choosing;

public sealed class PausingTests
{
    [Fact]
    public async Task A_running_gateway_obeys_what_another_process_sets()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await SwitchAsync(rig, paused: true);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, Policy.AutoGroup);
        Assert.Equal("paused", (await rig.DecisionAsync(answer)).GetProperty("mode").GetString());
        Assert.Contains("paused", answer.Headers.GetValues("X-CodeRouter-Reason").Single(), StringComparison.Ordinal);

        await SwitchAsync(rig, paused: false);
        using var routed = await rig.AskAsync(WireFormat.OpenAIChat, Policy.AutoGroup);
        Assert.Equal("auto", (await rig.DecisionAsync(routed)).GetProperty("mode").GetString());
    }

    [Fact]
    public void Setting_it_twice_changes_nothing()
    {
        string folder = Directory.CreateTempSubdirectory("coderouter-pause-").FullName;
        using (var database = SqliteDatabase.Open(Path.Combine(folder, "coderouter.db")))
        {
            using var toggle = new PauseSwitch(new NoteTables(database), TimeProvider.System);
            Assert.Null(toggle.Since());
            Assert.True(toggle.Set(true));
            Assert.False(toggle.Set(true));
            Assert.NotNull(toggle.Since());
            Assert.True(toggle.Set(false));
            Assert.Null(toggle.Since());
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task SwitchAsync(GatewayRig rig, bool paused)
    {
        using (var database = SqliteDatabase.Open(Path.Combine(rig.DataFolder, "coderouter.db")))
        {
            using var toggle = new PauseSwitch(new NoteTables(database), TimeProvider.System);
            Assert.True(toggle.Set(paused));
        }

        for (int i = 0; i < 100 && rig.Gateway.State.Paused != paused; i++)
        {
            await Task.Delay(50, TestContext.Current.CancellationToken);
        }

        Assert.Equal(paused, rig.Gateway.State.Paused);
    }
}
