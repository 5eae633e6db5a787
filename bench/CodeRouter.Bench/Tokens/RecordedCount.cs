using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Upstreams;

namespace CodeRouter.Bench.Tokens;

/// <summary>A recorded request and the input tokens its vendor counted for it.</summary>
/// <param name="Recording">Requests of one recording belong together: one conversation, one test.</param>
internal sealed record RecordedCount(WireFormat Format, string Model, string Recording, byte[] Body, long Counted)
{
    private static readonly (string File, WireFormat Format)[] Files =
    [
        ("openai.chat", WireFormat.OpenAIChat), ("openai.responses", WireFormat.OpenAIResponses), ("anthropic.messages", WireFormat.AnthropicMessages),
        ("gemini.generateContent", WireFormat.Gemini), ("gemini.streamGenerateContent", WireFormat.Gemini),
    ];

    public static IEnumerable<RecordedCount> In(string folder) =>
        Files.SelectMany(file => File.ReadLines(Path.Combine(folder, file.File + ".jsonl")).Select(line => Read(line, file.Format))).OfType<RecordedCount>();

    /// <summary>Nothing that is counted was elsewhere: no stored conversation, no server's own tool, no file or picture.</summary>
    public bool SaysAll { get; } = !Elsewhere.Any(member => Body.AsSpan().IndexOf(member) >= 0);

    private static readonly byte[][] Elsewhere = [.. new[]
    {
        "\"previous_response_id\":\"", "\"cachedContent\"", "\"conversation\":\"", "\"file_id\"", "\"fileData\"", "\"file_data\"", "\"inlineData\"", "\"inline_data\"", "image_url", "\"input_image\"", "\"image\"", "\"document\"",
        "\"web_search", "\"google_search\"", "\"googleSearch\"", "\"code_execution", "\"codeExecution\"", "\"urlContext\"", "\"code_interpreter\"", "\"tool_search", "\"mcp\"", "\"mcp_servers\"", "\"web_fetch", "\"computer_", "\"file_search\"", "\"input_audio\"",
        "\"image_generation\"", "\"memory_", "\"advisor", "\"shell\"", "\"apply_patch\"", "\"bash_", "\"text_editor", "\"encrypted_content\"",
    }.Select(Encoding.UTF8.GetBytes)];

    private static RecordedCount? Read(string line, WireFormat format)
    {
        using var document = JsonDocument.Parse(line, new JsonDocumentOptions { MaxDepth = 256 });
        var root = document.RootElement;
        var response = root.GetProperty("response");
        if (response.GetProperty("status").GetInt32() != 200 || root.GetProperty("request") is not { ValueKind: JsonValueKind.Object } request
            || !request.TryGetProperty("body", out var body) || body.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        Usage? usage;
        if (response.TryGetProperty("sse", out var sse) && sse.ValueKind == JsonValueKind.String)
        {
            var reader = BuiltInDialects.Of(format).NewStreamReader();
            using var events = new EventBuffer();
            byte[] bytes = Encoding.UTF8.GetBytes(sse.GetString()!);
            bytes.CopyTo(events.Space(bytes.Length).Span);
            events.Received(bytes.Length);
            while (events.TryTake(atEnd: true, out var taken))
            {
                reader.Read(taken.Name, taken.Data);
            }

            usage = reader.Usage;
        }
        else
        {
            usage = response.TryGetProperty("body", out var answer) ? BuiltInDialects.Of(format).ReadAnswer(Encoding.UTF8.GetBytes(answer.GetRawText())).Usage : null;
        }

        return usage is { TotalInput: > 0 and var counted }
            ? new RecordedCount(format, root.GetProperty("model").GetString() ?? "", root.GetProperty("source_repo").GetString() + "/" + root.GetProperty("source_path").GetString(), Encoding.UTF8.GetBytes(body.GetRawText()), counted)
            : null;
    }
}
