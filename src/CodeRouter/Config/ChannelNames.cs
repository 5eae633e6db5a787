namespace CodeRouter.Config;

/// <summary>Endpoints are often all named "main": health, logs and group members need names that tell them apart.</summary>
internal static class ChannelNames
{
    public static void MakeUnique(IReadOnlyList<ChannelDraft> channels)
    {
        var written = channels.GroupBy(channel => channel.Name, StringComparer.Ordinal).ToDictionary(group => group.Key, group => group.Count(), StringComparer.Ordinal);
        var taken = new HashSet<string>(StringComparer.Ordinal);
        foreach (var channel in channels)
        {
            var name = written[channel.Name] == 1 || channel.Model is null ? channel.Name : $"{channel.Model}/{channel.Name}";
            var unique = name;
            for (var i = 2; !taken.Add(unique); i++)
            {
                unique = $"{name}-{i}";
            }

            channel.UniqueName = unique;
        }
    }
}
