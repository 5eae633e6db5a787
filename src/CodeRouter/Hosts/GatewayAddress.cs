namespace CodeRouter.Hosts;

/// <summary>Where the gateway is reached from this machine, and with what key.</summary>
public static class GatewayAddress
{
    private const string Usual = "http://127.0.0.1:8899";

    /// <summary>Without a trailing slash or version.</summary>
    public static string Of(Func<string, string?> variable) => Clean(variable("CODEROUTER_URL"));

    public static string Clean(string? named)
    {
        string address = string.IsNullOrWhiteSpace(named) ? Usual : named.Trim().TrimEnd('/');

        // "localhost:8899", as people write it.
        address = !address.Contains("://", StringComparison.Ordinal) && address.Contains(':', StringComparison.Ordinal) ? "http://" + address : address;
        return address.EndsWith("/v1", StringComparison.Ordinal) ? address[..^3] : address;
    }

    /// <summary>On loopback no key is needed, but agents want a word where a key belongs.</summary>
    public const string NoKey = "coderouter";

    /// <summary>What <c>coderouter setup HOST</c> needs besides to mean this gateway, with a space before; empty where it would find it by itself.</summary>
    public static string SetupOptions(string address, string key) =>
        (address == Usual ? "" : " --url " + address) + (key == NoKey ? "" : " --key " + key);

    public static string Key(Func<string, string?> variable) => variable("CODEROUTER_KEY") is { Length: > 0 } key ? key : NoKey;
}
