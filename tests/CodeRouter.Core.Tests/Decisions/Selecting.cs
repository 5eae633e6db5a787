using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

public sealed class Selecting
{
    [Fact]
    public void Static_takes_the_first_and_weights_where_given()
    {
        Assert.Equal(Sonnet.Name, By("static", Ref(Sonnet), Ref(Haiku)).Model!.Name);
        var weighted = By("static", 0.95, Ref(Sonnet, weight: 9), Ref(Haiku, weight: 1));
        Assert.Equal((Haiku.Name, 0.1), (weighted.Model!.Name, Math.Round(weighted.Propensity, 6)));
    }

    [Fact]
    public void Latency_aware_takes_the_quickest_that_was_measured()
    {
        var health = new Dictionary<string, ModelHealth>(StringComparer.Ordinal) { [Sonnet.Name] = new(true, 900, 0), [Gpt.Name] = new(true, 400, 0) };
        var decision = Router.Decide(Turn(Phase.Plan), One("latency_aware", OptionNode.Empty, Ref(Haiku), Ref(Sonnet), Ref(Gpt)), Asking() with { Health = health });
        Assert.Equal(Gpt.Name, decision.Model!.Name);
    }

    [Fact]
    public void Multi_factor_follows_its_weights()
    {
        var quality = Map(("weights", Map(("quality", Scalar("1")), ("cost", Scalar("0")), ("latency", Scalar("0")), ("load", Scalar("0")))));
        var cost = Map(("weights", Map(("quality", Scalar("0")), ("cost", Scalar("1")), ("latency", Scalar("0")), ("load", Scalar("0")))));
        Assert.Equal(Opus.Name, Router.Decide(Turn(Phase.Plan), One("multi_factor", quality, Ref(Haiku), Ref(Opus)), Asking()).Model!.Name);
        Assert.Equal(Haiku.Name, Router.Decide(Turn(Phase.Plan), One("multi_factor", cost, Ref(Haiku), Ref(Opus)), Asking()).Model!.Name);
    }

    [Fact]
    public void Elo_takes_the_highest_rating_less_price()
    {
        Assert.Equal(Opus.Name, By("elo", Ref(Haiku), Ref(Opus)).Model!.Name);
        var scaled = One("elo", Map(("elo", Map(("cost_scaling_factor", Scalar("100"))))), Ref(Haiku), Ref(Opus));
        Assert.Equal(Haiku.Name, Router.Decide(Turn(Phase.Plan), scaled, Asking()).Model!.Name);
    }

    [Fact]
    public void Thompson_gives_doubt_its_share_and_records_the_propensity()
    {
        var estimates = SuccessEstimates.Of([new SuccessTally(Sonnet.Name, Phase.Plan, "", 80, 20, Noon), new SuccessTally(Gpt.Name, Phase.Plan, "", 40, 60, Noon)]);
        var policy = One("thompson", OptionNode.Empty, Ref(Sonnet), Ref(Gpt));
        int sonnet = 0, gpt = 0;
        foreach (int n in Enumerable.Range(0, 300))
        {
            var decision = Router.Decide(Turn(Phase.Plan), policy, Asking() with { Draw = n / 300.0, Estimates = estimates });
            sonnet += decision.Model!.Name == Sonnet.Name ? 1 : 0;
            gpt += decision.Model.Name == Gpt.Name ? 1 : 0;
            Assert.InRange(decision.Propensity, 0.001, 1);
        }

        Assert.True(sonnet > 250 && sonnet + gpt == 300);
        var unknown = Enumerable.Range(0, 300).Select(n => Router.Decide(Turn(Phase.Plan), policy, Asking() with { Draw = n / 300.0 }).Model!.Name);
        Assert.True(unknown.Distinct(StringComparer.Ordinal).Count() == 2);
    }

    [Fact]
    public void Hybrid_takes_the_cheapest_of_those_nearly_as_good() =>
        Assert.Equal(Gpt.Name, By("hybrid", Ref(Sonnet), Ref(Gpt)).Model!.Name);

    [Fact]
    public void What_would_call_models_runs_as_static() => Assert.Equal(Sonnet.Name, By("remom", Ref(Sonnet), Ref(Haiku)).Model!.Name);

    private static Decision By(string algorithm, params ModelRef[] refs) => By(algorithm, 0.5, refs);

    private static Decision By(string algorithm, double draw, params ModelRef[] refs) =>
        Router.Decide(Turn(Phase.Plan), One(algorithm, OptionNode.Empty, refs), Asking() with { Draw = draw });

    private static Policy One(string algorithm, OptionNode options, params ModelRef[] refs) => Usual with
    {
        Rules = [Rule("one", 1, new RuleNode.All([]), refs) with { Algorithm = algorithm, AlgorithmOptions = options }],
    };
}
