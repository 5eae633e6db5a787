using System.Globalization;
using System.Net;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Ledger;
using Xunit;

namespace CodeRouter.Tests.Admin;

public sealed class UsageExportTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task The_statement_names_team_key_and_model_and_adds_up_to_the_books_to_the_last_digit()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "sim-b"]);
        await rig.AdminAsync(HttpMethod.Post, "/token-groups", """{"name":"g","ratio":1.5}""");
        string web = await KeyAsync(rig, """{"name":"=cmd|' /C calc'!A0","team":"web","group":"g","user":"ann, bob"}""");
        string ops = await KeyAsync(rig, """{"name":"ops","team":"ops"}""");
        foreach (var (key, model, times) in ((string?, string, int)[])[(web, "sim", 3), (web, "sim-b", 1), (ops, "sim", 2), (null, "sim", 1)])
        {
            for (int i = 0; i < times; i++)
            {
                using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, model, change: r => r.Headers.Authorization = key is null ? null : new("Bearer", key));
                Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
                await answer.Content.ReadAsStringAsync(Cancel);
            }
        }

        string csv = (await rig.AdminAsync(HttpMethod.Get, "/usage/statement")).Text;
        string[] lines = csv.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(5, lines.Length);
        Assert.Contains("\"ann, bob\"", csv, StringComparison.Ordinal);
        Assert.Contains("'=cmd", csv, StringComparison.Ordinal);
        int cost = Array.IndexOf(lines[0].Split(','), "cost_usd") + 0, billed = cost + 1;
        decimal Sum(int column, string? holding = null) => lines.Skip(1).Where(l => holding is null || l.Contains(holding, StringComparison.Ordinal))
            .Sum(l => decimal.Parse(l.Replace("\"ann, bob\"", "x", StringComparison.Ordinal).Split(',')[column], CultureInfo.InvariantCulture));
        Assert.Equal((await rig.UsageAsync()).GetProperty("totals").GetProperty("cost_usd").GetDecimal(), Sum(cost));
        Assert.Equal(Sum(cost, ",web,") * 1.5m, Sum(billed, ",web,"));
        Assert.Equal(Sum(cost, ",ops,"), Sum(billed, ",ops,"));

        string[] ofOps = (await rig.AdminAsync(HttpMethod.Get, "/usage/statement?team=ops")).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries);
        Assert.Equal(2, ofOps.Length);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.AdminAsync(HttpMethod.Get, "/usage/statement?month=now")).Status);
        var byTeam = (await rig.AdminAsync(HttpMethod.Get, "/usage?group_by=team")).Json.GetProperty("groups").EnumerateArray().ToDictionary(static g => g.GetProperty("team").GetString() ?? "", static g => g.GetProperty("cost_usd").GetDecimal());
        Assert.Equal((Sum(cost, ",web,"), Sum(cost, ",ops,"), 3), (byTeam["web"], byTeam["ops"], byTeam.Count));
        string byUser = (await rig.AdminAsync(HttpMethod.Get, "/usage?group_by=user&format=csv")).Text;
        Assert.Contains("\r\n\"ann, bob\",4,", byUser, StringComparison.Ordinal);
        Assert.Contains("\r\n,3,", byUser, StringComparison.Ordinal);
        string byModel = (await rig.AdminAsync(HttpMethod.Get, "/usage?group_by=model&format=csv")).Text;
        Assert.StartsWith("model,requests,", byModel, StringComparison.Ordinal);
        Assert.Contains("\r\nsim,6,", byModel, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_file_leaves_no_group_out_unless_it_is_asked_to()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        for (int i = 0; i < 1001; i++)
        {
            var step = Steps.Answered("s" + i, i);
            Assert.True(rig.Gateway.Ledger.Begin(step));
            rig.Gateway.Ledger.Complete(step);
        }

        async Task<int> LinesAsync(string more) => (await rig.AdminAsync(HttpMethod.Get, "/usage?group_by=session&format=csv" + more)).Text.Split("\r\n", StringSplitOptions.RemoveEmptyEntries).Length;
        Assert.Equal(1 + 1001, await LinesAsync(""));
        Assert.Equal(1 + 5, await LinesAsync("&limit=5"));
        Assert.Equal(1000, (await rig.AdminAsync(HttpMethod.Get, "/usage?group_by=session")).Json.GetProperty("groups").GetArrayLength());
    }

    private static async Task<string> KeyAsync(GatewayRig rig, string body) => (await rig.AdminAsync(HttpMethod.Post, "/keys", body)).Json.GetProperty("key").GetString()!;
}
