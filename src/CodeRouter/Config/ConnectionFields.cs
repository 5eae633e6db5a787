using CodeRouter.Core.Conversations;

namespace CodeRouter.Config;

/// <summary>What endpoints of a model and channels have in common: format, address, weight, headers.</summary>
internal static class ConnectionFields
{
    public static WireFormat? Format(Field field)
    {
        if (field.Text() is not { } text)
        {
            return null;
        }

        if (WireFormatNames.Parse(text) is { } format)
        {
            return format;
        }

        string[] known = ["openai", "responses", "anthropic", "gemini"];
        field.Error($"'{text}' is not an api_format", $"write one of {string.Join(", ", known)}{Closest.Hint(text, known)}");
        return null;
    }

    public static string Protocol(Field field, string usual)
    {
        if (field.Text() is not { } text)
        {
            return usual;
        }

        if (text.Trim().ToLowerInvariant() is "http" or "https")
        {
            return text.Trim().ToLowerInvariant();
        }

        field.Error($"'{text}' is not a protocol", "write http or https");
        return usual;
    }

    /// <param name="usualPath">What an address without a path stands for; null is the format's own.</param>
    public static Uri? Address(Field field, string protocol, WireFormat format, string? usualPath = null)
    {
        if (field.Required("write host:port, or host:port/path to replace the version prefix") is not { } text)
        {
            return null;
        }

        var address = EndpointAddress.Parse(text, protocol, format, usualPath);
        if (address is null)
        {
            field.Error($"'{text}' is not an address", "write host:port, host:port/path or a full http(s) URL without query or credentials");
        }
        else if (format == WireFormat.AnthropicMessages && usualPath is null && !HasVersion(address))
        {
            field.Warn($"messages will be sent to {address.AbsoluteUri}/messages; most Anthropic-compatible servers want a /v1 in front",
                $"write {address.Authority}{address.AbsolutePath}/v1 unless this server really has no version prefix");
        }

        return address;
    }

    /// <summary>The vendor's address without saying its format: chat completions are spoken to a server that has none there.</summary>
    public static void WarnAboutFormat(Field place, Uri address, CompileScope scope)
    {
        if (scope.Catalog.ProviderOfHost(address.Host) is { Endpoints: [{ } own, ..] } provider && own.Format is WireFormat.AnthropicMessages or WireFormat.Gemini
            && !provider.Endpoints.Any(endpoint => endpoint.Format == WireFormat.OpenAIChat && endpoint.BaseUri.AbsolutePath == address.AbsolutePath && endpoint.BaseUri.AbsolutePath != own.BaseUri.AbsolutePath))
        {
            place.Warn($"no api_format is given, so OpenAI chat completions are spoken to {address.Host}", $"add api_format: {own.Format.ApiName()}");
        }
    }

    /// <summary>A vendor on the internet refuses who has no key; that is better said before the first request than by it.</summary>
    public static void WarnAboutKey(Field place, ChannelDraft channel, CompileScope scope)
    {
        if (channel is { AccessKey: null, Auth: ChannelAuth.Key, Enabled: true, Kind: ChannelKind.Plain or ChannelKind.OpenRouter, ExtraHeaders.Count: 0 }
            && scope.Catalog.ProviderOfHost(channel.BaseUri.Host) is { EnvironmentKeys: [var variable, ..] } provider)
        {
            place.Warn($"no key is given for {provider.Title}: requests go out without one", $"add access_key: \"${{{variable}}}\" and set {variable} before starting");
        }
    }

    public static int Weight(Field field) => (int)(field.Integer(0, 1_000_000) ?? 100);

    public static int Priority(Field field) => (int)(field.Integer(-1000, 1000) ?? 0);

    public static IReadOnlyList<KeyValuePair<string, string>> Headers(Field map)
    {
        var headers = new List<KeyValuePair<string, string>>();
        foreach (var (name, value) in map.Entries())
        {
            if (value.Text() is not { } text)
            {
                continue;
            }

            if (name.Length == 0 || name.Any(c => !char.IsAsciiLetterOrDigit(c) && c is not ('-' or '_' or '.')) || text.AsSpan().ContainsAny('\r', '\n', '\0'))
            {
                value.Error($"'{name}' cannot be sent as a header", "use letters, digits and '-' in the name, and one line of text as the value");
                continue;
            }

            headers.Add(KeyValuePair.Create(name, text));
        }

        return headers;
    }

    private static bool HasVersion(Uri address) =>
        address.Segments.Any(segment => segment.Length > 1 && segment[0] is 'v' or 'V' && char.IsAsciiDigit(segment[1]));
}
