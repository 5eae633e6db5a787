using System.Buffers;
using System.Text;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Kinds;

/// <summary>
/// Amazon Bedrock. With <c>api_format: anthropic</c> the caller's own Messages body goes to InvokeModel, its model and stream members in the
/// path and the betas in the body; else Converse. Signed, or with an API key as a bearer token.
/// </summary>
internal sealed class BedrockKind(ChannelSettings settings, TimeProvider clock) : NativeKind
{
    private readonly CloudSettings _cloud = settings.Cloud ?? new CloudSettings();
    private readonly AwsKeyFile? _file = settings.Cloud is { AwsAccessKeyId: null, AwsCredentialsFile: { } path } cloud ? new AwsKeyFile(path, cloud.AwsProfile) : null;

    private readonly RefusedBetas _betas = new();

    private readonly RefusedMembers _members = new();

    public override bool Learns(Sending sending, UpstreamFailure refusal) => refusal.Status == 400 && (_betas.Learn(refusal.Message, sending.Betas) || (settings.Format == WireFormat.AnthropicMessages && _members.Learn(refusal.Message, sending.Body)));

    public override UpstreamFailure? Shape(Sending sending)
    {
        if (settings.Native is not null)
        {
            return base.Shape(sending);
        }

        if (sending.Call.Operation == Operation.CountTokens)
        {
            return new UpstreamFailure(FailureKind.Inexpressible, 501, "Bedrock counts no tokens for InvokeModel. The estimate stands in.");
        }

        sending.Address = new Uri(settings.BaseUri.AbsoluteUri.TrimEnd('/') + $"/model/{Uri.EscapeDataString(sending.Model)}/{(sending.Stream ? "invoke-with-response-stream" : "invoke")}");
        sending.Betas = _betas.Taken(sending.Headers);
        sending.Leave(_members);
        sending.Edits = MessagesEnvelope.Edits(sending.Body, "bedrock-2023-05-31", sending.Betas);
        sending.Headers = sending.Headers.Where(h => h.Key.Equals("user-agent", StringComparison.OrdinalIgnoreCase));
        return null;
    }

    public override ValueTask<UpstreamFailure?> AuthenticateAsync(HttpRequestMessage request, Sending sending, bool renew, CancellationToken cancel)
    {
        if (settings.AccessKey is { } bearer)
        {
            request.Headers.TryAddWithoutValidation("Authorization", "Bearer " + bearer.Reveal());
            return default;
        }

        var keys = _cloud is { AwsAccessKeyId: { } id, AwsSecretAccessKey: { } secret } ? new AwsKeys(id, secret.Reveal(), _cloud.AwsSessionToken?.Reveal()) : _file?.Read(renew);
        if (keys is null)
        {
            return new(new UpstreamFailure(FailureKind.Status, 401, $"Channel {settings.Name} has no Amazon keys. Set AWS_ACCESS_KEY_ID and AWS_SECRET_ACCESS_KEY, or access_key."));
        }

        var now = clock.GetUtcNow();
        var address = sending.Address;
        var signed = new List<KeyValuePair<string, string>> { new("host", address.IsDefaultPort ? address.Host : address.Authority), new("x-amz-date", AwsSigner.Time(now)) };
        if (keys.SessionToken is { } session)
        {
            signed.Add(new("x-amz-security-token", session));
        }

        string authorization = AwsSigner.Authorization("POST", address, signed, AwsSigner.Hash(sending.Body, sending.Edits), keys, _cloud.Region ?? "us-east-1", "bedrock", now);
        foreach (var (name, value) in signed.Skip(1))
        {
            request.Headers.TryAddWithoutValidation(name, value);
        }

        request.Headers.TryAddWithoutValidation("Authorization", authorization);
        return default;
    }

    /// <summary>Keys of a file may have been renewed meanwhile by whoever keeps it.</summary>
    public override bool MayRenew(HttpResponseMessage message) => _file is not null && (int)message.StatusCode == 403
        && message.Headers.NonValidated.TryGetValues("x-amzn-errortype", out var type) && type.ToString().Contains("Expired", StringComparison.Ordinal);

    public override async ValueTask UnwrapAsync(HttpResponseMessage message, Sending sending, CancellationToken cancel)
    {
        if (settings.Native is not null || (int)message.StatusCode >= 300)
        {
            await base.UnwrapAsync(message, sending, cancel);
        }
        else if (sending.Stream)
        {
            message.Content = new UnwrappedContent(message.Content, new AwsEventStream(), new InvokeSink(sending));
        }
    }

    /// <summary>Each event holds one of Anthropic's, in base64.</summary>
    private sealed class InvokeSink(Sending sending) : IEventSink
    {
        public void On(ReadOnlySpan<byte> name, ReadOnlySpan<byte> json, bool failed, IBufferWriter<byte> output)
        {
            if (failed)
            {
                int status = Core.Dialects.UpstreamErrors.StatusOf(Encoding.UTF8.GetString(name));
                var failure = Core.Dialects.UpstreamErrors.Read(json, status);
                output.Write(sending.Dialect.WriteErrorEvent(new Core.Dialects.WireError(status, failure.Code ?? Encoding.UTF8.GetString(name), failure.Message, sending.Call.Id)));
                return;
            }

            var bytes = JsonSpan.Of(json)["bytes"u8].Inner;
            byte[] decoded = new byte[bytes.Length];
            if (bytes.IsEmpty || System.Buffers.Text.Base64.DecodeFromUtf8(bytes, decoded, out _, out int length) != OperationStatus.Done)
            {
                throw new IOException("The upstream sent an event that is not well formed.");
            }

            var data = decoded.AsSpan(0, length);
            if (JsonSpan.Of(data)["type"u8] is { HasText: true } type)
            {
                output.Write("event: "u8);
                output.Write(type.Inner);
                output.Write("\n"u8);
            }

            output.Write("data: "u8);
            output.Write(data);
            output.Write("\n\n"u8);
        }

        public void End(IBufferWriter<byte> output)
        {
        }
    }
}
