using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Signals;

namespace CodeRouter.Core.Decisions;

/// <summary>The world at one moment, as plain data. Everything a decision depends on besides the step and the policy.</summary>
public sealed record Situation
{
    public required DateTimeOffset Now { get; init; }

    /// <summary>One number in [0,1) derived from (session, step): the only source of chance, recorded with the decision.</summary>
    public double Draw { get; init; }

    public SessionState Session { get; init; } = SessionState.New;

    /// <summary>Health of models by name; a missing entry is healthy.</summary>
    public IReadOnlyDictionary<string, ModelHealth> Health { get; init; } = new Dictionary<string, ModelHealth>(StringComparer.Ordinal);

    /// <summary>Models this caller may use; null is all.</summary>
    public IReadOnlySet<string>? Allowed { get; init; }

    /// <summary>USD left of the tightest budget; null is no budget.</summary>
    public decimal? BudgetLeftUsd { get; init; }

    /// <summary>Why only local models may see this request; null where all may.</summary>
    public string? LocalOnly { get; init; }

    /// <summary>Why models may not see this request, by name; null where all may.</summary>
    public IReadOnlyDictionary<string, string>? Barred { get; init; }

    /// <summary>The model the request named (a configured model, a group, or <c>coding-auto</c>).</summary>
    public required string AskedModel { get; init; }

    /// <summary>The model of the <c>X-CodeRouter-Pin</c> header.</summary>
    public string? Pin { get; init; }

    /// <summary>Routing is paused: callers' models are used as asked.</summary>
    public bool Paused { get; init; }

    /// <summary>Wire format of the caller; models that speak it are reached without translation.</summary>
    public Conversations.WireFormat Format { get; init; }

    /// <summary>Nothing is translated here: models that do not speak <see cref="Format"/> are not eligible.</summary>
    public bool SameFormatOnly { get; init; }

    /// <summary>What was heard at an earlier time, for deciding again without the words; null to listen to the step's own.</summary>
    public Heard? Heard { get; init; }

    /// <summary>What outcomes taught about the models so far.</summary>
    public SuccessEstimates Estimates { get; init; } = SuccessEstimates.Empty;

    /// <summary>What answers were like so far: how long, how counted, how much of them from prompt caches.</summary>
    public AnswerHabits Habits { get; init; } = AnswerHabits.None;

    /// <summary>What else is known around the request: impact of the touched code, who calls, guards' verdicts.</summary>
    public SignalFacts Facts { get; init; } = SignalFacts.None;
}

/// <param name="Available">At least one channel can take a request now.</param>
/// <param name="LatencyMs">Recent median to the first content; null when not known.</param>
/// <param name="ErrorRate">Recent share of failed calls, 0..1.</param>
/// <param name="Prepaid">The next call is paid by a subscription whose windows have room: it costs nothing more.</param>
public readonly record struct ModelHealth(bool Available, double? LatencyMs, double ErrorRate, bool Prepaid = false);
