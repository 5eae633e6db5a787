using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>
/// Azure OpenAI. Below <c>/openai/v1</c> it is spoken to like OpenAI itself; else the deployment stands in the path and a version in the query.
/// </summary>
internal sealed class AzureKind : UpstreamKind
{
    public const string UsualVersion = "2024-10-21";

    /// <summary>The older way has Responses only in previews.</summary>
    private const string ResponsesVersion = "2025-04-01-preview";

    public override UpstreamFailure? Shape(Sending sending)
    {
        var settings = sending.Channel.Settings;
        string path = settings.BaseUri.AbsolutePath.TrimEnd('/');
        string? version = settings.Cloud?.ApiVersion;
        bool versioned = path.EndsWith("/v1", StringComparison.OrdinalIgnoreCase);
        if (!versioned)
        {
            bool responses = settings.Format == WireFormat.OpenAIResponses && sending.Call.Operation != Operation.Service;
            string below = sending.Address.AbsolutePath[path.Length..];
            string root = path.Length == 0 ? "/openai" : path;
            string deployment = responses ? "" : "/deployments/" + Uri.EscapeDataString(sending.Model);
            sending.Address = new Uri(settings.BaseUri.GetLeftPart(UriPartial.Authority) + root + deployment + below + sending.Address.Query);
            version ??= responses ? ResponsesVersion : UsualVersion;
        }

        if (version is not null)
        {
            sending.Address = new Uri(sending.Address.AbsoluteUri + (sending.Address.Query.Length > 1 ? "&" : "?") + "api-version=" + Uri.EscapeDataString(version));
        }

        return null;
    }

    public override ValueTask<UpstreamFailure?> AuthenticateAsync(HttpRequestMessage request, Sending sending, bool renew, CancellationToken cancel)
    {
        var settings = sending.Channel.Settings;

        // A directory token is a JWT and goes as a bearer token; keys have a header of their own.
        bool isToken = settings.AccessKey?.Reveal().StartsWith("eyJ", StringComparison.Ordinal) == true;
        PassedHeaders.Authenticate(request.Headers, isToken || settings.KeyHeader is not null ? settings : settings with { KeyHeader = "api-key" }, sending.Call.CallerCredential);
        return default;
    }

    /// <summary>The front door answers some refusals in a shape that no OpenAI client reads.</summary>
    public override ValueTask UnwrapAsync(HttpResponseMessage message, Sending sending, CancellationToken cancel) => ForeignErrors.RewriteAsync(message, sending, cancel);
}
