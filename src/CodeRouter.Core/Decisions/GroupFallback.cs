using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>From one group to the next: behind a group's own models come those of the groups it falls back on.</summary>
internal static class GroupFallback
{
    public static Decision Behind(Deliberation d, ModelGroup group, Decision decision)
    {
        foreach (string name in group.Fallback)
        {
            if (!d.Index.Policy.Groups.TryGetValue(name, out var next))
            {
                continue;
            }

            decision = decision.Model is null ? Instead(d, group, next) : Append(d, next, decision);
        }

        return decision;
    }

    // The group the caller named bounds only its own members.
    private static Decision Instead(Deliberation d, ModelGroup group, ModelGroup next)
    {
        var beyond = new Deliberation(d.Step, d.Index, d.Situation) { After = d.After };
        beyond.Says("fallback", $"no model of group {group.Name} can take this: on to group {next.Name}");
        var decision = NamedChoice.Balance(beyond, next);
        return decision with { Rejected = [.. d.Rejected, .. decision.Rejected] };
    }

    private static Decision Append(Deliberation d, ModelGroup next, Decision decision)
    {
        var beyond = new Deliberation(d.Step, d.Index, d.Situation) { After = d.After };
        var known = new HashSet<string>(decision.Fallbacks.Select(static m => m.Name), StringComparer.Ordinal) { decision.Model!.Name };
        var more = new List<ModelCard>();
        foreach (var member in next.Members.OrderByDescending(static m => m.Weight))
        {
            if (d.Index.Find(member.Model) is { } model && known.Add(model.Name) && Eligibility.Excludes(model, beyond) is null)
            {
                more.Add(model);
            }
        }

        if (more.Count == 0)
        {
            return decision;
        }

        var channels = new Dictionary<string, IReadOnlyList<string>>(decision.MemberChannels, StringComparer.Ordinal);
        foreach (var (model, only) in MemberChannels.Of(next.Members, null))
        {
            if (more.Exists(m => string.Equals(m.Name, model, StringComparison.Ordinal)))
            {
                channels[model] = only;
            }
        }

        return Ruling.Thinking(decision with { Fallbacks = [.. decision.Fallbacks, .. more], MemberChannels = channels }, decision.Reasoning, decision.ReasoningEffort);
    }
}
