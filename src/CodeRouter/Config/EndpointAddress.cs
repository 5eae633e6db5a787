using System.Net;
using System.Net.Sockets;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Config;

/// <summary>
/// Addresses of upstreams. <c>host:port</c> means the vendor's usual path (<c>/v1</c>, Gemini's <c>/v1beta</c>);
/// <c>host:port/path</c> means that path in place of the version prefix.
/// </summary>
public static class EndpointAddress
{
    private static readonly string[] FormatTails = ["/chat/completions", "/responses", "/messages"];

    /// <summary>The address a format's own path is appended to, without a closing slash; null when the text is no address.</summary>
    public static Uri? Parse(string text, string protocol, WireFormat format, string? usualPath = null)
    {
        var written = text.Trim();
        if (written.Length == 0 || written.AsSpan().ContainsAny(' ', '\\', '\t'))
        {
            return null;
        }

        var full = written.Contains("://", StringComparison.Ordinal) ? written : $"{protocol}://{written}";
        if (!Uri.TryCreate(full, UriKind.Absolute, out var uri) || uri.Scheme is not ("http" or "https") || uri.Host.Length == 0
            || uri.UserInfo.Length > 0 || uri.Query.Length > 0 || uri.Fragment.Length > 0)
        {
            return null;
        }

        // http://8080/v1: a port that lost its host, and would be taken for the address 0.0.31.144.
        var host = full.AsSpan(uri.Scheme.Length + "://".Length);
        host = host[..(host.IndexOfAny(":/") is >= 0 and var end ? end : host.Length)];
        if (!host.ContainsAnyExceptInRange('0', '9'))
        {
            return null;
        }

        var path = uri.AbsolutePath.TrimEnd('/');
        foreach (var tail in FormatTails)
        {
            path = path.EndsWith(tail, StringComparison.OrdinalIgnoreCase) ? path[..^tail.Length] : path;
        }

        return new UriBuilder(uri) { Path = path.Length == 0 ? usualPath ?? UsualPath(format) : path }.Uri;
    }

    /// <summary>The version prefix that a vendor of this format has.</summary>
    public static string UsualPath(WireFormat format) => format == WireFormat.Gemini ? "/v1beta" : "/v1";

    /// <summary>Loopback, private, or <c>host.*.internal</c>: this machine or its network.</summary>
    public static bool IsLocal(Uri address)
    {
        var host = address.Host.Trim('[', ']');
        if (IPAddress.TryParse(host, out var ip))
        {
            return IsLocal(ip);
        }

        return host.Equals("localhost", StringComparison.OrdinalIgnoreCase)
            || host.EndsWith(".localhost", StringComparison.OrdinalIgnoreCase)
            || (host.StartsWith("host.", StringComparison.OrdinalIgnoreCase) && host.EndsWith(".internal", StringComparison.OrdinalIgnoreCase));
    }

    private static bool IsLocal(IPAddress ip)
    {
        if (ip.IsIPv4MappedToIPv6)
        {
            ip = ip.MapToIPv4();
        }

        if (IPAddress.IsLoopback(ip) || ip.IsIPv6LinkLocal || ip.IsIPv6UniqueLocal)
        {
            return true;
        }

        if (ip.AddressFamily != AddressFamily.InterNetwork)
        {
            return false;
        }

        var bytes = ip.GetAddressBytes();
        return bytes[0] == 10 || (bytes[0] == 172 && bytes[1] is >= 16 and <= 31) || (bytes[0] == 192 && bytes[1] == 168) || bytes is [0, 0, 0, 0];
    }
}
