using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>What usually follows and what it is worth, by phase: steps of a turn, tokens of an answer, the stakes.</summary>
internal static class WorkShape
{
    /// <summary>Input tokens a later step of the same turn adds to the prefix.</summary>
    public const double NewTokensPerStep = 1500;

    private static readonly (double Steps, double Output, double Stakes)[] ByPhase =
    [
        (4, 1200, 1.0), // plan
        (12, 700, 1.0), // implement
        (12, 500, 1.0), // debug
        (8, 700, 0.8),  // test
        (12, 700, 1.0), // refactor
        (3, 600, 0.3),  // document
        (3, 300, 0.3),  // small_edit
        (5, 900, 1.0),  // review
        (2, 700, 0.4),  // explain
        (2, 400, 0.2),  // chat_other
    ];

    private static readonly double[] Stretch = [1.0, 0.6, 0.8, 1.0, 1.3, 1.6];

    /// <summary>Steps until the human speaks again, this one included. A request without tools is answered at once.</summary>
    public static double Steps(Step step) =>
        (step.Needs & Capability.Tools) == Capability.None ? 1 : Math.Max(1, ByPhase[(int)step.Phase].Steps * Stretch[Math.Clamp(step.Difficulty, 1, 5)]);

    /// <summary>What a failure of this work costs, as a share of a failed task: a docstring is soon mended.</summary>
    public static double Stakes(Step step) => ByPhase[(int)step.Phase].Stakes;

    /// <summary>Expected output tokens of this step: the track's own mean once there is one.</summary>
    public static double Output(Step step, SessionState session)
    {
        double expected = session.OutputMean > 0 ? session.OutputMean : ByPhase[(int)step.Phase].Output;
        return step.MaxOutput is { } most ? Math.Min(expected, most) : expected;
    }

    /// <summary>Expected input tokens as this track's provider counts them.</summary>
    public static long Input(Step step, SessionState session) => (long)(step.InputTokens * session.InputRatio);

    /// <summary>A weaker model takes more steps for the same work (measured: up to twice as many).</summary>
    public static double Inflation(double score) => 1 + (2.5 * Math.Max(0, 0.85 - score));
}
