using CodeRouter.Core.Models;
using CodeRouter.Core.Simulation;
using CodeRouter.Core.Tests.Decisions;
using Xunit;

namespace CodeRouter.Core.Tests.Simulation;

public sealed class DaysOfSessions(ITestOutputHelper output)
{
    // List prices of mid 2026.
    private static readonly ModelCard DeepSeek = Given.Model("deepseek-v4-pro", Tier.Cheap, 0.435m, 0.87m, 0.0036m, window: 1_000_000);
    private static readonly ModelCard MiniMax = Given.Model("minimax-m3", Tier.Cheap, 0.3m, 1.2m, 0.06m, window: 1_000_000);
    private static readonly ModelCard[] All = [Given.Mini, Given.Haiku, DeepSeek, MiniMax, Given.Sonnet, Given.Gpt, Given.Opus];

    [Theory]
    [InlineData("all", 0.5)]
    [InlineData("anthropic", 0.75)]
    [InlineData("openai and opus", 0.65)]
    public void The_default_solves_nearly_as_much_as_always_strong_for_much_less(string pool, double most)
    {
        ModelCard[] models = pool switch
        {
            "all" => All,
            "anthropic" => [Given.Haiku, Given.Sonnet, Given.Opus],
            _ => [Given.Mini, Given.Gpt, Given.Opus],
        };
        var policy = Given.Pool(models);
        var simulator = new SessionSimulator(models);
        var day = SimulatedDay.Of(sessions: 60, seed: 11);
        var ours = simulator.Play("default", SessionPolicies.Default(policy), day);
        var naive = simulator.Play("per step", SessionPolicies.PerStep(policy), day);
        var sticky = simulator.Play("sticky", SessionPolicies.Sticky(policy), day);
        var cheap = simulator.Play($"always {models[0].Name}", SessionPolicies.Always(models[0]), day);
        var strong = simulator.Play($"always {models[^1].Name}", SessionPolicies.Always(models[^1]), day);
        foreach (var r in (SimulatedResult[])[ours, naive, sticky, cheap, strong])
        {
            output.WriteLine($"{pool,-16} {r.Name,-24} solved {r.SolveRate:0.0%}  ${r.CostUsd,8:0.00}  ${r.CostPerSolved:0.000}/solved  {r.Steps} steps  {r.Switches} switches");
        }

        Assert.InRange((double)(ours.CostUsd / strong.CostUsd), 0, most);
        Assert.True(ours.SolveRate >= strong.SolveRate - 0.02);
        Assert.True(ours.SolveRate > naive.SolveRate && ours.SolveRate > sticky.SolveRate);
        Assert.True(ours.Switches < naive.Switches / 3);
    }

    [Fact]
    public void The_same_seed_gives_the_same_day()
    {
        ModelCard[] models = [Given.Haiku, Given.Opus];
        var simulator = new SessionSimulator(models);
        SimulatedResult Play() => simulator.Play("default", SessionPolicies.Default(Given.Pool(models)), SimulatedDay.Of(5, seed: 3));
        Assert.Equal(Play(), Play());
    }
}
