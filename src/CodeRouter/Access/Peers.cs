using System.Net;
using CodeRouter.Config;
using Microsoft.AspNetCore.Http;

namespace CodeRouter.Access;

/// <summary>Where a request really comes from, and whether the listener it reached is this machine's own.</summary>
public sealed class Peers
{
    private static readonly string[] ForwardingHeaders = ["X-Forwarded-For", "Forwarded", "X-Real-IP", "X-Forwarded-Host"];

    private readonly IPNetwork[] _proxies;
    private readonly string? _publicHost;
    private readonly Dictionary<int, bool> _loopbackByPort = [];
    private readonly bool _allLoopback;

    public Peers(Settings settings)
    {
        _proxies = [.. settings.Server.TrustedProxies.Select(NetworkText.Parse).OfType<IPNetwork>()];
        _publicHost = settings.Server.PublicUrl?.Host;
        foreach (var listener in settings.Listeners)
        {
            bool known = _loopbackByPort.TryGetValue(listener.Port, out bool sofar);
            _loopbackByPort[listener.Port] = IsLoopbackAddress(listener.Address) && (!known || sofar);
        }

        _allLoopback = _loopbackByPort.Values.All(static l => l);
        ReachableBeyond = !_allLoopback || settings.Server.PublicUrl is not null || _proxies.Length > 0;
    }

    /// <summary>Somebody outside this machine can reach a listener, directly or through a proxy.</summary>
    public bool ReachableBeyond { get; }

    /// <summary>The listener is bound to loopback, and the peer is here and came straight.</summary>
    public bool IsLocal(HttpContext context) =>
        (_allLoopback || _loopbackByPort.GetValueOrDefault(context.Connection.LocalPort))
        && context.Connection.RemoteIpAddress is { } peer && IPAddress.IsLoopback(peer)
        && !CameThroughProxy(context.Request);

    /// <summary>The caller's address: the nearest one in X-Forwarded-For that is not a trusted proxy, where the peer is one.</summary>
    public IPAddress? AddressOf(HttpContext context)
    {
        var address = Plain(context.Connection.RemoteIpAddress);
        if (address is null || !IsTrusted(address) || context.Request.Headers["X-Forwarded-For"] is not { Count: > 0 } forwarded)
        {
            return address;
        }

        string[] hops = string.Join(',', (IEnumerable<string?>)forwarded).Split(',', StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries);
        for (int i = hops.Length - 1; i >= 0 && IsTrusted(address); i--)
        {
            if (!IPAddress.TryParse(hops[i], out var hop))
            {
                break;
            }

            address = Plain(hop)!;
        }

        return address;
    }

    /// <summary>By way of the public address, through whatever stands there: the Host is its own, or a proxy has left its mark.</summary>
    public static bool CameBy(Uri publicUrl, HttpRequest request) =>
        // Proxies often pass the name on without its port.
        (string.Equals(request.Host.Host, publicUrl.Host, StringComparison.OrdinalIgnoreCase) && (request.Host.Port is null || request.Host.Port == publicUrl.Port))
        || IsForwarded(request);

    internal static bool IsLoopbackAddress(string address) =>
        string.Equals(address, "localhost", StringComparison.OrdinalIgnoreCase)
        || (IPAddress.TryParse(address.Trim('[', ']'), out var parsed) && IPAddress.IsLoopback(parsed));

    // A tunnel or proxy on this machine looks like a local caller but for what it adds; a client of one's own adds none of these.
    private bool CameThroughProxy(HttpRequest request) =>
        IsForwarded(request)
        || (_publicHost is not null && string.Equals(request.Host.Host, _publicHost, StringComparison.OrdinalIgnoreCase) && !IsLoopbackAddress(_publicHost));

    private static bool IsForwarded(HttpRequest request) => Array.Exists(ForwardingHeaders, request.Headers.ContainsKey);

    private bool IsTrusted(IPAddress address) => Array.Exists(_proxies, p => p.Contains(address));

    private static IPAddress? Plain(IPAddress? address) => address is { IsIPv4MappedToIPv6: true } ? address.MapToIPv4() : address;
}
