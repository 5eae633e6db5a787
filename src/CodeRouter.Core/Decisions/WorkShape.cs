using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>What usually follows a step and what it is worth: steps of a turn, tokens of an answer, the stakes.</summary>
internal static class WorkShape
{
    /// <summary>Steps until the human speaks again, this one included. A request without tools is answered at once.</summary>
    public static double Steps(Step step, WorkSettings work) =>
        (step.Needs & Capability.Tools) == Capability.None ? 1 : Math.Max(1, work.Of(step.Phase).Steps * work.Stretch[Math.Clamp(step.Difficulty, 1, 5) - 1]);

    // How much a track's own answers weigh against what the model's are like elsewhere.
    private const double TrackDoubt = 2;

    /// <summary>
    /// Expected output tokens: as usual, bent as this model's answers have been and as this track's differed from that. The median, not the
    /// mean: a few answers are very long, and what most steps cost is what a prediction is held to.
    /// </summary>
    public static double Output(double usual, AnswerHabit habit, FadingMean track, int? most)
    {
        double expected = usual * Math.Exp(habit.Bend + track.Over(0, TrackDoubt));
        return most is { } limit ? Math.Min(expected, limit) : expected;
    }

    /// <summary>A weaker model takes more steps for the same work.</summary>
    public static double Inflation(double score, WorkSettings work) => 1 + (work.ExtraSteps * Math.Max(0, work.FullSpeedScore - score));
}
