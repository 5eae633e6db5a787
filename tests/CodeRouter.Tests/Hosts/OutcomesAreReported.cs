using System.Text.Json;
using CodeRouter.Cli;
using CodeRouter.Core.Conversations;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Running;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Hosts;

/// <summary>Inside an agent's shell <c>coderouter report</c> is about the very session that the gateway sees.</summary>
public sealed class OutcomesAreReported
{
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(1);

    [Fact]
    public async Task A_check_that_is_run_is_the_verdict_on_the_agents_own_session()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Add("X-CodeRouter-Session", "s-own"))).Dispose();
        var (code, said) = await ReportAsync(rig, null, "echo '=== 3 passed in 0.10s ==='");
        Assert.Equal((ExitCode.Ok, true), (code, said.Contains("3 passed", StringComparison.Ordinal)));
        Assert.Equal(1, await TasksAsync(rig, "successful"));
        (code, said) = await ReportAsync(rig, null, "echo '=== 1 failed, 2 passed in 0.10s ==='; exit 1");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("Reported: failure", said, StringComparison.Ordinal);
        Assert.Equal(1, await TasksAsync(rig, "failed"));
    }

    [Fact]
    public async Task An_agents_word_is_a_claim_and_is_told_so()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Add("X-CodeRouter-Session", "s-own"))).Dispose();
        var (code, said) = await ReportAsync(rig, "success", null);
        Assert.Equal(ExitCode.Ok, code);
        Assert.Contains("Run the tests", said, StringComparison.Ordinal);
        Assert.Equal(0, await TasksAsync(rig, "successful"));
    }

    [Fact]
    public async Task What_cannot_be_reported_says_why()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        Assert.Equal(ExitCode.Usage, (await ReportAsync(rig, null, null)).Code);
        Assert.Equal(ExitCode.Usage, (await ReportAsync(rig, "great", null)).Code);
        var (code, said) = await ReportAsync(rig, "success", null);
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("No step is known", said, StringComparison.Ordinal);
        (code, said) = await ReportAsync(rig, "success", null, "http://127.0.0.1:1");
        Assert.Equal(ExitCode.Failed, code);
        Assert.Contains("coderouter serve", said, StringComparison.Ordinal);
    }

    private static async Task<(int Code, string Said)> ReportAsync(GatewayRig rig, string? outcome, string? check, string? address = null)
    {
        using var http = new HttpClient();
        using var said = new StringWriter();
        var around = new Surroundings(static name => name switch { "CLAUDECODE" => "1", "CLAUDE_CODE_SESSION_ID" => "s-own", _ => null }, ["claude"], Path.GetTempPath(), Path.GetTempPath());
        var books = new GatewayBooks(http, address ?? rig.BaseUri.ToString().TrimEnd('/'), "none");
        int code = await new ReportVerb.SessionReport(around, books, said, said).RunAsync(outcome, check, Limit, null, null, false, TestContext.Current.CancellationToken);
        return (code, said.ToString());
    }

    private static async Task<int> TasksAsync(GatewayRig rig, string verdict) => (await rig.UsageAsync("?session_id=s-own")).GetProperty("tasks").GetProperty(verdict).GetInt32();
}
