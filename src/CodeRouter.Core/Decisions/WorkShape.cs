using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>What usually follows a step and what it is worth: steps of a turn, tokens of an answer, the stakes.</summary>
internal static class WorkShape
{
    /// <summary>Steps until the human speaks again, this one included. A request without tools is answered at once.</summary>
    public static double Steps(Step step, WorkSettings work) =>
        (step.Needs & Capability.Tools) == Capability.None ? 1 : Math.Max(1, work.Of(step.Phase).Steps * work.Stretch[Math.Clamp(step.Difficulty, 1, 5) - 1]);

    /// <summary>Expected output tokens of this step: the track's own mean once there is one.</summary>
    public static double Output(Step step, SessionState session, WorkSettings work)
    {
        double expected = session.OutputMean > 0 ? session.OutputMean : work.Of(step.Phase).OutputTokens;
        return step.MaxOutput is { } most ? Math.Min(expected, most) : expected;
    }

    /// <summary>Expected input tokens as this track's provider counts them.</summary>
    public static long Input(Step step, SessionState session) => (long)(step.InputTokens * session.InputRatio);

    /// <summary>A weaker model takes more steps for the same work.</summary>
    public static double Inflation(double score, WorkSettings work) => 1 + (work.ExtraSteps * Math.Max(0, work.FullSpeedScore - score));
}
