using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>The answer of <see cref="Router"/>: a model, what to try next, and why.</summary>
public sealed record Decision
{
    /// <summary>The chosen model; null when nothing is eligible (then <see cref="Rejected"/> says what excluded each).</summary>
    public ModelCard? Model { get; init; }

    /// <summary>Models to move on to before the first content, best first; empty for an explicit choice.</summary>
    public IReadOnlyList<ModelCard> Fallbacks { get; init; } = [];

    /// <summary>The channel a group member asked for; null leaves the choice to the balancer.</summary>
    public string? Channel { get; init; }

    /// <summary>By model, the only channels it may be reached through, in the order to try them; a model that is not named may be reached through any.</summary>
    public IReadOnlyDictionary<string, IReadOnlyList<string>> MemberChannels { get; init; } = AnyChannel;

    internal static readonly IReadOnlyDictionary<string, IReadOnlyList<string>> AnyChannel = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);

    /// <summary>The matched decision rule, if any.</summary>
    public string? Rule { get; init; }

    /// <summary>The rule asks for reasoning (or the model's default); null leaves the request as it is.</summary>
    public bool? Reasoning { get; init; }

    public string? ReasoningEffort { get; init; }

    /// <summary>How the choice was made: explicit | pin | group | rule | auto | observe | paused | unknown (the asked name is nothing configured).</summary>
    public string Mode { get; init; } = "auto";

    /// <summary>Expected USD of this step on the chosen model; null when a price is unknown.</summary>
    public decimal? CostUsd { get; init; }

    /// <summary>What reading the prompt anew costs where the model changed and a cache was warm; null where it did not change or a price is unknown.</summary>
    public decimal? SwitchUsd { get; init; }

    /// <summary>Expected USD of this step on the baseline model.</summary>
    public decimal? BaselineCostUsd { get; init; }

    public string? BaselineModel { get; init; }

    /// <summary>Every candidate that was priced, chosen one first.</summary>
    public IReadOnlyList<Candidate> Candidates { get; init; } = [];

    /// <summary>Models that could not be taken and what excluded each.</summary>
    public IReadOnlyList<Rejection> Rejected { get; init; } = [];

    public IReadOnlyList<Reason> Reasons { get; init; } = [];

    /// <summary>The one reason to show where there is room for one: what moved the choice most; null when there is none.</summary>
    public Reason? Headline => Reasons.MinBy(r => Array.IndexOf(Telling, r.Code) is >= 0 and var at ? at : Telling.Length);

    private static readonly string[] Telling =
    [
        "unknown", "excluded", "explicit", "pin", "paused", "observe", Reason.Raised, "held", "group", "rule", "fallback", "kind", "budget",
        "learned", "recovered", "kept", "risk", "impact", "difficulty", "stay", "locked", "cost", "floor", "phase", "bounds",
    ];

    /// <summary>Probability with which this model was chosen, given the draw's distribution; 1 when deterministic.</summary>
    public double Propensity { get; init; } = 1;

    /// <summary>What observe mode would have chosen; null outside observe mode.</summary>
    public string? WouldHaveChosen { get; init; }

    /// <summary>Expected USD of this step on that model; null when unknown.</summary>
    public decimal? WouldHaveCostUsd { get; init; }

    /// <summary>The session as it stands after this decision: handed back in the next <see cref="Situation"/>.</summary>
    public SessionState Session { get; init; } = SessionState.New;

    /// <summary>What was taken from the human's words; null where there were none.</summary>
    public Heard? Heard { get; init; }

    /// <summary>Signals that were read for the rules: name and value, in order.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> Signals { get; init; } = [];
}

/// <summary>One model that was weighed.</summary>
/// <param name="StepUsd">Expected USD of this step with this model's cache state.</param>
/// <param name="ExpectedUsd">Expected USD to a finished task (J).</param>
/// <param name="Success">Estimated probability of success.</param>
/// <param name="WarmTokens">Input tokens expected to be read from the model's prompt cache.</param>
public sealed record Candidate(string Model, Tier Tier, decimal? StepUsd, double? ExpectedUsd, double Success, long WarmTokens, string? Note);

/// <summary>What kept a model out: what the caller or the operator would have to change.</summary>
public enum RejectionCode : byte { Unknown, Allowed, Health, Format, Capability, Window, Budget, Guard }

/// <summary>A model that could not be taken.</summary>
public sealed record Rejection(string Model, string Why, RejectionCode Code = RejectionCode.Unknown)
{
    /// <summary>Where the request is too long for the model: its tokens, and those the model has room for beside the answer.</summary>
    public (long Tokens, long Room)? TooLong { get; init; }
}
