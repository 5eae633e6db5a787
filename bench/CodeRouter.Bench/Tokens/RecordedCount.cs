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

    /// <summary>Questions to the vendors' own counters and what these answered: no weight is fitted on them.</summary>
    public static IEnumerable<RecordedCount> AskedIn(string folder) =>
        new[] { ("openai.responses_input_tokens", WireFormat.OpenAIResponses, "input_tokens"), ("anthropic.count_tokens", WireFormat.AnthropicMessages, "input_tokens"), ("gemini.countTokens", WireFormat.Gemini, "totalTokens") }
            .SelectMany(file => File.ReadLines(Path.Combine(folder, file.Item1 + ".jsonl")).Select(line => Asked(line, file.Item2, file.Item3))).OfType<RecordedCount>();

    /// <summary>Nothing that is counted was elsewhere: no stored conversation, no server's own tool, no file or picture.</summary>
    public bool SaysAll { get; } = !Elsewhere.Any(member => Body.AsSpan().IndexOf(member) >= 0);

    private static readonly byte[][] Elsewhere = [.. new[]
    {
        "\"previous_response_id\":\"", "\"cachedContent\"", "\"conversation\":\"", "\"file_id\"", "\"fileData\"", "\"file_data\"", "\"inlineData\"", "\"inline_data\"", "image_url", "\"input_image\"", "\"image\"", "\"document\"",
        "\"web_search", "\"google_search\"", "\"googleSearch\"", "\"code_execution", "\"codeExecution\"", "\"urlContext\"", "\"code_interpreter\"", "\"tool_search", "\"mcp\"", "\"mcp_servers\"", "\"web_fetch", "\"computer_", "\"file_search\"", "\"input_audio\"",
        "\"image_generation\"", "\"memory_", "\"advisor", "\"shell\"", "\"apply_patch\"", "\"bash_", "\"text_editor", "\"encrypted_content\"",
    }.Select(Encoding.UTF8.GetBytes)];

    /// <summary>Kinds of content the error is told of.</summary>
    public static readonly IReadOnlyList<string> Contents = ["under 50 tokens", "50 to 500 tokens", "500 to 2000", "over 2000 tokens", "tools", "answer schema", "calls", "pictures", "files", "vendor's tools", "reasoning", "not English"];

    public bool Has(string content) => content switch
    {
        "under 50 tokens" => Counted < 50,
        "50 to 500 tokens" => Counted is >= 50 and < 500,
        "500 to 2000" => Counted is >= 500 and < 2000,
        "over 2000 tokens" => Counted >= 2000,
        "tools" => HasAny("\"tools\":"),
        "answer schema" => HasAny("\"json_schema\"", "\"responseSchema\"", "\"responseJsonSchema\""),
        "calls" => HasAny("\"tool_calls\"", "\"tool_use\"", "\"function_call\"", "\"functionCall\""),
        "pictures" => HasAny("image_url", "\"input_image\"", "\"image/"),
        "files" => HasAny("\"file_data\"", "application/pdf", "\"fileData\""),
        "vendor's tools" => HasAny("\"web_search", "oogleSearch", "google_search", "code_execution", "codeExecution", "code_interpreter", "tool_search", "web_fetch", "computer_2", "bash_2", "text_editor_2", "memory_2"),
        "reasoning" => HasAny("\"thinking\":", "reasoning_content", "encrypted_content", "thoughtSignature"),
        _ => Body.Count(static b => b >= 0x80) > Body.Length / 50,
    };

    private bool HasAny(params ReadOnlySpan<string> marks)
    {
        foreach (string mark in marks)
        {
            if (Body.AsSpan().IndexOf(Encoding.UTF8.GetBytes(mark)) >= 0)
            {
                return true;
            }
        }

        return false;
    }

    private static RecordedCount? Asked(string line, WireFormat format, string member)
    {
        using var document = JsonDocument.Parse(line);
        var root = document.RootElement;
        return root.GetProperty("response").GetProperty("body").TryGetProperty(member, out var counted)
            ? new RecordedCount(format, root.GetProperty("model").GetString()!, "", Encoding.UTF8.GetBytes(root.GetProperty("request").GetProperty("body").GetRawText()), counted.GetInt64())
            : null;
    }

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
