using CodeRouter.Config;
using CodeRouter.Storage;
using CodeRouter.Tests.Faults;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>Who pauses is told whether the gateway he means is paused by it.</summary>
public sealed class PausingIsSeen : IDisposable
{
    private readonly ServedFolder _other = new();

    public PausingIsSeen() => Stores.Open(new StorageSettings(), _other.Data).Dispose();

    public void Dispose() => _other.Dispose();

    [Fact]
    public async Task A_gateway_over_another_store_goes_on_and_that_is_said()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var program = RunningProgram.Start(["pause", "--data", _other.Data], ("CODEROUTER_URL", rig.BaseUri.AbsoluteUri));
        Assert.Equal(1, await program.ExitAsync());
        Assert.Equal("", program.Output);
        Assert.Contains($"the gateway at {rig.BaseUri.AbsoluteUri.TrimEnd('/')} serves from another store and routes on", program.Errors, StringComparison.Ordinal);
        Assert.False(rig.Gateway.State.Paused);
    }

    [Fact]
    public async Task The_gateway_of_the_folder_is_meant_wherever_it_listens()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var elsewhere = await GatewayRig.SimulatedAsync(["sim"]);
        await using var program = RunningProgram.Start(["pause", "--data", rig.DataFolder, "--json"], ("CODEROUTER_URL", elsewhere.BaseUri.AbsoluteUri));
        Assert.Equal(0, await program.ExitAsync());
        Assert.Equal("", program.Errors);
        Assert.Contains("\"served\":true", program.Output, StringComparison.Ordinal);
        while (!rig.Gateway.State.Paused)
        {
            await Task.Delay(20, TestContext.Current.CancellationToken);
        }
    }

    [Fact]
    public async Task Where_no_gateway_is_in_sight_it_is_kept_for_the_next_one_and_that_is_said()
    {
        await using var program = RunningProgram.Start(["pause", "--data", _other.Data], ("CODEROUTER_URL", FaultRig.ClosedPort().AbsoluteUri));
        Assert.Equal(0, await program.ExitAsync());
        Assert.Contains("Routing is paused", program.Output, StringComparison.Ordinal);
        Assert.Contains("No gateway answers", program.Errors, StringComparison.Ordinal);
    }
}
