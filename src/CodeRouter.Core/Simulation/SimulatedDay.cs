using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Simulation;

/// <summary>One thing a human asks for, with everything left to chance drawn in advance: every policy meets the same day.</summary>
/// <param name="Phase">What the work really is.</param>
/// <param name="Luck">0..1: a model solves the turn when its chance is above this, so a stronger model solves what a weaker one does and more.</param>
/// <param name="RetryLuck">The same for trying again with the test output in the conversation.</param>
/// <param name="Steps">Steps a strong model takes.</param>
/// <param name="Tested">Failure shows in a test run; else only the human may notice.</param>
/// <param name="PauseSeconds">How long the human was away before asking.</param>
public sealed record SimulatedTurn(
    Phase Phase, Phase Label, int Difficulty, int DifficultyLabel, double Luck, double RetryLuck, int Steps, bool Tested, bool Noticed, double PauseSeconds, ulong Seed);

/// <summary>Sessions of mixed work as coding agents produce them.</summary>
public static class SimulatedDay
{
    // Shares of real messages by kind of work, steps of a turn for a strong model.
    private static readonly (Phase Phase, double Share, int Steps)[] Work =
    [
        (Phase.Implement, 0.32, 12), (Phase.Debug, 0.17, 12), (Phase.Test, 0.10, 8), (Phase.Refactor, 0.08, 11), (Phase.Plan, 0.08, 5),
        (Phase.Review, 0.06, 6), (Phase.SmallEdit, 0.08, 3), (Phase.Document, 0.06, 3), (Phase.Explain, 0.05, 2),
    ];

    /// <param name="labelAccuracy">How often the phase is read rightly.</param>
    public static IReadOnlyList<IReadOnlyList<SimulatedTurn>> Of(int sessions, ulong seed, double labelAccuracy = 0.8)
    {
        var draws = new DrawSequence(seed);
        var day = new List<IReadOnlyList<SimulatedTurn>>();
        for (int s = 0; s < sessions; s++)
        {
            var turns = new List<SimulatedTurn>();
            int count = 2 + draws.Next(7);
            for (int t = 0; t < count; t++)
            {
                turns.Add(Turn(ref draws, labelAccuracy));
            }

            day.Add(turns);
        }

        return day;
    }

    private static SimulatedTurn Turn(ref DrawSequence draws, double labelAccuracy)
    {
        var (phase, steps) = Drawn(draws.Next());
        int difficulty = phase is Phase.SmallEdit or Phase.Document or Phase.Explain ? 1 + draws.Next(2) : 2 + draws.Next(3);
        int label = Math.Clamp(difficulty + (draws.Next() < 0.3 ? (draws.Next() < 0.5 ? -1 : 1) : 0), 1, 5);
        var read = draws.Next() < labelAccuracy ? phase : Work[draws.Next(Work.Length)].Phase;
        bool code = phase is Phase.Implement or Phase.Debug or Phase.Test or Phase.Refactor;
        double pause = draws.Next() < 0.15 ? 600 + (1800 * draws.Next()) : -90 * Math.Log(1 - draws.Next());
        return new SimulatedTurn(
            phase, read, difficulty, label, draws.Next(), draws.Next(), Math.Max(1, (int)(steps * (0.5 + draws.Next()))),
            code && draws.Next() < 0.75, draws.Next() < 0.6, pause, (ulong)(draws.Next() * (1UL << 52)));
    }

    private static (Phase Phase, int Steps) Drawn(double draw)
    {
        foreach (var (phase, share, steps) in Work)
        {
            draw -= share;
            if (draw < 0)
            {
                return (phase, steps);
            }
        }

        return (Phase.Implement, 12);
    }
}
