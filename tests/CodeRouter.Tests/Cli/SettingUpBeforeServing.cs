using CodeRouter.Cli;
using CodeRouter.Config;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>An agent pointed at a gateway that is not there, or not open to it, could only say that it cannot connect.</summary>
public sealed class SettingUpBeforeServing
{
    [Fact]
    public async Task The_first_thing_to_do_is_told_where_nothing_answers()
    {
        using var home = new Ledger.TemporaryFolder();
        await using var program = RunningProgram.Start(["setup", "claude_code", "--url", "http://127.0.0.1:1", "--data", Path.Combine(home.Path, "data")], ("HOME", home.Path), ("CLAUDE_CONFIG_DIR", Path.Combine(home.Path, "claude")));
        Assert.Equal(0, await program.ExitAsync());
        Assert.Contains("now points Claude Code at http://127.0.0.1:1", program.Output, StringComparison.Ordinal);
        Assert.Contains("No gateway answers at http://127.0.0.1:1 yet. Start it first: coderouter serve", program.Errors, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_program_at_the_address_is_told_from_a_gateway()
    {
        await using var open = await GatewayRig.SimulatedAsync(["sim"]);
        Assert.Contains("is no gateway of ours (404", await SetupProbe.AskAsync(new Uri(open.BaseUri, "elsewhere").AbsoluteUri, "local", "codex"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_proxy_of_the_environment_is_not_asked_for_what_is_on_this_machine()
    {
        await using var open = await GatewayRig.SimulatedAsync(["sim"]);
        using var home = new Ledger.TemporaryFolder();
        await using var program = RunningProgram.Start(
            ["setup", "claude_code", "--url", open.BaseUri.AbsoluteUri, "--data", Path.Combine(home.Path, "data")],
            ("HOME", home.Path), ("CLAUDE_CONFIG_DIR", Path.Combine(home.Path, "claude")), ("http_proxy", Faults.FaultRig.ClosedPort().AbsoluteUri), ("no_proxy", ""));
        Assert.Equal(0, await program.ExitAsync());
        Assert.Equal("", program.Errors);
    }

    [Fact]
    public async Task A_key_is_asked_for_where_one_is_needed_and_nothing_is_said_where_none_is()
    {
        await using var open = await GatewayRig.SimulatedAsync(["sim"]);
        Assert.Null(await SetupProbe.AskAsync(open.BaseUri.AbsoluteUri.TrimEnd('/'), "local", "codex"));
        await using var shut = await GatewayRig.SimulatedAsync(["sim"], static s => s with { Access = new AccessSettings { RequireKeys = RequireKeys.Always } });
        string address = shut.BaseUri.AbsoluteUri.TrimEnd('/');
        Assert.Contains($"coderouter setup codex --url {address} --key KEY", await SetupProbe.AskAsync(address, "local", "codex"), StringComparison.Ordinal);
    }
}
