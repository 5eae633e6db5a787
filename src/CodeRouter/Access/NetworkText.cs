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
}
