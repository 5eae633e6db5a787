using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Signals;

namespace CodeRouter.Core.Decisions;

/// <summary>What a track learns from its own answers, and what the next decisions read of it.</summary>
public sealed partial record SessionState
{
    /// <summary>The rule the words of the current turn matched: steps without new words stay with it.</summary>
    public string? Rule { get; init; }

    /// <summary>Human turns since the floor was raised in which nothing failed.</summary>
    public int QuietTurns { get; init; }

    /// <summary>A run failed, or somebody said so, since the human last spoke.</summary>
    public bool FailedThisTurn { get; init; }

    /// <summary>Feedback said the last answer failed: the next decision goes up as if a test had.</summary>
    public bool FailureReported { get; init; }

    /// <summary>How often somebody reported an outcome.</summary>
    public int Feedbacks { get; init; }

    /// <summary>The turn went up for what it touches; it does so once.</summary>
    public bool RaisedForImpact { get; init; }

    /// <summary>The agent was planning: leaving plan mode is a safe place to change models.</summary>
    public bool PlanMode { get; init; }

    /// <summary>USD that changing models has cost so far, over staying.</summary>
    public decimal SwitchUsd { get; init; }

    /// <summary>USD that never changing models would have cost so far, as far as prices are known.</summary>
    public decimal StayUsd { get; init; }

    /// <summary>How the length of the track's answers differs from what was to be expected of their models, in logarithms.</summary>
    public FadingMean OutputBend { get; init; }

    /// <summary>Billed input tokens over estimated ones, recent ones weighing more; 1 before the first.</summary>
    public double InputRatio { get; init; } = 1;

    /// <summary>Sketch of the newest human text.</summary>
    public TextSketch? HumanSketch { get; init; }

    /// <summary>
    /// The state after a model answered. Only work steps touch caches and means: a title or a compaction has another prefix.
    /// </summary>
    /// <param name="model">Name of the model that answered: a fallback, perhaps, of the one that was chosen.</param>
    /// <param name="estimatedInput">The step's own estimate, so that the next one is better; 0 when unknown.</param>
    /// <param name="costUsd">What was billed; null when unknown.</param>
    /// <param name="work">False for titles, compactions and housekeeping.</param>
    /// <param name="expectedOutput">Output tokens that were to be expected of the model, the track aside; 0 when unknown.</param>
    public SessionState AfterAnswer(string model, Usage usage, int estimatedInput, decimal? costUsd, DateTimeOffset now, bool work = true, double expectedOutput = 0)
    {
        var paid = this with { SpentUsd = SpentUsd + (costUsd ?? 0) };
        if (!work || usage.TotalInput == 0)
        {
            return paid;
        }

        // A provider that bills writes says what it keeps. Others keep the whole prefix unasked; one that was used a moment ago
        // and still read nothing does not cache this track at all.
        bool nothingRead = usage.CacheRead == 0 && Caches.TryGetValue(model, out var last) && now - last.LastUsed < TimeSpan.FromMinutes(2);
        long kept = usage.CacheWrite > 0 ? usage.CacheRead + usage.CacheWrite : nothingRead ? 0 : usage.TotalInput;
        double ratio = estimatedInput > 0 ? Math.Clamp(usage.TotalInput / (double)estimatedInput, 0.3, 3) : InputRatio;
        bool first = Caches.Count == 0;
        return paid with
        {
            Model = model,
            Caches = Caches.SetItem(model, new CacheState(kept, now)),
            OutputBend = expectedOutput > 0 ? OutputBend.With(Math.Log(Math.Max(1, usage.Output) / expectedOutput)) : OutputBend,
            InputRatio = first ? ratio : (0.5 * InputRatio) + (0.5 * ratio),
        };
    }

    /// <summary>
    /// This state with a decision's progress taken over, to be called on the state as it stands when the answer arrives. Requests of a
    /// session overlap (a title beside the first turn), so what others added meanwhile is kept: spend, caches, feedback.
    /// </summary>
    /// <param name="work">False for titles, compactions and housekeeping: they leave everything but the spend as it stands.</param>
    public SessionState Adopt(SessionState decided, bool work = true)
    {
        if (!work)
        {
            return this;
        }

        var next = decided with { SpentUsd = SpentUsd, Caches = Caches };
        return Feedbacks > decided.Feedbacks
            ? next with { Feedbacks = Feedbacks, FailureReported = FailureReported, Recovered = Recovered }
            : next;
    }

    /// <summary>
    /// The state for another conversation under the same name: money, caches and habits are kept, what the last one went through is not. A failure that was
    /// reported before anything went up for it stands: whoever says so and asks again asks about the same.
    /// </summary>
    public SessionState Reopened() => New with
    {
        Steps = Steps,
        SpentUsd = SpentUsd,
        Caches = Caches,
        Feedbacks = Feedbacks,
        FailureReported = FailureReported && Floor is null,
        SwitchUsd = SwitchUsd,
        StayUsd = StayUsd,
        OutputBend = OutputBend,
        InputRatio = InputRatio,
    };

    /// <summary>The state after somebody said how the last answers did: a failure sends the next step up, a success lets the floor down.</summary>
    public SessionState AfterFeedback(bool success) => success
        ? this with { Recovered = true, FailingRuns = 0, FailureReported = false, Feedbacks = Feedbacks + 1 }
        : this with { Recovered = false, FailureReported = true, Feedbacks = Feedbacks + 1 };
}
