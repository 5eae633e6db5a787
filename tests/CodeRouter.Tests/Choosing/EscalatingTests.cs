using System.Text.Json;
using Xunit;

namespace CodeRouter.Tests.Choosing;

/// <summary>The demo's agents against the real gateway: up when the second run of a suite is no better, down again at the next human turn.</summary>
public sealed class EscalatingTests
{
    private static readonly string[] Order = ["local", "cheap", "balanced", "strong"];

    [Fact]
    public async Task Failing_tests_send_the_next_request_up_and_the_next_human_turn_comes_back_down()
    {
        using var demo = await PlayedDemo.PlayAsync();
        var claude = demo.Steps.Where(s => s.GetProperty("agent").GetString() == "claude_code" && s.GetProperty("kind").GetString() is "turn" or "tool_continuation").ToArray();
        int up = Array.FindIndex(claude, s => s.GetProperty("reason").GetString()!.Contains("failed", StringComparison.Ordinal) && s.GetProperty("reason").GetString()!.Contains("up from", StringComparison.Ordinal));
        Assert.True(up > 0, demo.Log);

        // There and then, inside the tool loop, at least one tier.
        Assert.Equal("tool_continuation", claude[up].GetProperty("kind").GetString());
        Assert.True(Tier(claude[up]) > Tier(claude[up - 1]), demo.Log);

        // It stays up while the turn lasts; at the next human turn it is back where that work belongs.
        int next = Array.FindIndex(claude, up + 1, s => s.GetProperty("kind").GetString() == "turn");
        Assert.True(next > up, demo.Log);
        Assert.All(claude[(up + 1)..next], s => Assert.True(Tier(s) >= Tier(claude[up])));
        Assert.True(Tier(claude[next]) < Tier(claude[up]), demo.Log);
        Assert.Contains("back to the usual tier", claude[next].GetProperty("reason").GetString(), StringComparison.Ordinal);

        // Leaving a warm cache had its price, and the books have it.
        var books = await demo.BooksAsync();
        Assert.True(books.Sum(static r => r.SwitchCostUsd ?? 0) > 0);

        // The ledger gives the same reasons under their codes.
        var codes = books.SelectMany(static r => JsonDocument.Parse(r.DetailJson!).RootElement.GetProperty("reasons").EnumerateArray().Select(static e => e.GetProperty("code").GetString())).ToHashSet();
        Assert.Contains("evidence", codes);
        Assert.Contains("recovered", codes);
    }

    private static int Tier(JsonElement step) => Array.IndexOf(Order, step.GetProperty("tier").GetString());
}
