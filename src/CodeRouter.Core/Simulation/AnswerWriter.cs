using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;

namespace CodeRouter.Core.Simulation;

/// <summary>
/// How models of a simulated world write and count: some are wordier than others by up to a quarter, answers of one model lie around its
/// own middle (two of three within a factor of 1.8), and vendors count the same text up to an eighth more or less. An assumption: no traffic of
/// real agents with its usage is at hand.
/// </summary>
internal static class AnswerWriter
{
    private const double Tokens = 450, Spread = 0.6, Wordier = 0.25, CountsMore = 0.125;

    public static long Length(ModelCard model, ref DrawSequence draws)
    {
        // The mean stays what it is however wide they are spread.
        double normal = Math.Sqrt(-2 * Math.Log(1 - draws.Next())) * Math.Cos(2 * Math.PI * draws.Next());
        return Math.Max(1, (long)(Tokens * Own(model, "words", Wordier) * Math.Exp((Spread * normal) - (Spread * Spread / 2))));
    }

    public static long Count(ModelCard model, long tokens) => (long)(tokens * Own(model, "counts", CountsMore));

    // Each model's own, between one less and one more than usual by this share.
    private static double Own(ModelCard model, string what, double share) =>
        1 + (share * ((2 * new DrawSequence(DrawSequence.SeedOf($"{model.Name} {what}")).Next()) - 1));
}
