using System.Collections.Immutable;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;
using static CodeRouter.Core.Tests.Signals.Reading;

namespace CodeRouter.Core.Tests.Signals;

public sealed class AroundTheStep
{
    [Fact]
    public void Kind_phase_agent_and_risk_go_by_name()
    {
        var step = Turn(Phase.Review, risk: Risk.Security) with { Agent = "codex", AgentConfidence = 0.9 };
        Assert.True(Read("kind", "turn", step).Matched);
        Assert.True(Read("phase", "review", step).Matched);
        Assert.Equal(0.85, Read("phase", "review", step).Confidence);
        Assert.False(Read("phase", "plan", step).Matched);
        Assert.False(Read("phase", "sure", step, Map(("phases", List("review")), ("min_confidence", Scalar("0.95")))).Matched);
        Assert.True(Read("agent", "codex", step).Matched);
        Assert.True(Read("risk", "security", step).Matched);
        Assert.True(Read("risk", "any", step).Matched);
        Assert.False(Read("risk", "migration", step).Matched);
    }

    [Fact]
    public void Evidence_goes_by_outcome_and_counts_failures()
    {
        var step = Continuation(evidence: Failing(4, delta: 1));
        Assert.True(Read("evidence", "test_failed", step).Matched);
        Assert.True(Read("evidence", "failing", step).Matched);
        Assert.True(Read("evidence", "no_progress", step).Matched);
        Assert.False(Read("evidence", "stuck", step).Matched);
        Assert.Equal(4, Read("evidence", "failing", step).Value);
        Assert.True(Read("evidence", "stuck", Continuation(evidence: new StepEvidence { Stuck = true })).Matched);
    }

    [Theory]
    [InlineData(31_999, false)]
    [InlineData(32_000, true)]
    [InlineData(128_000, true)]
    [InlineData(128_001, false)]
    public void Context_is_measured_in_tokens_as_people_write_them(int tokens, bool matches) =>
        Assert.Equal(matches, Read("context", "long", Turn(Phase.Plan) with { InputTokens = tokens }, Map(("min_tokens", Scalar("32K")), ("max_tokens", Scalar("128K")))).Matched);

    [Fact]
    public void Roles_are_held_by_callers_and_their_groups()
    {
        var options = Map(("role", Scalar("admin")), ("subjects", new OptionNode(null, [Map(("kind", Scalar("User")), ("name", Scalar("ann"))), Map(("kind", Scalar("Group")), ("name", Scalar("ops")))], [])));
        Assert.True(Read("authz", "admins", Turn(Phase.Plan), options, new SignalFacts { User = "ann" }).Matched);
        Assert.True(Read("authz", "admins", Turn(Phase.Plan), options, new SignalFacts { User = "bob", Groups = ["ops"] }).Matched);
        Assert.False(Read("authz", "admins", Turn(Phase.Plan), options, new SignalFacts { User = "bob" }).Matched);
    }

    [Fact]
    public void Metadata_is_compared()
    {
        var facts = new SignalFacts { Metadata = ImmutableDictionary<string, string>.Empty.Add("x-team", "blue").Add("x-level", "7") };
        Assert.True(Read("metadata", "m", Turn(Phase.Plan), Map(("key", Scalar("X-Team")), ("predicate", Map(("equals", Scalar("Blue"))))), facts).Matched);
        Assert.False(Read("metadata", "m", Turn(Phase.Plan), Map(("key", Scalar("x-team")), ("predicate", Map(("in", List("red", "green"))))), facts).Matched);
        Assert.True(Read("metadata", "m", Turn(Phase.Plan), Map(("key", Scalar("x-level")), ("predicate", Map(("gte", Scalar("5"))))), facts).Matched);
        Assert.False(Read("metadata", "absent", Turn(Phase.Plan), null, facts).Matched);
    }

    [Fact]
    public void Impact_budget_and_guards_are_measured()
    {
        Assert.True(Read("impact", "high", Turn(Phase.Plan), facts: new SignalFacts { Impact = 0.7 }).Matched);
        Assert.False(Read("impact", "high", Turn(Phase.Plan)).Matched);
        Assert.True(Read("budget", "low", Turn(Phase.Plan), budgetLeft: 0.1).Matched);
        Assert.False(Read("budget", "low", Turn(Phase.Plan), budgetLeft: 0.9).Matched);
        var facts = new SignalFacts { Guards = ImmutableDictionary<string, double>.Empty.Add("jailbreak", 0.8).Add("pii:email", 0.9).Add("pii:person", 0.2) };
        Assert.True(Read("jailbreak", "any", Turn(Phase.Plan), Map(("threshold", Scalar("0.7"))), facts).Matched);
        Assert.True(Read("guard", "jailbreak", Turn(Phase.Plan), null, facts).Matched);
        Assert.True(Read("pii", "strict", Turn(Phase.Plan), Map(("threshold", Scalar("0.5"))), facts).Matched);
        Assert.False(Read("pii", "mail-ok", Turn(Phase.Plan), Map(("pii_types_allowed", List("EMAIL"))), facts).Matched);
    }

    [Fact]
    public void A_predicate_in_a_rule_compares_the_measured_value()
    {
        var policy = Pool(Haiku, Opus) with
        {
            Rules =
            [
                Rule("many-failures", 10, new RuleNode.Leaf("evidence", "failing", Map(("gte", Scalar("5")))), Ref(Opus)),
                Rule("rest", 1, new RuleNode.All([]), Ref(Haiku)),
            ],
        };
        Assert.Equal("many-failures", Router.Decide(Continuation(evidence: Failing(5)), policy, Asking()).Rule);
        Assert.Equal("rest", Router.Decide(Continuation(evidence: Failing(4)), policy, Asking()).Rule);
    }

    [Fact]
    public void What_loads_but_does_nothing_is_said()
    {
        var policy = Pool(Haiku) with
        {
            Rules =
            [
                Rule("missing", 5, new RuleNode.Leaf("keyword", "nowhere"), Ref(Haiku)),
                Rule("model", 4, new RuleNode.Leaf("fact_check", "needs_fact_check"), Ref(Haiku)),
            ],
        };
        var problems = policy.Problems();
        Assert.Contains(problems, p => p.Contains("'nowhere', which is not defined", StringComparison.Ordinal));
        Assert.Contains(problems, p => p.Contains("'fact_check', which is accepted but not executed", StringComparison.Ordinal));
    }
}
