using System.Net;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Access;
using CodeRouter.Upstreams;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>A channel that is paid by subscription: nothing a call until its window is spent, then another channel or a refusal.</summary>
public sealed class SubscriptionTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_subscription_costs_nothing_until_its_window_is_spent_and_then_the_key_channel_answers_at_its_price()
    {
        await using var rig = await StartAsync(new SubscriptionSettings(FiveHourTokens: 60, WeeklyTokens: null));
        var costs = new List<decimal>();
        var channels = new List<string>();
        for (int i = 0; i < 12; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", text: $"Say hello {i}.");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await answer.Content.ReadAsStringAsync(Cancel);
            var decision = await rig.DecisionAsync(answer);
            costs.Add(decision.GetProperty("cost_usd").GetDecimal());
            channels.Add(decision.GetProperty("channel").GetString()!);
        }

        int spent = channels.IndexOf("key");
        Assert.True(spent > 0, string.Join(", ", channels));
        Assert.All(costs.Take(spent), static c => Assert.Equal(0, c));
        Assert.All(costs.Skip(spent), static c => Assert.True(c > 0));
        Assert.All(channels.Skip(spent), static c => Assert.Equal("key", c));
        var quota = JsonDocument.Parse(await rig.Http.GetStringAsync("/health", Cancel)).RootElement.GetProperty("providers").EnumerateArray()
            .Single(static p => p.GetProperty("name").GetString() == "plan").GetProperty("quota");
        Assert.Equal(0, quota.GetProperty("five_hours").GetProperty("left_tokens").GetInt64());
        Assert.True(quota.GetProperty("five_hours").GetProperty("resets_in_s").GetDouble() > 0);
    }

    [Fact]
    public async Task Routing_takes_what_is_prepaid_until_the_window_is_spent_and_then_what_is_cheaper()
    {
        var provider = new SimulatedProvider();
        await provider.StartAsync(Cancel);
        await using var rig = await GatewayRig.StartAsync(
            GatewayRig.Settings(
                [GatewayRig.Card("prepaid", input: 5, output: 25), GatewayRig.Card("cheaper")],
                [
                    GatewayRig.Channel("plan", WireFormat.OpenAIChat, provider.BaseUri, ["prepaid"]) with { Subscription = new SubscriptionSettings(FiveHourTokens: 60, WeeklyTokens: null) },
                    GatewayRig.Channel("key", WireFormat.OpenAIChat, provider.BaseUri, ["prepaid", "cheaper"], priority: 1),
                ]),
            provider);
        var models = new List<string>();
        for (int i = 0; i < 8; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "coding-auto", text: $"Add a function number {i} that sorts the list of orders by date.");
            Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
            await answer.Content.ReadAsStringAsync(Cancel);
            var decision = await rig.DecisionAsync(answer);
            models.Add(decision.GetProperty("model").GetString()!);
            Assert.Equal(models[^1] == "prepaid", decision.GetProperty("estimated_cost_usd").GetDecimal() == 0);
            // Health is gathered every tenth of a second.
            await Task.Delay(150, Cancel);
        }

        int spent = models.IndexOf("cheaper");
        Assert.True(spent > 0, string.Join(", ", models));
        Assert.All(models.Take(spent), static m => Assert.Equal("prepaid", m));
        Assert.All(models.Skip(spent), static m => Assert.Equal("cheaper", m));
    }

    [Fact]
    public void Windows_begin_with_the_first_use_end_by_time_and_survive_a_restart()
    {
        var clock = new ManualClock(new DateTimeOffset(2026, 8, 3, 12, 0, 0, TimeSpan.Zero));
        var quota = new SubscriptionQuota(clock);
        Assert.Equal(new QuotaWindow(0, 100, null), quota.FiveHours(100));
        quota.Count(60);
        clock.Advance(TimeSpan.FromHours(4));
        quota.Count(50);
        Assert.Equal(new QuotaWindow(110, 0, TimeSpan.FromHours(1)), quota.FiveHours(100));
        Assert.Equal(TimeSpan.FromHours(1), quota.SpentFor(100, null));
        Assert.Equal(TimeSpan.FromDays(7) - TimeSpan.FromHours(4), quota.SpentFor(100, 110));

        var again = new SubscriptionQuota(clock);
        again.Restore(quota.Save());
        again.Restore("garbage");
        Assert.Equal(quota.FiveHours(100), again.FiveHours(100));
        clock.Advance(TimeSpan.FromHours(1));
        Assert.Equal(new QuotaWindow(0, 100, null), again.FiveHours(100));
        Assert.Equal(110, again.SevenDays(null).Used);
    }

    private static async Task<GatewayRig> StartAsync(SubscriptionSettings subscription)
    {
        var provider = new SimulatedProvider();
        await provider.StartAsync();
        return await GatewayRig.StartAsync(
            GatewayRig.Settings(
                [GatewayRig.Card("sim")],
                [
                    GatewayRig.Channel("plan", WireFormat.OpenAIChat, provider.BaseUri, ["sim"]) with { Subscription = subscription },
                    GatewayRig.Channel("key", WireFormat.OpenAIChat, provider.BaseUri, ["sim"], priority: 1),
                ]),
            provider);
    }
}
