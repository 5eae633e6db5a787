using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;

namespace CodeRouter.Tests.Traffic;

/// <summary>A recording made into a call of today: the caller's model name in place of the recorded one, and what must arrive upstream.</summary>
internal sealed class Replay
{
    private const string UsageOption = ",\"stream_options\":{\"include_usage\":true}";

    private Replay(Recording recording, string upstreamModel, string body, string expectedBody, bool hidesUsage, string query)
    {
        Recording = recording;
        Body = body;
        ExpectedBody = expectedBody;
        HidesUsage = hidesUsage;
        string tail = query.Length == 0 ? "" : "?" + query;
        string verb = recording.Operation == "count" ? "countTokens" : recording.Stream ? "streamGenerateContent" : "generateContent";
        string path = (recording.Format, recording.Operation) switch
        {
            (_, "embeddings") => "/v1/embeddings",
            (WireFormat.OpenAIChat, _) => "/v1/chat/completions",
            (WireFormat.OpenAIResponses, "count") => "/v1/responses/input_tokens",
            (WireFormat.OpenAIResponses, "compact") => "/v1/responses/compact",
            (WireFormat.OpenAIResponses, _) => "/v1/responses",
            (WireFormat.AnthropicMessages, "count") => "/v1/messages/count_tokens",
            (WireFormat.AnthropicMessages, _) => "/v1/messages",
            _ => "",
        };
        Path = (path.Length > 0 ? path : $"/v1beta/models/{Uri.EscapeDataString(Alias(upstreamModel))}:{verb}") + tail;
        ExpectedPath = (path.Length > 0 ? path : $"/v1beta/models/{Uri.EscapeDataString(upstreamModel)}:{verb}") + tail;
    }

    public Recording Recording { get; }

    public string Path { get; }

    public string ExpectedPath { get; }

    public string Body { get; }

    public string ExpectedBody { get; }

    /// <summary>The caller of a chat stream did not ask for usage: the chunk that only carries it must not reach it.</summary>
    public bool HidesUsage { get; }

    /// <summary>What callers say for a model of this recorded name: shorter for some, longer for others.</summary>
    public static string Alias(string upstreamModel) => upstreamModel.Length > 12 ? "a." + Convert.ToHexStringLower(System.Security.Cryptography.SHA256.HashData(Encoding.UTF8.GetBytes(upstreamModel)))[..8] : "alias-of-" + upstreamModel;

    public static string UpstreamModel(Recording recording)
    {
        string name = recording.Model ?? "m";
        name = name.StartsWith("models/", StringComparison.Ordinal) ? name[7..] : name;
        return name.Length == 0 ? "m" : name;
    }

    /// <param name="forgetUsage">The caller asked for usage in the recording; here it does not.</param>
    public static Replay Of(Recording recording, bool forgetUsage = false)
    {
        string upstream = UpstreamModel(recording);
        bool gemini = recording.Format == WireFormat.Gemini;
        string body = recording.Body ?? GatewayRig.Body(recording.Format, upstream, recording.Stream);
        if (forgetUsage)
        {
            body = Without(body, "stream_options");
        }

        string sent = gemini ? body : WithModel(body, Alias(upstream));
        string expected = gemini ? body : WithModel(body, upstream);
        using var document = JsonDocument.Parse(body);
        var root = document.RootElement;
        bool streams = root.TryGetProperty("stream", out var stream) && stream.ValueKind == JsonValueKind.True;
        bool asks = root.TryGetProperty("stream_options", out var options) && options.ValueKind == JsonValueKind.Object && options.TryGetProperty("include_usage", out var include) && include.ValueKind == JsonValueKind.True;
        bool hides = recording is { Format: WireFormat.OpenAIChat, Operation: "generate" } && streams && !asks;
        if (hides && options.ValueKind == JsonValueKind.Undefined)
        {
            int brace = expected.LastIndexOf('}');
            expected = expected[..brace] + UsageOption + expected[brace..];
        }

        if (hides && options.ValueKind == JsonValueKind.Object)
        {
            expected = expected.Replace("\"include_usage\": false", "\"include_usage\": true", StringComparison.Ordinal);
        }

        string query = gemini && recording is { Stream: true, IsEvents: true } && recording.Body is null ? "alt=sse" : recording.Query;
        return new Replay(recording, upstream, sent, expected, hides, query);
    }

    public static bool AsksUsage(Recording recording)
    {
        if (recording is not { Format: WireFormat.OpenAIChat, Operation: "generate", IsEvents: true, Body: { } body })
        {
            return false;
        }

        using var document = JsonDocument.Parse(body);
        return document.RootElement.TryGetProperty("stream_options", out _) && document.RootElement.TryGetProperty("stream", out var s) && s.ValueKind == JsonValueKind.True;
    }

    // The bytes around the model's value stay as they were recorded: offsets from the reader, no re-serialisation.
    private static string WithModel(string body, string model)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        string value = JsonSerializer.Serialize(model);
        if (Member(bytes, "model") is not { } at)
        {
            return "{\"model\":" + value + (body.AsSpan(1).TrimStart()[0] == '}' ? "" : ",") + body[1..];
        }

        return Encoding.UTF8.GetString(bytes, 0, at.Value) + value + Encoding.UTF8.GetString(bytes, at.End, bytes.Length - at.End);
    }

    private static string Without(string body, string member)
    {
        byte[] bytes = Encoding.UTF8.GetBytes(body);
        if (Member(bytes, member) is not { } at)
        {
            return body;
        }

        string before = Encoding.UTF8.GetString(bytes, 0, at.Name).TrimEnd();
        string after = Encoding.UTF8.GetString(bytes, at.End, bytes.Length - at.End).TrimStart();
        return before.EndsWith(',') ? before[..^1] + after : before + after.TrimStart(',');
    }

    private static (int Name, int Value, int End)? Member(byte[] body, string name)
    {
        var reader = new Utf8JsonReader(body);
        reader.Read();
        while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
        {
            int at = (int)reader.TokenStartIndex;
            bool found = reader.ValueTextEquals(name);
            reader.Read();
            int value = (int)reader.TokenStartIndex;
            reader.Skip();
            if (found)
            {
                return (at, value, (int)reader.BytesConsumed);
            }
        }

        return null;
    }
}
