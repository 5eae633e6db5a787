using System.Globalization;
using System.Net;

namespace CodeRouter.Config;

/// <summary><c>--listen ADDR:PORT</c>: replaces every listener of the file.</summary>
public static class ListenOverride
{
    /// <summary>Reads <c>127.0.0.1:8899</c>, <c>[::1]:8899</c>, <c>:8899</c> or <c>8899</c>; null when it is none of these.</summary>
    public static ListenerSettings? Parse(string text)
    {
        var colon = text.LastIndexOf(':');
        var port = colon < 0 ? text : text[(colon + 1)..];
        var address = colon <= 0 ? ServerCompiler.DefaultListener.Address : text[..colon];
        address = address switch
        {
            "*" or "+" => "0.0.0.0",
            "localhost" => "127.0.0.1",
            _ => address.Trim('[', ']'),
        };
        return int.TryParse(port, NumberStyles.None, CultureInfo.InvariantCulture, out var number) && number <= 65535 && IPAddress.TryParse(address, out var ip)
            ? ServerCompiler.DefaultListener with { Name = "command line", Address = ip.ToString(), Port = number }
            : null;
    }

    /// <summary>The settings with that one listener; the file's longest timeout stays in force.</summary>
    public static Settings Apply(Settings settings, ListenerSettings listener) => settings with
    {
        Listeners = [listener with { Timeout = settings.Listeners.Count > 0 ? settings.Listeners.Max(each => each.Timeout) : listener.Timeout }],
    };
}
