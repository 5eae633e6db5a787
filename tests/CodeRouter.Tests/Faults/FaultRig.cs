using System.Net;
using System.Net.Sockets;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>One way to reach a model in every format. <paramref name="Upstream"/> is the simulated model's name, and so its script.</summary>
internal sealed record Endpoint(string Model, string Name, string Upstream, int Priority = 0, int Weight = 100, Uri? At = null);

/// <summary>A gateway whose models have endpoints that fail as told.</summary>
internal static class FaultRig
{
    public static readonly WireFormat[] Formats = Enum.GetValues<WireFormat>();

    public static async Task<GatewayRig> StartAsync(IEnumerable<Endpoint> endpoints, Func<Settings, Settings>? change = null, SimulatedOptions? options = null)
    {
        var provider = new SimulatedProvider(options);
        await provider.StartAsync();
        var settings = Settings(endpoints, provider.BaseUri);
        return await GatewayRig.StartAsync(change?.Invoke(settings) ?? settings, provider);
    }

    public static Settings Settings(IEnumerable<Endpoint> endpoints, Uri upstream)
    {
        Endpoint[] all = [.. endpoints];
        return GatewayRig.Settings(
            [.. all.Select(e => e.Model).Distinct(StringComparer.Ordinal).Select(m => GatewayRig.Card(m))],
            [.. all.SelectMany(e => Formats.Select(f => Channel(e, f, upstream)))]);
    }

    /// <summary>Names in the ledger's attempts: <c>first-openai</c>.</summary>
    public static string ChannelName(string endpoint, WireFormat format) => $"{endpoint}-{format.ApiName()}";

    // Taken for good without listening: a port that is given back may be another test's gateway a moment later.
    private static readonly Socket Deaf = new(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp);

    /// <summary>An address nobody listens on.</summary>
    public static Uri ClosedPort()
    {
        lock (Deaf)
        {
            if (!Deaf.IsBound)
            {
                Deaf.Bind(new IPEndPoint(IPAddress.Loopback, 0));
            }
        }

        return new Uri($"http://127.0.0.1:{((IPEndPoint)Deaf.LocalEndPoint!).Port}");
    }

    public static Func<Settings, Settings> Patience(double timeoutSeconds, int holdSeconds = 15, int keepAliveSeconds = 12) => settings => settings with
    {
        Listeners = [.. settings.Listeners.Select(l => l with { Timeout = TimeSpan.FromSeconds(timeoutSeconds) })],
        Limits = settings.Limits with { HoldSeconds = holdSeconds, KeepAliveSeconds = keepAliveSeconds },
    };

    public static Task InAllFormatsAsync(Func<WireFormat, Task> test) => Task.WhenAll(Formats.Select(test));

    public static TheoryData<WireFormat> AllFormats() => [.. Formats];

    private static ChannelSettings Channel(Endpoint endpoint, WireFormat format, Uri upstream) =>
        GatewayRig.Channel(ChannelName(endpoint.Name, format), format, endpoint.At ?? upstream, [], endpoint.Weight, endpoint.Priority) with
        {
            Models = new Dictionary<string, string>(StringComparer.Ordinal) { [endpoint.Model] = endpoint.Upstream },
        };
}
