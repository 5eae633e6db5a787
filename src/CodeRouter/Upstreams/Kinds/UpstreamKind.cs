using CodeRouter.Config;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>
/// What one kind of server wants beyond its format's own path, body and key, and how its answers become what that format's own server
/// would have sent. Everybody else on the path sees only the format. The base is the plain kind: nothing is changed.
/// </summary>
internal class UpstreamKind
{
    public static UpstreamKind Plain { get; } = new();

    public static UpstreamKind Of(ChannelSettings settings, UpstreamOrigins origins, TimeProvider clock) => settings.Kind switch
    {
        ChannelKind.Azure => new AzureKind(),
        ChannelKind.Bedrock => new BedrockKind(settings, clock),
        ChannelKind.Vertex => new VertexKind(settings, origins, clock),
        ChannelKind.Ollama or ChannelKind.Cohere => new NativeKind(),
        _ => Plain,
    };

    /// <summary>Puts the attempt into this kind's shape.</summary>
    /// <returns>Why it cannot be; null when it is.</returns>
    public virtual UpstreamFailure? Shape(Sending sending) => null;

    /// <summary>Adds the credential.</summary>
    /// <param name="renew">The one used before was refused as expired: another is to be had, if there is one.</param>
    public virtual ValueTask<UpstreamFailure?> AuthenticateAsync(HttpRequestMessage request, Sending sending, bool renew, CancellationToken cancel)
    {
        PassedHeaders.Authenticate(request.Headers, sending.Channel.Settings, sending.Call.CallerCredential);
        return default;
    }

    /// <summary>The credential was refused and a new one may do: sent once more.</summary>
    public virtual bool MayRenew(HttpResponseMessage message) => false;

    /// <summary>The server refused something the request can do without: it is remembered, and the request may be shaped and sent once more.</summary>
    public virtual bool Learns(Sending sending, UpstreamFailure refusal) => false;

    /// <summary>Puts the answer into the format's shape, in place.</summary>
    public virtual ValueTask UnwrapAsync(HttpResponseMessage message, Sending sending, CancellationToken cancel) => default;
}
