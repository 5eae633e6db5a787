using System.Net;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Admin;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>A budget holds whatever arrives at once: what a call may cost is reserved before it is made.</summary>
public sealed class BudgetTests
{
    private const decimal Budget = 0.02m;

    [Fact]
    public async Task A_day_budget_is_never_overspent_and_the_rest_is_told_402()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Policy = s.Policy with { BudgetPerDayUsd = Budget } });
        var answers = await Task.WhenAll(Enumerable.Range(0, 40).Select(i => rig.AskAsync(WireFormat.AnthropicMessages, "sim", text: $"Say hello {i}.")));
        int passed = answers.Count(a => a.StatusCode == HttpStatusCode.OK), refused = answers.Count(a => a.StatusCode == HttpStatusCode.PaymentRequired);

        Assert.Equal(40, passed + refused);
        Assert.True(passed > 0 && refused > 0, $"{passed} passed, {refused} refused");
        decimal spent = (await rig.UsageAsync()).GetProperty("totals").GetProperty("cost_usd").GetDecimal();
        Assert.True(spent <= Budget, $"spent {spent}");
        string words = await answers.First(a => a.StatusCode == HttpStatusCode.PaymentRequired).Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Contains("billing_error", words, StringComparison.Ordinal);
        foreach (var answer in answers)
        {
            answer.Dispose();
        }
    }

    [Fact]
    public async Task As_a_budget_runs_down_cheaper_models_take_over_before_anything_is_refused()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["cheap", "strong"], s => s with
        {
            Policy = s.Policy with
            {
                Models = [GatewayRig.Card("cheap", Core.Models.Tier.Cheap, 0.5m, 2), GatewayRig.Card("strong", Core.Models.Tier.Strong, 50, 250)],
                BudgetPerDayUsd = 1.5m,
            },
        });
        var models = new List<string>();
        for (int i = 0; i < 150; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: $"Plan the architecture of service {i}: how should we split it? No code yet, think about migrations and security of the public API.");
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                break;
            }

            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
            models.Add(answer.Headers.GetValues("X-CodeRouter-Model").Single());
        }

        int changed = models.IndexOf("cheap");
        Assert.True(changed > 0, string.Join(", ", models));
        Assert.All(models.Skip(changed), static m => Assert.Equal("cheap", m));
        Assert.True(models.Count - changed > 10, $"{models.Count - changed} after the change");
    }

    [Fact]
    public async Task What_a_call_did_not_use_of_its_reservation_is_free_again()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Policy = s.Policy with { BudgetPerDayUsd = Budget } });
        int passed = 0;
        for (; passed < 60; passed++)
        {
            using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "sim", text: $"Say hello {passed}.");
            if (answer.StatusCode != HttpStatusCode.OK)
            {
                break;
            }

            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        // One after the other more pass than at once: a reservation of the whole answer is 100 tokens, an answer is fewer.
        Assert.True(passed > (int)(Budget / 0.0016m), $"only {passed} passed");
    }

    [Theory]
    [InlineData("""{"name":"x","budget_usd":0.0001}""", "This key's budget of $0.0001 in all does not renew", "higher")]
    [InlineData("""{"name":"x","budget_usd_per_day":0.0001}""", "This key's budget of $0.0001 a day frees at", "00:00 UTC")]
    public async Task Who_has_no_budget_left_is_told_to_wait_only_for_one_that_renews(string key, string words, string remedy)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["cheap", "strong"]);
        string secret = (await rig.AdminAsync(HttpMethod.Post, "/keys", key)).Json.GetProperty("key").GetString()!;
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: "Rename x to y.", change: r => r.Headers.Authorization = new("Bearer", secret));
        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        string said = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error").GetProperty("message").GetString()!;
        Assert.Contains(words, said, StringComparison.Ordinal);
        Assert.Contains(remedy, said, StringComparison.Ordinal);
        Assert.Equal(key.Contains("per_day", StringComparison.Ordinal), said.Contains("wait until", StringComparison.OrdinalIgnoreCase));
    }

    [Fact]
    public async Task Who_has_used_up_a_session_is_told_to_begin_another()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["cheap", "strong"]);
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: "Rename x to y.", change: static r => r.Headers.Add("X-CodeRouter-Budget", "0.0001"));
        string said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        Assert.Contains("begin another session", said, StringComparison.OrdinalIgnoreCase);
        Assert.DoesNotContain("renews", said, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_model_without_a_price_under_a_budget_is_told_to_be_given_one()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], static s => s with { Policy = s.Policy with { Models = [.. s.Policy.Models.Select(static m => m with { Price = new Core.Models.Price() })], BudgetPerDayUsd = 5 } });
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto", text: "Rename x to y.");
        string said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.PaymentRequired, answer.StatusCode);
        Assert.Contains("pricing.prompt_per_1m", said, StringComparison.Ordinal);
        Assert.DoesNotContain("frees at", said, StringComparison.Ordinal);
    }
}
