using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// What a request asks, spelt the same whatever format it came in, so that equal questions have equal bytes. Members that the neutral form
/// does not know stand in it as they were sent: a difference nobody understands is a difference.
/// </summary>
public static class QuestionForm
{
    // Said in neutral form, or without bearing on the answer.
    private static readonly HashSet<string> Understood = new(StringComparer.Ordinal)
    {
        "model", "messages", "input", "contents", "system", "instructions", "systemInstruction", "system_instruction", "tools", "tool_choice",
        "toolConfig", "tool_config", "stream", "stream_options", "temperature", "top_p", "top_k", "max_tokens", "max_completion_tokens",
        "max_output_tokens", "stop", "stop_sequences", "seed", "user", "metadata", "store", "prompt_cache_key", "safety_identifier",
        "generationConfig", "topP", "topK", "maxOutputTokens", "stopSequences",
    };

    /// <summary>
    /// The question as bytes; null where its answer must not be given to another request: there are tool results in it, it is to be drawn
    /// anew (a temperature), it looks something up outside, or part of it lies elsewhere.
    /// </summary>
    public static AskedForm? Read(RequestView request)
    {
        var conversation = Translator.Of(request.Format).ReadRequest(request, new Losses());
        var sampling = conversation.Sampling;
        bool isFixed = sampling is { Temperature: null or 0, Answers: null or 1, LogProbs: false, TopLogProbs: null }
            && conversation is { StateElsewhere: null, IsDetached: false, Turns.Count: > 0 }
            && conversation.Tools.All(static t => t.Kind != ToolKind.Server)
            && conversation.System.All(IsWhole) && conversation.Turns.All(static t => t.Contents.All(IsWhole));
        if (!isFixed)
        {
            return null;
        }

        byte[] whole = JsonOut.Body(json => Write(json, request, conversation));
        if (conversation.Turns[^1] is not { Role: Role.User, Contents: [{ Kind: PartKind.Text } last] } turn)
        {
            return new AskedForm(whole, null, "");
        }

        var around = conversation with { Turns = [.. conversation.Turns.Take(conversation.Turns.Count - 1), turn with { Contents = [Content.OfText("")] }] };
        return new AskedForm(whole, JsonOut.Body(json => Write(json, request, around)), last.Text);
    }

    private static bool IsWhole(Content content) =>
        content.Kind is PartKind.Text || (content.Kind is PartKind.Image or PartKind.Document or PartKind.Audio && content.Media is { FileId: null } media && (media.Data ?? media.PlainText) is not null);

    private static void Write(Utf8JsonWriter json, RequestView request, Conversation conversation)
    {
        json.WriteStartArray();
        Contents(json, "system", conversation.System);
        foreach (var turn in conversation.Turns)
        {
            Contents(json, turn.Role.ToString(), turn.Contents);
        }

        foreach (var tool in conversation.Tools)
        {
            json.WriteStartArray();
            json.WriteNumberValue((int)tool.Kind);
            Values(json, tool.Namespace, tool.Name, tool.Description, Text(tool.Schema), Text(tool.Grammar), tool.Strict?.ToString(), tool.Deferred.ToString());
            json.WriteEndArray();
        }

        var choice = conversation.ToolChoice;
        Values(json, choice?.Mode.ToString(), choice?.Name, choice?.Namespace, choice is null ? null : string.Join('\n', choice.Allowed));
        var sampling = conversation.Sampling;
        Values(json, sampling.MaxOutput?.ToString(), Text(sampling.TopP), sampling.TopK?.ToString(), sampling.Seed?.ToString());
        json.WriteStartArray();
        Values(json, [.. sampling.Stop]);
        json.WriteEndArray();
        Foreign(json, request.Body.Span, request.Scan.Members.Select(m => (Encoding.UTF8.GetString(request[m.Name]), m.Value)));
        if (new JsonSpan(request.Find("generationConfig"u8)) is { IsObject: true } generation)
        {
            byte[] inner = generation.Raw.ToArray();
            Foreign(json, inner, JsonScanner.Scan(inner).Members.Select(m => (Encoding.UTF8.GetString(inner.AsSpan(m.Name.Start, m.Name.Length)), m.Value)));
        }

        json.WriteEndArray();
    }

    private static void Contents(Utf8JsonWriter json, string role, IReadOnlyList<Content> contents)
    {
        json.WriteStartArray();
        json.WriteStringValue(role);
        foreach (var content in contents)
        {
            json.WriteNumberValue((int)content.Kind);
            Values(json, content.Text, content.Media?.MimeType, content.Media?.Data ?? content.Media?.PlainText, content.Media?.Name, content.Media?.Detail);
        }

        json.WriteEndArray();
    }

    private static void Foreign(Utf8JsonWriter json, ReadOnlySpan<byte> body, IEnumerable<(string Name, Slice Value)> members)
    {
        foreach (var (name, value) in members.Where(m => !Understood.Contains(m.Name)).OrderBy(m => m.Name, StringComparer.Ordinal))
        {
            json.WriteStringValue(name);
            json.WriteStringValue(body.Slice(value.Start, value.Length));
        }
    }

    private static void Values(Utf8JsonWriter json, params ReadOnlySpan<string?> values)
    {
        foreach (string? value in values)
        {
            json.WriteStringValue(value);
        }
    }

    private static string? Text(byte[]? raw) => raw is null ? null : Encoding.UTF8.GetString(raw);

    private static string? Text(double? number) => number?.ToString("R", System.Globalization.CultureInfo.InvariantCulture);
}

/// <summary>A question apart from its format.</summary>
/// <param name="Whole">All of it as bytes.</param>
/// <param name="Around">All but the words asked last, which may be said otherwise; null where they are not one plain text.</param>
/// <param name="Text">Those words.</param>
public sealed record AskedForm(byte[] Whole, byte[]? Around, string Text);
