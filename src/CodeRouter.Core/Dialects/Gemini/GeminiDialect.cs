using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Gemini's generateContent, as Google's API and Vertex speak it; both camel and snake case are legal.</summary>
internal sealed class GeminiDialect : IDialect
{
    public WireFormat Format => WireFormat.Gemini;

    /// <summary>Google's libraries know no comments: a stream with one cannot be read by them from there on. Empty lines they skip.</summary>
    public ReadOnlyMemory<byte> KeepAlive { get; } = "\n\n"u8.ToArray();

    public RequestKnobs ReadKnobs(RequestView request) => GeminiKnobs.Read(request);

    public Message ReadMessage(ReadOnlySpan<byte> element, ReadLimits limits) => GeminiContents.Read(JsonSpan.Of(element), limits);

    public string ReadSystemOpening(RequestView request, int maxChars)
    {
        var system = new JsonSpan(request.Find("systemInstruction"u8));
        system = system.Exists ? system : new JsonSpan(request.Find("system_instruction"u8));
        var opening = new TextOpening(maxChars);
        opening.Add(system.IsObject && system["parts"u8] is { Exists: true } parts ? parts : system);
        return opening.ToString();
    }

    public IReadOnlyList<string> ReadToolNames(RequestView request)
    {
        var names = new List<string>();
        foreach (var tool in new JsonSpan(request.Find("tools"u8)).Elements)
        {
            var members = tool.Members;
            while (members.MoveNext())
            {
                if (!members.Is("functionDeclarations"u8) && !members.Is("function_declarations"u8))
                {
                    names.Add(JsonText.Decode(members.Name));
                    continue;
                }

                foreach (var declaration in members.Value.Elements)
                {
                    if (declaration["name"u8].Text() is { } name)
                    {
                        names.Add(name);
                    }
                }
            }
        }

        return names;
    }

    public IAnswerReader NewStreamReader() => new GeminiStreamReader();

    public AnswerSummary ReadAnswer(ReadOnlySpan<byte> body) => GeminiAnswers.Read(body);

    public string? ReadErrorMessage(ReadOnlySpan<byte> body) => FailureReader.Message(body);

    public byte[] WriteError(WireError error) => GeminiErrors.Body(error);

    public byte[] WriteErrorEvent(WireError error) => GeminiErrors.Event(error);
}
