using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>OpenAI Responses: a list of typed items in, typed events out.</summary>
internal sealed class ResponsesDialect : IDialect
{
    public WireFormat Format => WireFormat.OpenAIResponses;

    public ReadOnlyMemory<byte> KeepAlive { get; } = ": keep-alive\n\n"u8.ToArray();

    public RequestKnobs ReadKnobs(RequestView request) => ResponsesKnobs.Read(request);

    public Message ReadMessage(ReadOnlySpan<byte> element, ReadLimits limits) => ResponsesItems.Read(JsonSpan.Of(element), limits);

    public string ReadSystemOpening(RequestView request, int maxChars)
    {
        var opening = new TextOpening(maxChars);
        opening.Add(new JsonSpan(request.Find("instructions"u8)));
        for (int i = 0; i < request.Scan.Messages.Count && !opening.IsFull; i++)
        {
            var item = new JsonSpan(request.MessageAt(i));
            if (item["type"u8].Is("additional_tools"u8))
            {
                continue;
            }

            var role = item["role"u8];
            if (!role.Is("system"u8) && !role.Is("developer"u8))
            {
                break;
            }

            opening.Add(item["content"u8]);
        }

        return opening.ToString();
    }

    public IReadOnlyList<string> ReadToolNames(RequestView request)
    {
        var names = new List<string>();
        AddNames(new JsonSpan(request.Find("tools"u8)), null, names);
        for (int i = 0; i < request.Scan.Messages.Count; i++)
        {
            // In code mode Codex sends its tools as an item of the input.
            var item = new JsonSpan(request.MessageAt(i));
            if (item.Raw.IndexOf("\"additional_tools\""u8) >= 0 && item["type"u8].Is("additional_tools"u8))
            {
                AddNames(item["tools"u8], null, names);
            }
        }

        return names;
    }

    public IAnswerReader NewStreamReader() => new ResponsesStreamReader();

    public AnswerSummary ReadAnswer(ReadOnlySpan<byte> body) => ResponsesAnswers.Read(body);

    public string? ReadErrorMessage(ReadOnlySpan<byte> body) => FailureReader.Message(body);

    public byte[] WriteError(WireError error) => OpenAIErrors.Body(error);

    public byte[] WriteErrorEvent(WireError error) => WriteErrorEvent(error, null);

    public byte[] WriteErrorEvent(WireError error, IAnswerReader? soFar) => ResponsesFailure.Event(error, soFar as ResponsesStreamReader);

    private static void AddNames(JsonSpan tools, string? prefix, List<string> names)
    {
        foreach (var tool in tools.Elements)
        {
            var nested = tool["tools"u8];
            string? name = tool.Either("name"u8, "type"u8).Text();
            if (nested.IsArray && tool["type"u8].Is("namespace"u8))
            {
                AddNames(nested, prefix is null ? name : prefix + "." + name, names);
            }
            else if (name is not null)
            {
                names.Add(prefix is null ? name : prefix + "." + name);
            }
        }
    }
}
