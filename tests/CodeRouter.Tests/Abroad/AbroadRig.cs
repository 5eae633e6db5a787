using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Abroad;

/// <summary>A gateway whose models each speak one format alone, so that callers of the others are served by translation.</summary>
internal static class AbroadRig
{
    public static readonly WireFormat[] Formats = Enum.GetValues<WireFormat>();

    /// <summary>Every caller's format with every other upstream's.</summary>
    public static TheoryData<WireFormat, WireFormat> Pairs()
    {
        var pairs = new TheoryData<WireFormat, WireFormat>();
        foreach (var caller in Formats)
        {
            foreach (var upstream in Formats.Where(f => f != caller))
            {
                pairs.Add(caller, upstream);
            }
        }

        return pairs;
    }

    public static TheoryData<WireFormat> AllFormats() => [.. Formats];

    public static TheoryData<WireFormat, WireFormat, bool> PairsBothWays()
    {
        var pairs = new TheoryData<WireFormat, WireFormat, bool>();
        foreach (var caller in Formats)
        {
            foreach (var upstream in Formats.Where(f => f != caller))
            {
                pairs.Add(caller, upstream, false);
                pairs.Add(caller, upstream, true);
            }
        }

        return pairs;
    }

    /// <summary>All models at one simulated provider that is known to speak <paramref name="upstream"/> only.</summary>
    public static Task<GatewayRig> StartAsync(WireFormat upstream, string[] models, SimulatedOptions? options = null, Func<Settings, Settings>? change = null) =>
        StartAsync(models.Select(m => (m, upstream)), options, change);

    /// <summary>Models at one simulated provider, each in the format given with it; a model may stand there more than once.</summary>
    public static async Task<GatewayRig> StartAsync(IEnumerable<(string Model, WireFormat Format)> models, SimulatedOptions? options = null, Func<Settings, Settings>? change = null)
    {
        var provider = new SimulatedProvider(options);
        await provider.StartAsync();
        (string Model, WireFormat Format)[] all = [.. models];
        var cards = all.GroupBy(m => m.Model, m => m.Format).Select(g => GatewayRig.Card(g.Key) with { Formats = [.. g] });
        var settings = GatewayRig.Settings([.. cards], [.. all.GroupBy(m => m.Format, m => m.Model).Select(g => GatewayRig.Channel(g.Key.ApiName(), g.Key, provider.BaseUri, g))]);
        return await GatewayRig.StartAsync(change?.Invoke(settings) ?? settings, provider);
    }

    /// <summary>A channel of one format at an address of the test's making.</summary>
    public static ChannelSettings Channel(string name, WireFormat format, Uri at, string model, string upstreamModel, int priority = 0) =>
        GatewayRig.Channel(name, format, at, [], priority: priority) with { Models = new Dictionary<string, string>(StringComparer.Ordinal) { [model] = upstreamModel } };

    public static ModelCard Card(string name, params WireFormat[] formats) => GatewayRig.Card(name) with { Formats = formats };
}
