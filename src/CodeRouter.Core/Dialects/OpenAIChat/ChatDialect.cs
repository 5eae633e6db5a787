using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>OpenAI Chat Completions, and the many servers that speak nearly it.</summary>
internal sealed class ChatDialect : IDialect
{
    public WireFormat Format => WireFormat.OpenAIChat;

    public ReadOnlyMemory<byte> KeepAlive { get; } = ": keep-alive\n\n"u8.ToArray();

    public RequestKnobs ReadKnobs(RequestView request) => ChatKnobs.Read(request);

    public Message ReadMessage(ReadOnlySpan<byte> element, ReadLimits limits) => ChatMessages.Read(JsonSpan.Of(element), limits);

    public string ReadSystemOpening(RequestView request, int maxChars)
    {
        var opening = new TextOpening(maxChars);
        for (int i = 0; i < request.Scan.Messages.Count && !opening.IsFull; i++)
        {
            var message = new JsonSpan(request.MessageAt(i));
            var role = message["role"u8];
            if (!role.Is("system"u8) && !role.Is("developer"u8))
            {
                break;
            }

            opening.Add(message["content"u8]);
        }

        return opening.ToString();
    }

    public IReadOnlyList<string> ReadToolNames(RequestView request)
    {
        var names = new List<string>();
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            var function = tool["function"u8];
            var named = function.Exists ? function : tool["custom"u8];
            if ((named.Exists ? named["name"u8] : tool.Either("name"u8, "type"u8)).Text() is { } name)
            {
                names.Add(name);
            }
        }

        foreach (var function in new JsonSpan(request.Find("functions"u8)).Elements)
        {
            if (function["name"u8].Text() is { } name)
            {
                names.Add(name);
            }
        }

        return names;
    }

    public IAnswerReader NewStreamReader() => new ChatStreamReader();

    public AnswerSummary ReadAnswer(ReadOnlySpan<byte> body) => ChatAnswers.Read(body);

    public string? ReadErrorMessage(ReadOnlySpan<byte> body) => FailureReader.Message(body);

    public byte[] WriteError(WireError error) => OpenAIErrors.Body(error);

    // No [DONE] behind it: a stream that failed must not look finished.
    public byte[] WriteErrorEvent(WireError error) => ErrorText.Event(default, OpenAIErrors.Body(error));
}
