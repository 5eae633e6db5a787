using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>A caller who leaves stops the meter at once.</summary>
public sealed class LeavingTests
{
    public static TheoryData<WireFormat, string, bool> Waits()
    {
        var all = new TheoryData<WireFormat, string, bool>();
        foreach (var format in FaultRig.Formats)
        {
            all.Add(format, "hangs", false);
            all.Add(format, "hangs", true);
            all.Add(format, "stalls-early", true);
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Waits))]
    public async Task Before_any_output_leaving_costs_nothing_and_the_upstream_is_let_go(WireFormat format, string script, bool stream)
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", script)]);
        using var leave = new CancellationTokenSource();
        var request = new HttpRequestMessage(HttpMethod.Post, GatewayRig.Path(format, "m", stream)) { Content = GatewayRig.JsonContent(GatewayRig.Body(format, "m", stream)) };
        var asked = rig.Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, leave.Token);
        await UntilAsync(() => Task.FromResult(rig.Provider.Requests.Count == 1));
        await leave.CancelAsync();
        await Assert.ThrowsAnyAsync<OperationCanceledException>(() => asked);

        await SettledAsync(rig, "aborted");
        Assert.Equal(0, (await rig.UsageAsync()).GetProperty("totals").GetProperty("cost_usd").GetDecimal());
    }

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task In_the_middle_leaving_costs_what_came(WireFormat format)
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "bad-stalls")]);
        string id;
        using (var answer = await rig.AskAsync(format, "m", stream: true))
        {
            id = answer.Headers.GetValues("X-CodeRouter-Decision").Single();
            await using var body = await answer.Content.ReadAsStreamAsync(TestContext.Current.CancellationToken);
            Assert.True(await body.ReadAsync(new byte[64], TestContext.Current.CancellationToken) > 0);
        }

        await SettledAsync(rig, "aborted");
        var decision = JsonDocument.Parse(await rig.Http.GetStringAsync("/v1/coderoute/decisions/" + id, TestContext.Current.CancellationToken)).RootElement;
        Assert.Equal("aborted", decision.GetProperty("state").GetString());
        Assert.InRange(decision.GetProperty("cost_usd").GetDecimal(), 0.000001m, decision.GetProperty("reserved_usd").GetDecimal());
    }

    [Fact]
    public async Task Leaving_while_keep_alives_go_out_settles_too()
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "hangs")], FaultRig.Patience(30, 1, 1));
        using (var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "m", stream: true))
        {
            Assert.Equal(200, (int)answer.StatusCode);
        }

        await SettledAsync(rig, "aborted");
        Assert.Equal(0, (await rig.UsageAsync()).GetProperty("totals").GetProperty("cost_usd").GetDecimal());
    }

    private static async Task SettledAsync(GatewayRig rig, string state)
    {
        await UntilAsync(() => Task.FromResult(rig.Provider.Requests.All(r => r.Ending == SimulatedEnding.CallerLeft)));
        await UntilAsync(async () => (await rig.UsageAsync()).GetProperty("totals").GetProperty(state).GetInt64() == 1);
        await UntilAsync(async () => (await rig.Http.GetStringAsync("/metrics")).Contains("coderouter_in_flight 0\n", StringComparison.Ordinal));
    }

    // Bounded by patience, not by speed: a slow machine only takes longer.
    internal static async Task UntilAsync(Func<Task<bool>> holds)
    {
        for (int i = 0; i < 400; i++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(25);
        }

        Assert.Fail("it did not come to hold within ten seconds");
    }
}
