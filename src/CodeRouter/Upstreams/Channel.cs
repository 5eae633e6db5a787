using CodeRouter.Config;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams;

/// <summary>A channel at run time: its settings, its connections and its health. Settings change with a reload, health and connections stay.</summary>
public sealed class Channel
{
    private const int MostAddresses = 256;
    private readonly System.Collections.Concurrent.ConcurrentDictionary<string, Uri> _addresses = new(StringComparer.Ordinal);
    private volatile bool _refusesUsageOption, _lacksCompaction;

    internal Channel(ChannelSettings settings, HttpMessageInvoker client, ChannelHealth health, SubscriptionQuota quota, Kinds.UpstreamKind? kind = null) =>
        (Settings, Client, Health, Quota, Kind) = (settings, client, health, quota, kind ?? Kinds.UpstreamKind.Plain);

    public ChannelSettings Settings { get; }

    public string Name => Settings.Name;

    public WireFormat Format => Settings.Format;

    public HttpMessageInvoker Client { get; }

    public ChannelHealth Health { get; }

    /// <summary>What this server wants beyond its format.</summary>
    internal Kinds.UpstreamKind Kind { get; }

    /// <summary>The channel takes requests of this format as they are: it speaks it, or has a form of its own that all are translated to.</summary>
    public bool Takes(WireFormat format) => Settings.Native is not null || Format == format;

    /// <summary>What is used of its subscription; counts nothing without one.</summary>
    public SubscriptionQuota Quota { get; }

    /// <summary>An answer used so much: where that spends a window of the subscription the channel rests until it begins anew.</summary>
    public void Used(long tokens)
    {
        if (Settings.Subscription is not { } subscription)
        {
            return;
        }

        Quota.Count(tokens);
        if (Quota.SpentFor(subscription.FiveHourTokens, subscription.WeeklyTokens) is { Ticks: > 0 } wait)
        {
            Health.Rest(wait);
        }
    }

    /// <summary>The server once refused <c>stream_options.include_usage</c>: it is not asked again, and its streams settle at counted output.</summary>
    public bool RefusesUsageOption
    {
        get => _refusesUsageOption;
        set => _refusesUsageOption = value;
    }

    /// <summary>The server speaks the Responses format and once had no <c>/responses/compact</c>: the model is asked in words from then on.</summary>
    public bool LacksCompaction
    {
        get => _lacksCompaction;
        set => _lacksCompaction = value;
    }

    /// <summary>Address of a path below the channel's base; parsed once for each path.</summary>
    public Uri At(string path)
    {
        if (_addresses.TryGetValue(path, out var known))
        {
            return known;
        }

        var address = new Uri(Settings.BaseUri.AbsoluteUri.TrimEnd('/') + path, UriKind.Absolute);
        if (_addresses.Count < MostAddresses)
        {
            _addresses[path] = address;
        }

        return address;
    }

    /// <summary>What this channel calls the model; the caller's name where the channel maps none.</summary>
    public string UpstreamName(string model) => Settings.Models.TryGetValue(model, out string? name) ? name : model;
}
