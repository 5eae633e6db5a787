namespace CodeRouter.Core.Decisions;

/// <summary>Which channels the members of a group name for their models.</summary>
internal static class MemberChannels
{
    /// <param name="chosen">The member that was drawn: its channel goes first. Null where none of them was.</param>
    public static IReadOnlyDictionary<string, IReadOnlyList<string>> Of(IReadOnlyList<GroupMember> members, GroupMember? chosen)
    {
        if (members.All(static m => m.Channel is null))
        {
            return Decision.AnyChannel;
        }

        var channels = new Dictionary<string, IReadOnlyList<string>>(StringComparer.Ordinal);
        foreach (var ofModel in members.GroupBy(static m => m.Model, StringComparer.Ordinal))
        {
            // A member without a channel may use any; drawn or not, it lifts nothing off one that was drawn with its own.
            bool isChosen = string.Equals(ofModel.Key, chosen?.Model, StringComparison.Ordinal);
            if (isChosen ? chosen!.Channel is not null : ofModel.All(static m => m.Channel is not null))
            {
                channels.Add(ofModel.Key, [.. ofModel.OrderByDescending(m => ReferenceEquals(m, chosen)).ThenByDescending(static m => m.Weight).Select(static m => m.Channel).OfType<string>().Distinct(StringComparer.Ordinal)]);
            }
        }

        return channels;
    }
}
