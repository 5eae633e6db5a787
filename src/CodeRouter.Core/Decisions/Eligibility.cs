using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>Which models can take this request at all, and what excludes each of the others. Unknown never excludes.</summary>
internal static class Eligibility
{
    /// <summary>What keeps a model from taking the request; null when nothing does.</summary>
    public static string? Excludes(ModelCard model, Deliberation d)
    {
        var situation = d.Situation;
        if (situation.Allowed is { } allowed && !allowed.Contains(model.Name))
        {
            return "not allowed for this key";
        }

        if (d.Group is { } group && !group.Members.Any(m => ReferenceEquals(d.Index.Find(m.Model), model)))
        {
            return $"is no member of group {group.Name}";
        }

        if (situation.Health.TryGetValue(model.Name, out var health) && !health.Available)
        {
            return "no channel is healthy";
        }

        if (situation.SameFormatOnly && model.Formats.Count > 0 && !model.Formats.Contains(situation.Format))
        {
            return $"does not speak the {situation.Format.ApiName()} format of this request";
        }

        if (model.Capabilities is { } can && (d.Step.Needs & ~can) is var missing and not Capability.None)
        {
            return $"cannot do what the request needs: {Names(missing)}";
        }

        int output = StepCost.MaxOutput(model, d.Step.MaxOutput ?? 0);
        if (model.ContextWindow is { } window && d.Input + output > window)
        {
            return $"window of {window} tokens is too small for {d.Input} in and {output} out";
        }

        if (d.Step.MaxOutput is { } asked && model.MaxOutput is { } most && asked > most && model.Formats.Contains(situation.Format))
        {
            return $"answers are at most {most} tokens, the request allows {asked}";
        }

        if (d.BudgetLeft() is { } left)
        {
            if (StepCost.UpperBound(model, d.Input, d.Step.MaxOutput) is not { } bound)
            {
                return "its price is unknown and a budget applies";
            }

            if (bound > left)
            {
                return $"may cost ${bound:0.######}, ${left:0.######} of the budget is left";
            }
        }

        return null;
    }

    /// <summary>The models that can take the request; the others are noted as rejected.</summary>
    public static List<ModelCard> Among(IEnumerable<ModelCard> models, Deliberation d)
    {
        var eligible = new List<ModelCard>();
        foreach (var model in models)
        {
            if (Excludes(model, d) is { } why)
            {
                d.Rejected.Add(new Rejection(model.Name, why));
            }
            else
            {
                eligible.Add(model);
            }
        }

        return eligible;
    }

    private static string Names(Capability missing) => missing.ToString().ToLowerInvariant();
}
