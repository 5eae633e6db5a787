using System.Net;

namespace CodeRouter.Access;

/// <summary>An address, or a range in CIDR form, as people write it.</summary>
public static class NetworkText
{
    /// <summary>Null where it is neither.</summary>
    public static IPNetwork? Parse(string text) =>
        IPNetwork.TryParse(text, out var network) ? network
        : IPAddress.TryParse(text, out var address) ? new IPNetwork(address, address.GetAddressBytes().Length * 8)
        : null;

    /// <summary>Whether somebody can mean this: .NET reads 10.1.2 as 10.1.0.2, as inet_aton did, and nobody who writes it does.</summary>
    public static bool IsWhole(string text) => Parse(text) is not null && (text.Contains(':', StringComparison.Ordinal) || text.AsSpan().Count('.') == 3);
}
