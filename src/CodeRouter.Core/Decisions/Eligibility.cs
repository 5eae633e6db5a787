using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>Which models can take this request at all, and what excludes each of the others. Unknown never excludes.</summary>
internal static class Eligibility
{
    /// <summary>What keeps a model from taking the request; null when nothing does.</summary>
    public static Rejection? Excludes(ModelCard model, Deliberation d)
    {
        var situation = d.Situation;
        if (situation.Allowed is { } allowed && !allowed.Contains(model.Name))
        {
            return Out("not allowed for this key", RejectionCode.Allowed);
        }

        if (situation.LocalOnly is { } why && !model.StaysHere)
        {
            return Out(why, RejectionCode.Guard);
        }

        if (situation.Barred is { } barred && barred.TryGetValue(model.Name, out string? rule))
        {
            return Out(rule, RejectionCode.Guard);
        }

        if (d.Group is { } group && !group.Members.Any(m => ReferenceEquals(d.Index.Find(m.Model), model)))
        {
            return Out($"is no member of group {group.Name}", RejectionCode.Allowed);
        }

        if (situation.Health.TryGetValue(model.Name, out var health) && !health.Available)
        {
            return Out("no channel is healthy", RejectionCode.Health);
        }

        bool abroad = model.Formats.Count > 0 && !model.Formats.Contains(situation.Format);
        if (situation.SameFormatOnly && (abroad || model.Adopted.Contains(situation.Format)))
        {
            return Out($"does not speak the {situation.Format.ApiName()} format of this request", RejectionCode.Format);
        }

        if (model.Capabilities is { } can && (d.Step.Needs & ~can) is var missing and not Capability.None)
        {
            return Out($"cannot do what the request needs: {Names(missing)}", RejectionCode.Capability);
        }

        if (abroad && (d.Step.Needs & Capability.WebSearch) != Capability.None && model.Capabilities is null)
        {
            return Out("is not known to search the web, which the request asks of its own provider", RejectionCode.Capability);
        }

        int output = StepCost.MaxOutput(model, d.Step.MaxOutput ?? 0);
        if (model.ContextWindow is { } window && d.InputForRoom + output > window)
        {
            return Out($"window of {window} tokens is too small for {d.InputForRoom} in and {output} out", RejectionCode.Window) with { TooLong = (d.InputForRoom, window - output) };
        }

        if (d.Step.MaxOutput is { } asked && model.MaxOutput is { } most && asked > most && model.Formats.Contains(situation.Format))
        {
            return Out($"answers are at most {most} tokens, the request allows {asked}", RejectionCode.Window);
        }

        if (d.BudgetLeft() is { } left)
        {
            if (StepCost.UpperBound(model, d.InputForRoom, d.Step.MaxOutput) is not { } bound)
            {
                return Out("its price is unknown and a budget applies", RejectionCode.Budget);
            }

            if (bound > left)
            {
                return Out($"may cost ${bound:0.######}, ${left:0.######} of the budget is left", RejectionCode.Budget);
            }
        }

        return null;

        Rejection Out(string why, RejectionCode code) => new(model.Name, why, code);
    }

    /// <summary>The models that can take the request; the others are noted as rejected.</summary>
    public static List<ModelCard> Among(IEnumerable<ModelCard> models, Deliberation d)
    {
        var eligible = new List<ModelCard>();
        foreach (var model in models)
        {
            if (Excludes(model, d) is { } why)
            {
                d.Rejected.Add(why);
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
