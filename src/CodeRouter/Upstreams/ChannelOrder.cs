using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams;

/// <summary>
/// The order in which the channels of one model are tried: those that speak the caller's format first, then by priority, the session's own
/// channel first within a priority (a provider's prompt cache lives behind one credential), the rest drawn by weight: by what is left of
/// it after the calls under way there, measured by the channel's share, and after the failures of late.
/// Cooling channels are left out unless all are cooling; then the one that is ready soonest is tried alone.
/// </summary>
public static class ChannelOrder
{
    /// <param name="sticky">Channel the session used for this model last; null for a new one.</param>
    /// <param name="only">Channels the members of a group name, in the order to try them; null for any.</param>
    /// <param name="draw">In [0,1): picks among equals by weight.</param>
    public static List<Channel> Order(IReadOnlyList<Channel> channels, WireFormat format, string? sticky, IReadOnlyList<string>? only, double draw)
    {
        var ready = new List<Channel>(channels.Count);
        Channel? soonest = null;
        foreach (var channel in channels)
        {
            if (only is not null && !only.Contains(channel.Name, StringComparer.Ordinal))
            {
                continue;
            }

            if (!channel.Health.IsCooling)
            {
                ready.Add(channel);
            }
            else if (soonest is null || channel.Health.CoolFor < soonest.Health.CoolFor)
            {
                soonest = channel;
            }
        }

        if (ready.Count == 0)
        {
            return soonest is null ? [] : [soonest];
        }

        if (ready.Count == 1)
        {
            return ready;
        }

        if (only is not null)
        {
            return [.. only.Select(name => ready.Find(c => string.Equals(c.Name, name, StringComparison.Ordinal))).OfType<Channel>()];
        }

        // Efraimidis–Spirakis: each channel gets u^(1/w); the largest key is a draw by weight, the rest follow in the same spirit.
        double mean = Math.Max(ready.Average(static c => c.Settings.Weight), 0.0001);
        var keyed = new List<(Channel Channel, bool Home, bool Sticky, double Key)>(ready.Count);
        foreach (var channel in ready)
        {
            double u = Mix(draw, channel.Name);
            double weight = Math.Max(channel.Settings.Weight, 0.0001);
            weight *= (1 - (channel.Health.ErrorRate * 0.9)) / (1 + (channel.Health.UnderWay * mean / weight));
            keyed.Add((channel, channel.Format == format, sticky is not null && string.Equals(channel.Name, sticky, StringComparison.Ordinal), Math.Log(u) / weight));
        }

        keyed.Sort(static (a, b) =>
        {
            int byHome = b.Home.CompareTo(a.Home);
            if (byHome != 0)
            {
                return byHome;
            }

            int byPriority = a.Channel.Settings.Priority.CompareTo(b.Channel.Settings.Priority);
            if (byPriority != 0)
            {
                return byPriority;
            }

            int bySticky = b.Sticky.CompareTo(a.Sticky);
            return bySticky != 0 ? bySticky : b.Key.CompareTo(a.Key);
        });
        return keyed.ConvertAll(k => k.Channel);
    }

    /// <summary>A number in (0,1) that depends on the draw and the channel, evenly spread: one draw serves all channels.</summary>
    private static double Mix(double draw, string name)
    {
        ulong h = (ulong)(draw * (1UL << 53)) * 0x9E3779B97F4A7C15UL;
        foreach (char c in name)
        {
            h = (h ^ c) * 0xFF51AFD7ED558CCDUL;
            h ^= h >> 29;
        }

        h ^= h >> 32;
        h *= 0xC4CEB9FE1A85EC53UL;
        h ^= h >> 29;
        return ((h >> 11) + 0.5) / (1UL << 53);
    }
}
