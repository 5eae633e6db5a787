using System.Net;
using CodeRouter.Config;
using Microsoft.AspNetCore.Http;

namespace CodeRouter.Access;

/// <summary>
/// Keeps web pages of others out. A page can point a name of its own at this machine and then talk to it as its own site (DNS
/// rebinding): so the Host must be a name no stranger can own, and an Origin must be one of those too. A literal address is safe,
/// a single label and the reserved suffixes are (nobody can register them), any other name must be the configured public URL's.
/// </summary>
public sealed class HostGuard
{
    private static readonly string[] ReservedSuffixes = [".localhost", ".internal", ".local", ".lan", ".home.arpa", ".test"];

    // Not websites: editors' own panels.
    private static readonly string[] EditorSchemes = ["vscode-webview://", "vscode-file://"];

    private static readonly Refusal ForeignHost = new(
        403, "host_not_allowed", "The request's Host is not one of this router's names. Use its address, or set server.public_url to the name it is reached by.");

    private static readonly Refusal ForeignOrigin = new(
        403, "origin_not_allowed", "The request comes from a web page of another site. Use a page of this router, set server.public_url to the site's name, or let its pages call models with server.allowed_origins.");

    private readonly HashSet<string> _names = new(StringComparer.OrdinalIgnoreCase) { "localhost" };
    private readonly HashSet<string> _pages;
    private readonly bool _anyAddress;
    private readonly bool _singleLabels;
    private string? _lastAllowed;

    public HostGuard(Settings settings)
    {
        _pages = new HashSet<string>(settings.Server.AllowedOrigins, StringComparer.OrdinalIgnoreCase);
        if (settings.Server.PublicUrl is { } url)
        {
            _names.Add(url.Host);
        }

        foreach (var listener in settings.Listeners)
        {
            string address = listener.Address.Trim('[', ']');
            _names.Add(address);
            bool beyond = !Peers.IsLoopbackAddress(address);
            _singleLabels |= beyond;
            _anyAddress |= beyond && (!IPAddress.TryParse(address, out var parsed) || parsed.Equals(IPAddress.Any) || parsed.Equals(IPAddress.IPv6Any));
        }
    }

    /// <summary>Null where the request may go on.</summary>
    public Refusal? Check(HttpRequest request)
    {
        string? host = request.Host.Value;
        // Nearly every request of a client says the same.
        if (!ReferenceEquals(host, _lastAllowed) && !string.Equals(host, _lastAllowed, StringComparison.Ordinal))
        {
            // HTTP/1.0 and health checks may say none; a browser always does.
            if (!string.IsNullOrEmpty(host) && !IsAllowed(request.Host.Host))
            {
                return ForeignHost;
            }

            _lastAllowed = host;
        }

        if (request.Headers.Origin is not [{ } origin, ..])
        {
            return null;
        }

        foreach (string scheme in EditorSchemes)
        {
            if (origin.StartsWith(scheme, StringComparison.Ordinal))
            {
                return null;
            }
        }

        return (Uri.TryCreate(origin, UriKind.Absolute, out var from) && from.Scheme is "http" or "https" && IsAllowed(from.Host)) || (_pages.Contains(origin) && CallsModels(request.Path)) ? null : ForeignOrigin;
    }

    /// <summary>Where models are called, with a key that is sent each time: what a page may ask there, it asks in nobody else's name.</summary>
    public static bool CallsModels(PathString path) =>
        path.StartsWithSegments("/v1", StringComparison.Ordinal) || path.StartsWithSegments("/v1beta", StringComparison.Ordinal) || path.StartsWithSegments("/session", StringComparison.Ordinal);

    private bool IsAllowed(string name)
    {
        name = name.Trim('[', ']').TrimEnd('.');
        if (_names.Contains(name))
        {
            return true;
        }

        if (IPAddress.TryParse(name, out var address))
        {
            return IPAddress.IsLoopback(address) || _anyAddress;
        }

        return (_singleLabels && !name.Contains('.', StringComparison.Ordinal) && name.Length > 0)
            || Array.Exists(ReservedSuffixes, s => name.EndsWith(s, StringComparison.OrdinalIgnoreCase));
    }
}
