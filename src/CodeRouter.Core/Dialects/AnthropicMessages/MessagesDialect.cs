using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Anthropic Messages.</summary>
internal sealed class MessagesDialect : IDialect
{
    public WireFormat Format => WireFormat.AnthropicMessages;

    public ReadOnlyMemory<byte> KeepAlive { get; } = "event: ping\ndata: {\"type\": \"ping\"}\n\n"u8.ToArray();

    public RequestKnobs ReadKnobs(RequestView request) => MessagesKnobs.Read(request);

    public Message ReadMessage(ReadOnlySpan<byte> element, ReadLimits limits) => MessagesBlocks.Read(JsonSpan.Of(element), limits);

    public string ReadSystemOpening(RequestView request, int maxChars)
    {
        var opening = new TextOpening(maxChars);
        opening.Add(new JsonSpan(request.Find("system"u8)));
        return opening.ToString();
    }

    public IReadOnlyList<string> ReadToolNames(RequestView request)
    {
        var names = new List<string>();
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            if (tool.Either("name"u8, "type"u8).Text() is { } name)
            {
                names.Add(name);
            }
        }

        return names;
    }

    public IAnswerReader NewStreamReader() => new MessagesStreamReader();

    public AnswerSummary ReadAnswer(ReadOnlySpan<byte> body) => MessagesAnswers.Read(body);

    public string? ReadErrorMessage(ReadOnlySpan<byte> body) => FailureReader.Message(body);

    public byte[] WriteError(WireError error) => MessagesErrors.Body(error);

    public byte[] WriteErrorEvent(WireError error) => ErrorText.Event("error"u8, MessagesErrors.Body(error));
}
