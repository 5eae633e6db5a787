using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>Choices somebody made: a named model, a pin, a weighted group, a name nobody knows.</summary>
internal static class NamedChoice
{
    /// <summary>The model somebody asked for. It is theirs whatever routing thinks; only the key's own limits can refuse it.</summary>
    public static Decision Take(Deliberation d, string mode, ModelCard model, string why)
    {
        if (d.Situation.Allowed is { } allowed && !allowed.Contains(model.Name))
        {
            d.Rejected.Add(new Rejection(model.Name, "not allowed for this key", RejectionCode.Allowed));
            return Ruling.Nothing(d, mode);
        }

        d.Says(mode is "pin" or "paused" or "observe" ? mode : "explicit", why);
        return Ruling.Of(d, mode, model, [], []);
    }

    /// <summary>Members balanced by weight with the draw; inside a tool loop the session stays with its member.</summary>
    public static Decision Balance(Deliberation d, ModelGroup group)
    {
        var members = new List<(GroupMember Member, ModelCard Model)>();
        foreach (var member in group.Members)
        {
            if (d.Index.Find(member.Model) is not { } model)
            {
                d.Rejected.Add(new Rejection(member.Model, "is no configured model"));
            }
            else if (Eligibility.Excludes(model, d) is { } why)
            {
                d.Rejected.Add(why);
            }
            else
            {
                members.Add((member, model));
            }
        }

        if (members.Count == 0)
        {
            return Ruling.Nothing(d, "group");
        }

        bool inLoop = d.IsWork && !d.Step.HumanTurn;
        int stay = inLoop ? members.FindIndex(m => string.Equals(m.Model.Name, d.Before.Model, StringComparison.Ordinal)) : -1;
        var (index, propensity) = stay >= 0 ? (stay, 1.0) : Drawing.ByWeight([.. members.Select(m => m.Member.Weight)], d.Situation.Draw);
        var (chosen, card) = members[index];
        d.Says(stay >= 0 ? "stay" : "group", stay >= 0
            ? $"inside a tool loop: stays with {card.Name} of group {group.Name}"
            : $"group {group.Name}: {card.Name} by weight");
        var weighed = Weighing.Of([.. members.Select(m => m.Model).Distinct()], d);
        var rest = members.Where(m => !ReferenceEquals(m.Model, card)).OrderByDescending(m => m.Member.Weight).Select(m => m.Model).Distinct();
        return Ruling.Of(d, "group", card, weighed, rest) with
        {
            Channel = chosen.Channel,
            MemberChannels = MemberChannels.Of(group.Members, chosen),
            Propensity = propensity,
        };
    }

    /// <summary>A name that is nothing configured: no model, the nearest names beside it.</summary>
    public static Decision Unknown(Deliberation d, string asked)
    {
        var policy = d.Index.Policy;
        var near = NearestNames.To(asked, policy.Models.Select(m => m.Name).Concat(policy.Groups.Keys).Append(Policy.AutoGroup));
        string names = string.Join(", ", near);
        d.Rejected.Add(new Rejection(asked, $"is no configured model or group; nearest: {names}"));
        d.Says("unknown", $"'{asked}' is no configured model or group; did you mean {names}?");
        return new Decision { Mode = "unknown", Rejected = d.Rejected, Reasons = d.Reasons, Session = d.Before, BaselineModel = d.Index.Baseline?.Name };
    }
}
