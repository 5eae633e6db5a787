using System.Globalization;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core;

/// <summary>
/// Start reading here: a step, the settings and the situation go in, a model and the reasons come out.
/// A pure function: the same three give the same decision, so that any decision can be recomputed from the ledger.
/// </summary>
public static class Router
{
    /// <summary>
    /// Who decides, in this order: the caller who names a model, a pin, a group's weights, the operator's rules, and only then we.
    /// </summary>
    public static Decision Decide(Step step, Policy policy, Situation situation)
    {
        var d = new Deliberation(step, PolicyIndex.Of(policy), situation);
        string asked = situation.AskedModel;
        if (d.Index.Find(asked) is { } named)
        {
            return policy.Mode == RoutingMode.Observe && !situation.Paused
                ? Observed(d, named, $"observing: {named.Name} as asked")
                : NamedChoice.Take(d, "explicit", named, $"{named.Name} was asked for by name");
        }

        if (Group(policy, asked) is not { } group)
        {
            return NamedChoice.Unknown(d, asked);
        }

        // An automatic group with members is routed among them.
        d = group.Auto ? Within(d, group) : d;
        if (Pins.Read(d) is { } pin)
        {
            return pin.Model is { } pinned ? NamedChoice.Take(d, "pin", pinned, pin.Why) : NamedChoice.Unknown(d, pin.Name);
        }

        if (!group.Auto)
        {
            return GroupFallback.Behind(d, group, NamedChoice.Balance(d, group));
        }

        if (situation.Paused)
        {
            return Asked(d) is { } usual
                ? NamedChoice.Take(d, "paused", usual, $"routing is paused: {usual.Name}")
                : Ruling.Nothing(d, "paused");
        }

        if (policy.Mode == RoutingMode.Observe)
        {
            return Asked(d) is { } usual
                ? Observed(d, usual, $"observing: {usual.Name} stands in for {asked}")
                : Ruling.Nothing(d, "observe");
        }

        return GroupFallback.Behind(d, group, Route(d));
    }

    private static Deliberation Within(Deliberation d, ModelGroup group) =>
        group.Members.Count == 0 ? d : new Deliberation(d.Step, d.Index, d.Situation) { Group = group, After = d.After };

    private static Decision Route(Deliberation d)
    {
        var decision = d.Index.HasOperatorRules ? RuleChoice.Choose(d) : AutomaticChoice.Choose(d);
        return d.Situation.Facts is { Impact: null, ImpactWhy: { } unknown } ? decision with { Reasons = [.. decision.Reasons, new Reason("unindexed", unknown)] } : decision;
    }

    /// <summary>Answers with the model as asked, and notes beside it what routing would have done.</summary>
    private static Decision Observed(Deliberation d, ModelCard asked, string why)
    {
        var routed = Route(new Deliberation(d.Step, d.Index, d.Situation) { Group = d.Group });
        var decision = NamedChoice.Take(d, "observe", asked, why);
        if (routed.Model is { } other)
        {
            d.Says("observe", Difference(other, routed.CostUsd, decision.CostUsd));
            d.Reasons.AddRange(routed.Reasons);
        }

        return decision with
        {
            Rule = routed.Rule,
            WouldHaveChosen = routed.Model?.Name,
            Candidates = routed.Candidates,
            Rejected = routed.Rejected,
            Signals = routed.Signals,
            Heard = routed.Heard,
            WouldHaveCostUsd = routed.CostUsd,
        };
    }

    private static string Difference(ModelCard other, decimal? routed, decimal? asked) =>
        routed is { } would && asked is { } does
            ? string.Create(CultureInfo.InvariantCulture, $"routing would have chosen {other.Name} at ${would:0.######}, {(would <= does ? "saving" : "costing")} ${Math.Abs(does - would):0.######}{(would <= does ? "" : " more")}")
            : $"routing would have chosen {other.Name}";

    /// <summary>The model that answers a routed name while nothing is routed.</summary>
    private static ModelCard? Asked(Deliberation d) => d.Index.Find(d.Index.Policy.DefaultModel) ?? d.Index.Baseline;

    private static ModelGroup? Group(Policy policy, string asked) =>
        policy.Groups.TryGetValue(asked, out var group) ? group
        : string.Equals(asked, Policy.AutoGroup, StringComparison.Ordinal) ? new ModelGroup(Policy.AutoGroup, Auto: true, [])
        : policy.Groups.TryGetValue("*", out var any) ? any
        : null;
}
