using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>One request being decided: what goes in, and the lines that come out with the answer.</summary>
internal sealed class Deliberation
{
    private const double LeastOfEstimate = 0.75;
    private readonly AnswerHabits.AtWork? _habits;
    private SignalReadings? _readings;

    public Deliberation(Step step, PolicyIndex index, Situation situation)
    {
        Step = step;
        Index = index;
        Situation = situation;
        IsWork = step.Kind is StepKind.Turn or StepKind.ToolContinuation or StepKind.Subagent;
        Heard = situation.Heard ?? (IsWork ? Heard.In(step, situation.Session) : Heard.Nothing);
        After = IsWork ? EvidenceLadder.Observe(situation.Session, step, Heard) : situation.Session;
        Kind = AnswerKind.Of(step.Kind, step.Phase, step.HumanTurn);
        _habits = situation.Habits.IsEmpty ? null : situation.Habits.At(Kind);
        Input = Before.Caches.Count > 0 ? (long)(step.InputTokens * Before.InputRatio) : (long)(step.InputTokens * Habit("").InputRatio);
    }

    public Step Step { get; }

    public PolicyIndex Index { get; }

    public Situation Situation { get; }

    public WorkSettings Work => Index.Policy.Work;

    /// <summary>Turns, continuations and sub-agents are work on the task; the rest leaves the session's state alone.</summary>
    public bool IsWork { get; }

    public SessionState Before => Situation.Session;

    /// <summary>The session with this step's evidence in it; the choice writes model and floor.</summary>
    public SessionState After { get; set; }

    /// <summary>What the human's words came to; the pin adds an order it finds.</summary>
    public Heard Heard { get; set; }

    public AnswerKind Kind { get; }

    /// <summary>Expected input tokens as this track's provider counts them.</summary>
    public long Input { get; }

    /// <summary>The automatic group whose members alone may be taken; null when all may.</summary>
    public ModelGroup? Group { get; init; }

    public List<Reason> Reasons { get; } = new(6);

    public List<Rejection> Rejected { get; } = [];

    public SignalReadings Readings => _readings ??= new SignalReadings(
        Index.Signals,
        ForSignals,
        Situation.Heard?.Readings ?? []);

    /// <summary>What signals may look at.</summary>
    public SignalInput ForSignals => new(Step, Situation.Facts, BudgetLeftShare(), Before.HumanSketch);

    /// <summary>What was heard, the readings of signals included; null where there was nothing to hear.</summary>
    public Heard? HeardAtLast() =>
        _readings is not null ? Heard with { Readings = [.. _readings.Read()] }
        : ReferenceEquals(Heard, Heard.Nothing) ? null
        : Heard;

    /// <summary>Score of a model for this step's phase at middling difficulty: the prior, moved by outcomes.</summary>
    public double Score(ModelCard model)
    {
        double prior = Index.Score(model, Step.Phase);
        return Learns ? Situation.Estimates.Probability(model.Name, Step.Phase, Place, prior, Situation.Now, Index.Policy.Learning) : prior;
    }

    private bool Learns => !Situation.Estimates.IsEmpty && Index.Policy.Learning.Enabled;

    private WorkPlace Place => new(After.Language, Step.Repository);

    /// <summary>Outcomes seen of a model at this kind of work, old ones faded.</summary>
    public (double Successes, double Failures) Seen(ModelCard model) =>
        Learns ? Situation.Estimates.Seen(model.Name, Step.Phase, Place, Situation.Now, Index.Policy.Learning) : default;

    /// <summary>"3 of 12 debug outcomes good", where outcomes have something to say.</summary>
    public string? Learned(ModelCard model)
    {
        var (successes, failures) = Seen(model);
        return successes + failures >= 0.95
            ? string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{successes:0.#} of {successes + failures:0.#} {Step.Phase.Name()} outcomes good")
            : null;
    }

    /// <summary>Outcomes of this kind of work speak clearly against the model: it is no default for it any more.</summary>
    public bool KeepsFailing(ModelCard model)
    {
        var (successes, failures) = Seen(model);
        var learning = Index.Policy.Learning;
        return successes + failures >= learning.LoseAfter && successes < learning.LoseBelow * (successes + failures);
    }

    /// <summary>What was read for rules, after what is always known of a step.</summary>
    public IReadOnlyList<KeyValuePair<string, string>> SignalsShown()
    {
        var shown = new List<KeyValuePair<string, string>>(8)
        {
            new("kind", Step.Kind.Name()),
            new("phase", Step.Phase.Name()),
            new("difficulty", DifficultyWords[Math.Clamp(Step.Difficulty, 1, 5)]),
        };
        if (Step.Evidence.Summary is { Length: > 0 } summary)
        {
            shown.Add(new("evidence", summary));
        }

        if (_readings is not null)
        {
            foreach (var (label, reading) in _readings.Read())
            {
                shown.Add(new(label, reading.Shown));
            }
        }

        return shown;
    }

    private static readonly string[] DifficultyWords = ["0", "1", "2", "3", "4", "5"];

    public void Says(string code, string text) => Reasons.Add(new Reason(code, text));

    /// <summary>Whether a stronger model is there that may not see the request.</summary>
    public bool IsBarredAbove(Tier from) => Rejected.Exists(r => r.Code == RejectionCode.Guard && Index.Find(r.Model) is { } model && model.Tier > from);

    /// <summary>Input tokens as this model's vendor would count them.</summary>
    public long InputOf(ModelCard model)
    {
        double ratio = Habit(model.Name).InputRatio;
        // The track's own count is that of the model that answered it.
        return Before.Caches.Count > 0 ? (long)(Input * ratio / Habit(Before.Model ?? "").InputRatio) : (long)(Step.InputTokens * ratio);
    }

    /// <summary>
    /// Input tokens to judge the room in a window by. What a track's answers said is not believed where it is far below the estimate: an upstream
    /// that reports too little would else be sent, or hand on, what no window of its size takes.
    /// </summary>
    public long InputForRoom => Math.Max(Input, (long)(Step.InputTokens * LeastOfEstimate));

    /// <summary>Expected output tokens of this step on a model.</summary>
    public double OutputOf(ModelCard model) => WorkShape.Output(
        Work.UsualOutput(Kind, Step.Phase), Habit(model.Name), IsWork ? Before.OutputBend : default, Step.MaxOutput);

    /// <summary>Input tokens a model's prompt cache is expected to hold of this request.</summary>
    public long Warm(ModelCard model) => IsWork && Before.Caches.TryGetValue(model.Name, out var cache) ? Warm(model.Name, cache, InputOf(model)) : 0;

    private long Warm(string model, CacheState cache, long input) =>
        (long)(cache.Warm(Situation.Now, Index.Policy.Escalation.CacheSeconds, input) * Habit(model).CacheShare);

    private AnswerHabit Habit(string model) => _habits?.Of(model) ?? AnswerHabit.Usual;

    /// <summary>Expected USD of this step on a model, nothing where a subscription pays it; null when the price is unknown.</summary>
    public decimal? Usd(ModelCard model) => Usd(model, InputOf(model), Warm(model), OutputOf(model));

    /// <inheritdoc cref="Usd(ModelCard)"/>
    public decimal? Usd(ModelCard model, long input, long warm, double output) =>
        IsPrepaid(model) ? 0 : StepCost.Usd(model.Price, input, warm, output, Habit(model.Name).WriteShare);

    /// <summary>Expected USD of this step on a model that had been used all along, whoever pays; null when the price is unknown.</summary>
    public decimal? UsdHadItStayed(ModelCard model) => StepCost.Usd(model.Price, Input, WarmHadItStayed(), OutputOf(model), Habit(model.Name).WriteShare);

    /// <summary>The same for ordering, unknown prices assumed.</summary>
    public double CostWeight(ModelCard model, long input, long warm, double output) =>
        IsPrepaid(model) ? 0 : StepCost.Weight(model, input, warm, output, Habit(model.Name).WriteShare);

    public bool IsPrepaid(ModelCard model) => Situation.Health.TryGetValue(model.Name, out var health) && health.Prepaid;

    /// <summary>What a model used all along would have warm by now: the longest warm prefix any model holds.</summary>
    public long WarmHadItStayed()
    {
        long best = 0;
        if (IsWork)
        {
            foreach (var (model, cache) in Before.Caches)
            {
                best = Math.Max(best, Warm(model, cache, Input));
            }
        }

        return best;
    }

    /// <summary>USD left of the tightest budget, the session's own included; null when none applies.</summary>
    public decimal? BudgetLeft()
    {
        decimal? left = Situation.BudgetLeftUsd;
        if (Index.Policy.BudgetPerSessionUsd is { } limit)
        {
            decimal session = Math.Max(0, limit - Before.SpentUsd);
            left = left is { } other ? Math.Min(other, session) : session;
        }

        return left;
    }

    private double? BudgetLeftShare()
    {
        double? share = Index.Policy.BudgetPerSessionUsd is { } limit and > 0
            ? (double)(Math.Max(0, limit - Before.SpentUsd) / limit)
            : null;
        if (Situation.BudgetLeftUsd is { } left && Index.Policy.BudgetPerDayUsd is { } day and > 0)
        {
            double ofDay = Math.Clamp((double)(left / day), 0, 1);
            share = share is { } s ? Math.Min(s, ofDay) : ofDay;
        }

        return share;
    }
}
