using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Storage;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Serving;
using Xunit;

namespace CodeRouter.Tests.Cli;

/// <summary>The lists of keys and groups say how much of each budget is used.</summary>
public sealed class UseIsListed
{
    [Fact]
    public async Task Beside_each_budget_stands_what_is_used_of_it()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var made = NewKey.Make("ci", DateTimeOffset.UtcNow);
        using (var stores = Stores.Open(new StorageSettings(), rig.DataFolder))
        {
            stores.Keys.AddGroup(new TokenGroup { Name = "team", Limits = new LimitSet { UsdPerMonth = 7 } });
            stores.Keys.Add(made.Key with { Group = "team", Limits = new LimitSet { UsdPerDay = 5, TokensPerMonth = 1_000_000, RequestsPerMinute = 60 } });
            stores.Keys.Add(NewKey.Make("free", DateTimeOffset.UtcNow).Key);
        }

        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Authorization = new("Bearer", made.Text));
        decimal cost = decimal.Parse(answer.Headers.GetValues("X-CodeRouter-Cost").Single(), System.Globalization.CultureInfo.InvariantCulture);
        // The books have it once they were asked.
        await rig.Http.GetStringAsync("/v1/coderoute/usage", TestContext.Current.CancellationToken);

        string spent = FormattableString.Invariant($"${cost:0.######} used");
        string keys = await SaidAsync("keys", "list");
        Assert.Contains($"$5 a day ({spent})", keys, StringComparison.Ordinal);
        Assert.Matches("1000000 tokens a month \\([1-9][0-9]* tokens used\\)", keys);
        Assert.DoesNotContain("60 requests a minute (", keys, StringComparison.Ordinal);
        Assert.Contains($"$7 a month ({spent})", await SaidAsync("groups", "list"), StringComparison.Ordinal);
        using var json = JsonDocument.Parse(await SaidAsync("keys", "list", "--json"));
        Assert.Equal(cost, json.RootElement.GetProperty("keys").EnumerateArray().Single(static k => k.GetProperty("name").GetString() == "ci").GetProperty("used").GetProperty("budget_usd_per_day").GetDecimal());

        async Task<string> SaidAsync(params string[] command)
        {
            await using var program = RunningProgram.Start([.. command, "--data", rig.DataFolder]);
            Assert.Equal(0, await program.ExitAsync());
            return program.Output;
        }
    }
}
