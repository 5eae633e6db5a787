using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Tests.Decisions;

/// <summary>Models, steps and situations to decide on, named as the tests speak of them.</summary>
internal static class Given
{
    public static readonly DateTimeOffset Noon = new(2026, 11, 20, 12, 0, 0, TimeSpan.Zero);

    public static ModelCard Model(string name, Tier tier, decimal? input, decimal? output, decimal? cached = null, decimal? write = null, int? window = 200_000) => new()
    {
        Name = name,
        UpstreamModel = name.Replace('.', '-'),
        Tier = tier,
        ContextWindow = window,
        Price = new Price { Input = input, Output = output, CachedInput = cached, CacheWrite5m = write },
    };

    public static readonly ModelCard Local = Model("qwen3-coder", Tier.Local, 0, 0);
    public static readonly ModelCard Mini = Model("gpt-5.4-mini", Tier.Cheap, 0.75m, 4.5m, 0.075m);
    public static readonly ModelCard Haiku = Model("claude-haiku-4.5", Tier.Cheap, 1, 5, 0.1m, 1.25m);
    public static readonly ModelCard Sonnet = Model("claude-sonnet-4.6", Tier.Balanced, 3, 15, 0.3m, 3.75m);
    public static readonly ModelCard Gpt = Model("gpt-5.4", Tier.Balanced, 2.5m, 15, 0.25m);
    public static readonly ModelCard Opus = Model("claude-opus-4.8", Tier.Strong, 5, 25, 0.5m, 6.25m);

    public static Policy Pool(params ModelCard[] models) => new() { Models = models };

    public static readonly Policy Usual = Pool(Local, Mini, Haiku, Sonnet, Gpt, Opus);

    public static readonly Policy Anthropic = Pool(Haiku, Sonnet, Opus);

    public static Situation Asking(string model = Policy.AutoGroup) => new() { Now = Noon, AskedModel = model };

    public static Situation Then(this Decision decision, int secondsLater = 20, string model = Policy.AutoGroup)
    {
        var session = decision.Session;
        if (decision.Model is { } answered)
        {
            session = session.AfterAnswer(answered.Name, new Usage(0, 0, 20_000, 0, 400, 0), 20_000, decision.CostUsd, Noon);
        }

        return Asking(model) with { Session = session, Now = Noon.AddSeconds(secondsLater) };
    }

    public static Step Turn(Phase phase, string text = "please", int difficulty = 3, Risk risk = Risk.None) => new()
    {
        Kind = StepKind.Turn,
        HumanTurn = true,
        HumanText = text,
        Phase = phase,
        PhaseConfidence = 0.85,
        Difficulty = difficulty,
        Risk = risk,
        Needs = Capability.Tools,
        InputTokens = 20_000,
        MaxOutput = 8_000,
        Session = "s",
    };

    public static Step Continuation(Phase phase = Phase.Implement, StepEvidence? evidence = null) =>
        Turn(phase, "") with { Kind = StepKind.ToolContinuation, HumanTurn = false, Evidence = evidence ?? StepEvidence.None };

    public static Step Housekeeping(StepKind kind) => Turn(Phase.ChatOther) with { Kind = kind };

    public static StepEvidence Failing(int failed, int? delta = null, bool edited = true, int sameFailure = 1) => new()
    {
        Outcome = Outcome.TestFailed,
        Runs = [new RunReport("pytest", "pytest", failed, 10, Outcome.TestFailed)],
        EarlierRuns = delta is { } d ? [new RunReport("pytest", "pytest", failed - d, 10, Outcome.TestFailed)] : [],
        DeltaFailing = delta,
        EditedBetweenRuns = edited && delta is not null,
        SameFailure = sameFailure,
        Summary = $"{failed} failed (pytest)",
    };

    public static StepEvidence Passing() => new()
    {
        Outcome = Outcome.TestPassed,
        Runs = [new RunReport("pytest", "pytest", 0, 10, Outcome.TestPassed)],
        Summary = "10 passed (pytest)",
    };

    public static OptionNode Scalar(string text) => new(text, [], []);

    public static OptionNode List(params string[] items) => new(null, [.. items.Select(Scalar)], []);

    public static OptionNode Map(params (string Key, OptionNode Value)[] members) =>
        new(null, [], [.. members.Select(m => KeyValuePair.Create(m.Key, m.Value))]);

    public static SignalDefinition Keywords(string name, string op, params string[] words) =>
        new("keyword", name, Map(("operator", Scalar(op)), ("keywords", List(words)), ("case_sensitive", Scalar("false"))));

    public static DecisionRule Rule(string name, int priority, RuleNode condition, params ModelRef[] models) =>
        new() { Name = name, Priority = priority, Condition = condition, Models = models };

    public static ModelRef Ref(ModelCard model, bool reasoning = false, double? weight = null) => new(model.Name, reasoning, null, weight);
}
