using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects.OpenAIChat;

namespace CodeRouter.Core.Dialects.OpenAIServices;

/// <summary>
/// What applications call beside conversations — embeddings, moderations, images, audio, rerank: OpenAI's errors, and answers of which
/// nothing is understood but the usage.
/// </summary>
internal sealed class ServiceDialect : IDialect
{
    private readonly ChatDialect _openAI = new();

    public WireFormat Format => WireFormat.OpenAIChat;

    public ReadOnlyMemory<byte> KeepAlive => _openAI.KeepAlive;

    public RequestKnobs ReadKnobs(RequestView request) => default;

    public Message ReadMessage(ReadOnlySpan<byte> element, ReadLimits limits) => _openAI.ReadMessage(element, limits);

    public string ReadSystemOpening(RequestView request, int maxChars) => "";

    public IReadOnlyList<string> ReadToolNames(RequestView request) => [];

    public IAnswerReader NewStreamReader() => new ServiceStreamReader();

    public AnswerSummary ReadAnswer(ReadOnlySpan<byte> body) =>
        AnswerBody.TryOpen(body, out var root) ? new AnswerSummary(true, ServiceUsage.In(root), null, 0, FailureReader.InAnswer(root)) : default;

    public string? ReadErrorMessage(ReadOnlySpan<byte> body) => _openAI.ReadErrorMessage(body);

    public byte[] WriteError(WireError error) => _openAI.WriteError(error);

    public byte[] WriteErrorEvent(WireError error) => _openAI.WriteErrorEvent(error);
}
