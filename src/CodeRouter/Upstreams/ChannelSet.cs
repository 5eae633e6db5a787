using CodeRouter.Config;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams;

/// <summary>All channels of one configuration, by the models they serve. Immutable; a reload builds a new one that keeps health and connections.</summary>
public sealed class ChannelSet
{
    private readonly Dictionary<string, Channel[]> _byModel = new(StringComparer.Ordinal);
    private readonly Dictionary<(string Model, WireFormat Format), Channel[]> _byFormat = [];

    private ChannelSet(IReadOnlyList<Channel> channels)
    {
        Channels = channels;
        var lists = new Dictionary<string, List<Channel>>(StringComparer.Ordinal);
        foreach (var channel in channels)
        {
            foreach (string model in channel.Settings.Enabled ? channel.Settings.Models.Keys : [])
            {
                if (!lists.TryGetValue(model, out var list))
                {
                    lists[model] = list = [];
                }

                list.Add(channel);
            }
        }

        foreach (var (model, list) in lists)
        {
            _byModel[model] = [.. list];
            foreach (var format in Enum.GetValues<WireFormat>())
            {
                _byFormat[(model, format)] = [.. list.Where(c => c.Takes(format) || !list.Exists(home => home.Format == format && IsSameServer(home, c, model)))];
            }
        }
    }

    public IReadOnlyList<Channel> Channels { get; }

    /// <summary>Channels that are on and serve the model, in the order of the configuration; empty when none does.</summary>
    public IReadOnlyList<Channel> For(string model) => _byModel.TryGetValue(model, out var channels) ? channels : [];

    /// <summary>
    /// Channels that can take a request of this format, by translation where they speak another. A server that speaks the caller's own
    /// is not asked in a second one: what it refuses, or where it fails, it would again.
    /// </summary>
    public IReadOnlyList<Channel> For(string model, WireFormat format) => _byFormat.TryGetValue((model, format), out var channels) ? channels : [];

    /// <param name="previous">The set before a reload: a channel of the same name and address keeps its health.</param>
    public static ChannelSet Build(Settings settings, UpstreamOrigins origins, TimeProvider clock, ChannelSet? previous = null)
    {
        var kept = previous?.Channels.ToDictionary(c => (c.Name, c.Settings.BaseUri), c => c);
        var channels = new List<Channel>(settings.Channels.Count);
        foreach (var channel in settings.Channels)
        {
            var old = kept?.GetValueOrDefault((channel.Name, channel.BaseUri));
            channels.Add(new Channel(channel, origins.For(channel.BaseUri), old?.Health ?? new ChannelHealth(clock), old?.Quota ?? new SubscriptionQuota(clock), Kinds.UpstreamKind.Of(channel, origins, clock))
            {
                RefusesUsageOption = old?.RefusesUsageOption ?? false,
            });
        }

        return new ChannelSet(channels);
    }

    private static bool IsSameServer(Channel one, Channel other, string model) =>
        string.Equals(one.Settings.BaseUri.Authority, other.Settings.BaseUri.Authority, StringComparison.OrdinalIgnoreCase)
        && string.Equals(one.UpstreamName(model), other.UpstreamName(model), StringComparison.Ordinal);
}
