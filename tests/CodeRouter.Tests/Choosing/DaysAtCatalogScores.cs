using System.Globalization;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Simulation;
using CodeRouter.Tests.Config;
using Xunit;

namespace CodeRouter.Tests.Choosing;

/// <summary>Simulated days with real models: the catalog's own scores, tiers and prices, as a configuration file gives them to the router.</summary>
public sealed class DaysAtCatalogScores(ITestOutputHelper output)
{
    private const string Mixed = """
        channels:
          - {name: a, api_format: anthropic, base_url: "https://api.anthropic.com/v1", access_key: none, models: [claude-opus-4-8]}
          - {name: o, api_format: openai, base_url: "https://api.openai.com/v1", access_key: none, models: [gpt-5.4]}
          - {name: d, api_format: openai, base_url: "https://api.deepseek.com/v1", access_key: none, models: [deepseek-v4-pro]}
          - {name: m, api_format: openai, base_url: "https://api.minimax.io/v1", access_key: none, models: [minimax-m3]}
        """;

    // The same four behind one proxy on this machine, the open ones at the price it takes.
    private const string MixedBehindAProxy = """
        providers:
          models:
            - {name: deepseek-v4-pro, pricing: {prompt_per_1m: 0.435, cached_input_per_1m: 0.0036, completion_per_1m: 0.87}}
            - {name: minimax-m3, pricing: {prompt_per_1m: 0.3, cached_input_per_1m: 0.06, completion_per_1m: 1.2}}
        channels:
          - {name: p, api_format: openai, base_url: "http://127.0.0.1:4000/v1", access_key: none, models: [deepseek-v4-pro, minimax-m3, gpt-5.4, claude-opus-4-8]}
        """;

    private const string OpenAI = """
        channels: [{name: o, api_format: openai, base_url: "https://api.openai.com/v1", access_key: none, models: [gpt-5.4-mini, gpt-5.4, gpt-5.5]}]
        """;

    private const string Anthropic = """
        channels: [{name: a, api_format: anthropic, base_url: "https://api.anthropic.com/v1", access_key: none, models: [claude-haiku-4-5, claude-sonnet-5, claude-opus-4-8]}]
        """;

    // Anthropic's middle model costs two fifths of the strong one and solves 2.6 points fewer: half the cost and 2 points are not to be had
    // of these three at once.
    [Theory]
    [InlineData("mixed", Mixed, 0.5)]
    [InlineData("mixed behind a proxy", MixedBehindAProxy, 0.5)]
    [InlineData("openai", OpenAI, 0.5)]
    [InlineData("anthropic", Anthropic, 0.65)]
    public void The_default_costs_half_of_always_strong_and_solves_at_most_two_points_fewer(string pool, string yaml, double most)
    {
        var (cost, fewer) = AgainstStrong(pool, yaml);

        Assert.InRange(cost, 0, most);
        Assert.InRange(fewer, -5, 2);
    }

    [Fact]
    public void What_a_failed_task_is_worth_moves_along_the_frontier_of_cost_and_solved_tasks()
    {
        var days = ((string[])["0.2", "0.6", "2"]).Select(usd => AgainstStrong(usd, Anthropic + "\nrouting: {escalation: {failure_usd: " + usd + "}}")).ToArray();

        Assert.Equal(days.OrderBy(d => d.Cost), days);
        Assert.Equal(days.OrderByDescending(d => d.Fewer), days);
        Assert.True(days[^1].Cost - days[0].Cost > 0.08 && days[0].Fewer - days[^1].Fewer > 1);
    }

    /// <summary>Over five days: the cost as a share of the strongest model's, and how many points fewer turns are solved.</summary>
    private (double Cost, double Fewer) AgainstStrong(string name, string yaml)
    {
        var policy = ConfigFiles.Load(yaml).Policy;
        var simulator = new SessionSimulator(policy.Models, policy.Escalation.CacheSeconds);
        var strong = policy.Models.Single(m => m.Tier == Tier.Strong);
        decimal usd = 0, strongUsd = 0;
        double fewer = 0;
        const int Days = 5;
        for (ulong day = 1; day <= Days; day++)
        {
            var sessions = SimulatedDay.Of(120, day);
            var ours = simulator.Play("default", SessionPolicies.Default(policy), sessions);
            var always = simulator.Play("strong", SessionPolicies.Always(strong), sessions);
            usd += ours.CostUsd;
            strongUsd += always.CostUsd;
            fewer += 100 * (always.SolveRate - ours.SolveRate) / Days;
        }

        output.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: {1 - (usd / strongUsd):0.0%} cheaper than always {strong.Name}, {fewer:0.0} points fewer solved"));
        return ((double)(usd / strongUsd), fewer);
    }
}
