using CodeRouter.Config;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>
/// Google Vertex: the same bodies as Gemini's or Anthropic's own services, project and region in the path, a short-lived token in place of
/// a key. OpenAI's format is spoken at its compatible endpoint.
/// </summary>
internal sealed class VertexKind(ChannelSettings settings, UpstreamOrigins origins, TimeProvider clock) : UpstreamKind
{
    private readonly GoogleToken? _token = settings.AccessKey is null && settings.Cloud?.Credentials is { } credentials ? new GoogleToken(credentials, origins, clock) : null;

    private readonly RefusedBetas _betas = new();

    private readonly RefusedMembers _members = new();

    public override bool Learns(Sending sending, UpstreamFailure refusal) => refusal.Status == 400 && (_betas.Learn(refusal.Message, sending.Betas) || (settings.Format == WireFormat.AnthropicMessages && _members.Learn(refusal.Message, sending.Body)));

    public override UpstreamFailure? Shape(Sending sending)
    {
        var cloud = settings.Cloud!;
        string place = $"/projects/{Uri.EscapeDataString(cloud.Project ?? "")}/locations/{Uri.EscapeDataString(cloud.Region ?? "global")}";
        string model = Uri.EscapeDataString(sending.Model);
        bool counts = sending.Call.Operation == Operation.CountTokens;
        string path = settings.Format switch
        {
            WireFormat.Gemini => $"/publishers/google/models/{model}:{(counts ? "countTokens" : sending.Call.Stream ? "streamGenerateContent" : "generateContent")}",
            WireFormat.AnthropicMessages => $"/publishers/anthropic/models/{(counts ? "count-tokens:rawPredict" : model + (sending.Stream ? ":streamRawPredict" : ":rawPredict"))}",
            _ => "/endpoints/openapi" + sending.Address.AbsolutePath[settings.BaseUri.AbsolutePath.TrimEnd('/').Length..],
        };
        string query = settings.Format == WireFormat.AnthropicMessages ? "" : sending.Address.Query;
        sending.Address = new Uri(settings.BaseUri.AbsoluteUri.TrimEnd('/') + place + path + query);
        if (settings.Format == WireFormat.AnthropicMessages)
        {
            sending.Leave(_members);
            sending.Edits = MessagesEnvelope.Edits(sending.Body, "vertex-2023-10-16", [], streams: true, model: counts ? sending.Model : null);
            sending.Betas = _betas.Taken(sending.Headers);
            sending.Headers = _betas.Filter(sending.Headers.Where(h => !h.Key.Equals("anthropic-version", StringComparison.OrdinalIgnoreCase)));
        }

        return null;
    }

    public override async ValueTask<UpstreamFailure?> AuthenticateAsync(HttpRequestMessage request, Sending sending, bool renew, CancellationToken cancel)
    {
        string? token = settings.AccessKey?.Reveal();
        if (_token is not null)
        {
            (token, var failure) = await _token.GetAsync(renew, cancel);
            if (failure is not null)
            {
                return failure;
            }
        }

        request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + token);
        foreach (var (name, value) in settings.ExtraHeaders)
        {
            request.Headers.Remove(name);
            request.Headers.TryAddWithoutValidation(name, value);
        }

        return null;
    }

    public override bool MayRenew(HttpResponseMessage message) => _token is not null && (int)message.StatusCode == 401;

    public override ValueTask UnwrapAsync(HttpResponseMessage message, Sending sending, CancellationToken cancel) =>
        settings.Format == WireFormat.Gemini ? default : ForeignErrors.RewriteAsync(message, sending, cancel);
}
