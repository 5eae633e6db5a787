using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// What deciding took from the human's words. The ledger keeps this instead of the words, and a recomputation is given it in their place.
/// </summary>
public sealed record Heard
{
    public static Heard Nothing { get; } = new();

    /// <summary>The human says that what was just done failed.</summary>
    public bool Failed { get; init; }

    /// <summary>The human says that it works now.</summary>
    public bool Satisfied { get; init; }

    /// <summary>The human says no more than that the work shall go on.</summary>
    public bool GoesOn { get; init; }

    /// <summary>The model the human ordered in the chat; <c>auto</c> lets go of one; null is no order.</summary>
    public string? Order { get; init; }

    /// <summary>Sketch of the text; null where there was none.</summary>
    public TextSketch? Sketch { get; init; }

    /// <summary>What the signals said that were read, by label.</summary>
    public IReadOnlyList<KeyValuePair<string, SignalReading>> Readings { get; init; } = [];

    internal static Heard In(Step step, SessionState session)
    {
        if (!step.HumanTurn || step.HumanText.Length == 0)
        {
            return Nothing;
        }

        // A track that idled for hours, or through a restart, is forgotten; its client still has the answers.
        bool answered = session.Model is not null || step.Answered;
        bool failed = answered && UserFeedbackSignal.SaysItFailed(step.HumanText);
        bool mayGoOn = !failed && answered && step.Phase == Phase.ChatOther;
        string? opinion = !failed && answered && (mayGoOn || session.Floor is not null) ? UserFeedbackSignal.Of(step.HumanText) : null;
        return new Heard
        {
            Failed = failed,
            Satisfied = session.Floor is not null && opinion is "satisfied",
            GoesOn = mayGoOn && (opinion is null ? Assent.In(step.HumanText) : Assent.Continues(step.HumanText)),
            Sketch = TextSketch.Of(step.HumanText),
        };
    }
}
