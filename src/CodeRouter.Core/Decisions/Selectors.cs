using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>How a rule chooses among its models.</summary>
internal static class Selectors
{
    /// <summary>Index of the chosen reference, and the probability it had.</summary>
    public static (int Index, double Propensity) Choose(Deliberation d, DecisionRule rule, List<(ModelRef Ref, ModelCard Model)> refs) =>
        refs.Count == 1 ? (0, 1) : Static(d, refs);

    /// <summary>The first; by weight where any model has one.</summary>
    private static (int, double) Static(Deliberation d, List<(ModelRef Ref, ModelCard Model)> refs) =>
        refs.Exists(r => r.Ref.Weight is not null)
            ? Drawing.ByWeight([.. refs.Select(r => r.Ref.Weight ?? 0)], d.Situation.Draw)
            : (0, 1);
}
