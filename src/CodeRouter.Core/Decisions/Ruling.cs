using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>Writes a deliberation down as a decision: costs, candidates, the next session state.</summary>
internal static class Ruling
{
    private const int MostFallbacks = 4;

    /// <param name="candidates">Everything that was weighed, in any order.</param>
    /// <param name="fallbacks">Models to move on to, best first.</param>
    public static Decision Of(
        Deliberation d, string mode, ModelCard model, IReadOnlyList<Weighed> candidates, IEnumerable<ModelCard> fallbacks)
    {
        var after = d.After;
        if (d.IsWork)
        {
            var tried = d.Step.HumanTurn ? after.Tried.Clear() : after.Tried;
            after = after with { Model = model.Name, Tried = tried.Contains(model.Name) ? tried : tried.Add(model.Name) };
            after = Switching.Account(d, model, after);
        }

        if (d.Rejected.Find(static r => r.Code == RejectionCode.Guard) is { } kept)
        {
            int others = d.Rejected.Count(static r => r.Code == RejectionCode.Guard) - 1;
            d.Says("bounds", $"{kept.Model}{(others > 0 ? $" and {others} more" : "")} may not see this ({kept.Why})");
        }

        return Common(d) with
        {
            Model = model,
            Mode = mode,
            Fallbacks = [.. fallbacks.Where(f => !ReferenceEquals(f, model)).Take(MostFallbacks)],
            CostUsd = d.Usd(model),
            SwitchUsd = d.IsWork && d.Before.Model is { } left && left != model.Name && d.Usd(model) is { } cold && d.UsdHadItStayed(model) is { } warm ? Math.Max(0, cold - warm) : null,
            Candidates = [.. Ordered(d, model, candidates)],
            Session = after,
        };
    }

    /// <summary>The decision with the reasoning it asks for. A model that is known not to reason cannot stand in for it then.</summary>
    public static Decision Thinking(Decision decision, bool? reasoning, string? effort) => decision with
    {
        Reasoning = reasoning,
        ReasoningEffort = effort,
        Fallbacks = reasoning is true || effort is not null
            ? [.. decision.Fallbacks.Where(static m => (m.Capabilities ?? Capability.Reasoning).HasFlag(Capability.Reasoning))]
            : decision.Fallbacks,
    };

    /// <summary>Nothing can be taken: what excluded each stands in the rejections.</summary>
    public static Decision Nothing(Deliberation d, string mode)
    {
        d.Says("excluded", d.Rejected.Count == 0
            ? "no model is configured"
            : $"no model can take this: {string.Join("; ", d.Rejected.Take(4).Select(r => $"{r.Model}: {r.Why}"))}");
        return Common(d) with { Mode = mode, Session = d.After };
    }

    private static Decision Common(Deliberation d)
    {
        var baseline = d.Index.Baseline;
        return new Decision
        {
            BaselineModel = baseline?.Name,
            BaselineCostUsd = baseline is null ? null : d.UsdHadItStayed(baseline),
            Rejected = d.Rejected,
            Reasons = d.Reasons,
            Signals = d.SignalsShown(),
            Heard = d.HeardAtLast(),
        };
    }

    private static IEnumerable<Candidate> Ordered(Deliberation d, ModelCard chosen, IReadOnlyList<Weighed> candidates)
    {
        Weighed? first = null;
        foreach (var candidate in candidates)
        {
            if (ReferenceEquals(candidate.Model, chosen))
            {
                first = candidate;
            }
        }

        first ??= Weighing.Of(chosen, d, WorkShape.Steps(d.Step, d.Work), Weighing.FailureUsd(d));
        yield return first.AsCandidate(Note(d, chosen) is { } note ? $"chosen; {note}" : "chosen");
        foreach (var candidate in candidates.OrderBy(static c => c.Expected))
        {
            if (!ReferenceEquals(candidate.Model, chosen))
            {
                yield return candidate.AsCandidate(Note(d, candidate.Model));
            }
        }
    }

    private static string? Note(Deliberation d, ModelCard model) => (d.IsPrepaid(model), d.Learned(model)) switch
    {
        (true, { } seen) => $"paid by subscription; {seen}",
        (true, null) => "paid by subscription",
        (false, var seen) => seen,
    };
}
