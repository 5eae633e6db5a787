using System.Buffers;
using System.Globalization;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Kinds;

namespace CodeRouter.Upstreams;

/// <summary>
/// How many tokens a request has, asked of a vendor who counts them but speaks another format: the translated request cut down to the members
/// its counting route takes, and the number in whichever words.
/// </summary>
public static class CountQuestion
{
    private static readonly string[] OfMessages = ["model", "messages", "system", "tools", "tool_choice", "thinking", "output_config"];
    private static readonly string[] OfResponses = ["model", "input", "instructions", "tools", "tool_choice", "parallel_tool_calls", "reasoning", "text", "truncation"];

    /// <summary>Chat completions have no counting route, and other hosts than the vendors' own none at all.</summary>
    internal static bool CanAsk(Channel channel) => channel.Format != WireFormat.OpenAIChat && ReferenceEquals(channel.Kind, UpstreamKind.Plain);

    /// <summary>The request that is to be counted: Gemini wraps one that has more than contents.</summary>
    public static RequestView Asked(RequestView request)
    {
        var wrapped = new JsonSpan(request.Find("generateContentRequest"u8));
        if (request.Format != WireFormat.Gemini || !wrapped.IsObject)
        {
            return request;
        }

        byte[] inner = wrapped.Raw.ToArray();
        return new RequestView(request.Format, inner, JsonScanner.Scan(inner), request.Headers, request.Path, request.Model, stream: false);
    }

    /// <param name="body">The request as it would be answered.</param>
    public static byte[] Of(ReadOnlySpan<byte> body, WireFormat format, string model)
    {
        var question = new ArrayBufferWriter<byte>(body.Length + 64);
        if (format == WireFormat.Gemini)
        {
            string path = model.StartsWith("models/", StringComparison.Ordinal) ? model : "models/" + model;
            question.Write(Encoding.UTF8.GetBytes($"{{\"generateContentRequest\":{{\"model\":\"{System.Text.Json.JsonEncodedText.Encode(path)}\""));
        }
        else
        {
            question.Write("{"u8);
        }

        bool first = format != WireFormat.Gemini;
        var members = JsonSpan.Of(body).Members;
        while (members.MoveNext())
        {
            string name = Encoding.UTF8.GetString(members.Name);
            if (format == WireFormat.Gemini ? name != "model" : (format == WireFormat.AnthropicMessages ? OfMessages : OfResponses).Contains(name, StringComparer.Ordinal))
            {
                question.Write(first ? ""u8 : ","u8);
                question.Write(members.Raw);
                first = false;
            }
        }

        question.Write(format == WireFormat.Gemini ? "}}"u8 : "}"u8);
        return question.WrittenSpan.ToArray();
    }

    /// <summary>The number in a vendor's answer; null where there is none.</summary>
    public static long? Read(ReadOnlySpan<byte> answer) => JsonSpan.Of(answer).Either("input_tokens"u8, "totalTokens"u8).Long();

    /// <summary>The number as the caller's format says it.</summary>
    public static byte[] Answer(WireFormat format, long tokens) => Encoding.UTF8.GetBytes(format switch
    {
        WireFormat.Gemini => string.Create(CultureInfo.InvariantCulture, $"{{\"totalTokens\":{tokens}}}"),
        WireFormat.OpenAIResponses => string.Create(CultureInfo.InvariantCulture, $"{{\"object\":\"response.input_tokens\",\"input_tokens\":{tokens}}}"),
        _ => string.Create(CultureInfo.InvariantCulture, $"{{\"input_tokens\":{tokens}}}"),
    });
}
