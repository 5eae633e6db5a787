using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>
/// What execution says about the model at work. The first failing run is its own retry, with the output in the conversation
/// (measured to mend 37 %); a second without progress, or a third identical failing call, sends the next request to something
/// clearly stronger (51–56 %), never to a peer (25 %). After a success the floor comes down at the next human turn.
/// </summary>
internal static class EvidenceLadder
{
    /// <summary>The session with this step's results counted in; the floor is not touched yet.</summary>
    public static SessionState Observe(SessionState session, Step step, Heard heard)
    {
        var state = session with
        {
            Steps = session.Steps + 1,
            StepsSinceRaise = session.StepsSinceRaise + 1,
            HumanSketch = heard.Sketch ?? session.HumanSketch,
            RaisedForImpact = session.RaisedForImpact && !step.HumanTurn,
            PlanMode = step.PlanMode,
            Language = step.Language ?? session.Language,
        };
        if (step.HumanTurn)
        {
            // A failure the human passed over is no evidence about what comes next.
            state = state with
            {
                QuietTurns = state.FailedThisTurn ? 0 : state.QuietTurns + 1,
                FailingRuns = state.FailedThisTurn ? state.FailingRuns : 0,
                FailedThisTurn = false,
            };
        }

        // The human who says it is still broken is evidence like a failing test; who says it works now, like a passing one.
        state = heard.Failed ? state with { FailureReported = true, Recovered = false }
            : heard.Satisfied ? state with { Recovered = true, FailureReported = false, FailingRuns = 0 }
            : state;

        var evidence = step.Evidence;
        foreach (var run in evidence.Runs)
        {
            state = Count(state, run, evidence);
        }

        bool failing = evidence.Runs.Count > 0 && state.FailingRuns > 0;
        return failing || state.FailureReported || evidence.SameFailure > 1
            ? state with { FailedThisTurn = true, QuietTurns = 0 }
            : state;
    }

    /// <summary>Whether the evidence says the model at work will not get there; the reason in words, or null.</summary>
    public static string? Demands(SessionState state, Step step, EscalationSettings settings)
    {
        if (!settings.Enabled)
        {
            return null;
        }

        if (state.FailureReported)
        {
            return "the last answer was said to have failed";
        }

        if (state.FailingRuns >= settings.FailingRuns)
        {
            return $"{state.FailingRuns} runs of the same suite failed after edits, without fewer failures{Summary(step)}";
        }

        if (step.Evidence.SameFailure >= settings.SameFailure)
        {
            return $"the same call failed the same way {step.Evidence.SameFailure} times{Summary(step)}";
        }

        return step.Evidence.Stuck ? $"the agent is going in circles{Summary(step)}" : null;
    }

    /// <summary>Still cooling down from the last raise.</summary>
    public static bool Cooling(SessionState state, EscalationSettings settings) =>
        state.Floor is not null && state.StepsSinceRaise <= settings.CooldownSteps;

    /// <summary>The session with its floor one tier above the model at work.</summary>
    public static SessionState Raise(SessionState state, Tier floor) => state with
    {
        Floor = floor,
        StepsSinceRaise = 0,
        FailingRuns = 0,
        QuietTurns = 0,
        Recovered = false,
        FailureReported = false,
    };

    /// <summary>Whether a raised floor may come down now, and why; null when it stays.</summary>
    public static string? Releases(SessionState state, Step step)
    {
        if (state.Floor is null || !step.HumanTurn)
        {
            return null;
        }

        return state.Recovered ? "the failure was mended, back to the usual tier"
            : state.QuietTurns >= 1 ? "nothing failed in the last turn, back to the usual tier"
            : null;
    }

    private static SessionState Count(SessionState state, RunReport run, StepEvidence evidence)
    {
        if (run.Outcome is Outcome.TestPassed or Outcome.Ok)
        {
            // What was said to have failed is mended too: left standing it would send the next small thing up.
            return state with { FailingRuns = 0, Recovered = true, FailureReported = false };
        }

        if (run.Outcome is not (Outcome.TestFailed or Outcome.BuildError or Outcome.Timeout))
        {
            return state;
        }

        // A raise gives the stronger model its own first run, so only below a floor does the run before count as the first.
        bool failedBefore = evidence.DeltaFailing is not null || evidence.EarlierRuns.Any(r => Same(r, run) && r.Outcome == run.Outcome);
        int before = state.Floor is null && failedBefore ? Math.Max(1, state.FailingRuns) : state.FailingRuns;
        int now = evidence.DeltaFailing < 0 ? 1
            : failedBefore && evidence.EditedBetweenRuns ? before + 1
            : Math.Max(1, before);
        return state with { FailingRuns = now, Recovered = false };
    }

    private static bool Same(RunReport a, RunReport b) => string.Equals(a.Suite, b.Suite, StringComparison.Ordinal);

    private static string Summary(Step step) => step.Evidence.Summary is { Length: > 0 } words ? $" ({words})" : "";
}
