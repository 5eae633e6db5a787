using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>A whole chat completion, read and written.</summary>
internal static class ChatAnswerForm
{
    public static Answer Read(JsonSpan root, AnswerContext context, Losses losses)
    {
        var contents = new List<Content>();
        var stop = StopClass.None;
        int choices = 0;
        foreach (var choice in root["choices"u8].Elements)
        {
            if (choices++ > 0)
            {
                losses.Add("several_answers");
                break;
            }

            ChatContents.ReadAssistant(choice["message"u8], losses, 0, c => contents.Add(ToolTexts.AsOffered(c, context.Names)));
            if (TokenOdds.Of(choice["logprobs"u8]["content"u8]) is { } odds)
            {
                int text = contents.FindIndex(static c => c is { Kind: PartKind.Text, IsRefusal: false });
                losses.AddIf(text < 0 || context.Caller == WireFormat.AnthropicMessages, "logprobs");
                if (text >= 0)
                {
                    contents[text] = contents[text] with { LogProbs = odds };
                }
            }

            stop = ChatStops.Read(choice["finish_reason"u8].Text(), contents);
        }

        Cite(root, contents, losses);
        var tally = new UsageTally();
        ChatUsage.Read(root["usage"u8], tally);
        return new Answer
        {
            Id = root["id"u8].Text() ?? "",
            Model = root["model"u8].Text() ?? "",
            Contents = contents,
            Stop = stop,
            Usage = tally.Usage,
        };
    }

    private static void Cite(JsonSpan root, List<Content> contents, Losses losses)
    {
        var sources = new ChatSources();
        var members = root.Members;
        while (members.MoveNext())
        {
            sources.Read(members.Name, members.Value);
        }

        int text = contents.FindIndex(static c => c is { Kind: PartKind.Text, IsRefusal: false });
        losses.AddIf(sources.Any && text < 0, "citations");
        if (sources.Any && text >= 0 && contents[text].Citations.Count == 0)
        {
            contents[text] = contents[text] with { Citations = sources.Place(contents[text].Text) };
        }
    }

    public static void Write(Answer answer, AnswerContext context, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, answer.Id.Length > 0 ? answer.Id : "chatcmpl-" + context.Target.RequestId);
        writer.WriteString("object"u8, "chat.completion"u8);
        writer.WriteNumber("created"u8, context.CreatedAt);
        writer.WriteString("model"u8, context.Target.Bears(answer.Model));
        writer.WriteStartArray("choices"u8);
        writer.WriteStartObject();
        writer.WriteNumber("index"u8, 0);
        WriteMessage(answer.Contents, context, writer);
        WriteOdds(TokenOdds.Join(answer.Contents.Select(static c => c.LogProbs)), writer);
        writer.WriteString("finish_reason"u8, ChatStops.Write(answer.Stop, answer.Contents.Any(static c => c.IsRefusal), context.OldCalls));
        writer.WriteEndObject();
        writer.WriteEndArray();
        if (answer.Usage is { } usage)
        {
            writer.WritePropertyName("usage"u8);
            WriteUsage(usage, writer);
        }

        writer.WriteEndObject();
    }

    public static void WriteOdds(byte[]? list, Utf8JsonWriter writer)
    {
        if (list is null)
        {
            writer.WriteNull("logprobs"u8);
            return;
        }

        writer.WriteStartObject("logprobs"u8);
        writer.Raw("content"u8, list);
        writer.WriteNull("refusal"u8);
        writer.WriteEndObject();
    }

    public static void WriteUsage(Usage usage, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteNumber("prompt_tokens"u8, usage.TotalInput);
        writer.WriteNumber("completion_tokens"u8, usage.Output);
        writer.WriteNumber("total_tokens"u8, usage.TotalInput + usage.Output);
        writer.WriteStartObject("prompt_tokens_details"u8);
        writer.WriteNumber("cached_tokens"u8, usage.CacheRead);
        if (usage.CacheWrite > 0)
        {
            writer.WriteNumber("cache_write_tokens"u8, usage.CacheWrite);
        }

        writer.WriteEndObject();
        writer.WriteStartObject("completion_tokens_details"u8);
        writer.WriteNumber("reasoning_tokens"u8, usage.Reasoning);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    /// <summary>What a client of the chat format can hand back of foreign reasoning states: a detail that carries each.</summary>
    /// <param name="first">How many were written before.</param>
    public static void WriteDetails(IEnumerable<ReasoningState> states, int first, Utf8JsonWriter writer)
    {
        writer.WriteStartArray("reasoning_details"u8);
        foreach (var state in states)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "reasoning.encrypted"u8);
            writer.WriteString("data"u8, ReasoningCarrier.Wrap(state));
            writer.WriteString("format"u8, "coderouter-v1"u8);
            writer.WriteNumber("index"u8, first++);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>The details as another chat server gave them.</summary>
    public static void WriteOwnDetails(ReasoningState state, Utf8JsonWriter writer)
    {
        if (state.Data.Length > 2)
        {
            writer.WritePropertyName("reasoning_details"u8);
            writer.WriteRawValue(JsonOut.OneLine(System.Text.Encoding.UTF8.GetBytes(state.Data)), skipInputValidation: true);
        }
    }

    public static void WriteAnnotation(Citation citation, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("type"u8, "url_citation"u8);
        writer.WriteStartObject("url_citation"u8);
        writer.WriteString("url"u8, citation.Url);
        writer.WriteString("title"u8, citation.Title ?? "");
        writer.WriteNumber("start_index"u8, citation.Start ?? 0);
        writer.WriteNumber("end_index"u8, citation.End ?? 0);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private static void WriteMessage(IReadOnlyList<Content> contents, AnswerContext context, Utf8JsonWriter writer)
    {
        string text = string.Concat(contents.Where(c => c is { Kind: PartKind.Text, IsRefusal: false }).Select(c => c.Text));
        string refusal = string.Concat(contents.Where(c => c is { Kind: PartKind.Text, IsRefusal: true }).Select(c => c.Text));
        var reasoning = contents.Where(c => c.Kind == PartKind.Reasoning).ToList();
        var calls = contents.Where(c => c.Kind == PartKind.ToolCall).ToList();
        writer.WriteStartObject("message"u8);
        writer.WriteString("role"u8, "assistant"u8);
        if (text.Length > 0 || (calls.Count == 0 && refusal.Length == 0))
        {
            writer.WriteString("content"u8, text);
        }
        else
        {
            writer.WriteNull("content"u8);
        }

        if (refusal.Length > 0)
        {
            writer.WriteString("refusal"u8, refusal);
        }

        WriteReasoning(reasoning, writer);
        if (calls.Count > 0 && context.OldCalls)
        {
            writer.WriteStartObject("function_call"u8);
            writer.WriteString("name"u8, calls[0].Name ?? "");
            writer.WriteString("arguments"u8, JsonOut.ArgumentText(calls[0]));
            writer.WriteEndObject();
        }
        else if (calls.Count > 0)
        {
            writer.WriteStartArray("tool_calls"u8);
            foreach (var call in calls)
            {
                WriteCall(call, call.IsFreeText && context.Names.TakesFreeText(call.Name), writer);
            }

            writer.WriteEndArray();
        }

        if (CitedText.Join(contents).Citations is { Count: > 0 } citations)
        {
            writer.WriteStartArray("annotations"u8);
            citations.ForEach(c => WriteAnnotation(c, writer));
            writer.WriteEndArray();
        }

        writer.WriteEndObject();
    }

    private static void WriteReasoning(List<Content> reasoning, Utf8JsonWriter writer)
    {
        string thought = string.Concat(reasoning.Select(c => c.Text));
        if (thought.Length > 0)
        {
            writer.WriteString("reasoning_content"u8, thought);
        }

        var states = new List<ReasoningState>();
        int unsigned = 0;
        foreach (var piece in reasoning)
        {
            unsigned += piece.Text.Length;
            if (piece.State is { Origin: not Vendors.Chat } state)
            {
                states.Add(state with { Length = unsigned });
                unsigned = 0;
            }
        }

        if (states.Count > 0)
        {
            WriteDetails(states, 0, writer);
        }
        else if (reasoning.Find(c => c.State is not null) is { State: { } own })
        {
            WriteOwnDetails(own, writer);
        }
    }

    private static void WriteCall(Content call, bool custom, Utf8JsonWriter writer)
    {
        writer.WriteStartObject();
        writer.WriteString("id"u8, CallIds.Normalise(call.CallId));
        if (custom)
        {
            writer.WriteString("type"u8, "custom"u8);
            writer.WriteStartObject("custom"u8);
            writer.WriteString("name"u8, call.Name ?? "");
            writer.WriteString("input"u8, call.Arguments);
        }
        else
        {
            writer.WriteString("type"u8, "function"u8);
            writer.WriteStartObject("function"u8);
            writer.WriteString("name"u8, call.Name ?? "");
            writer.WriteString("arguments"u8, JsonOut.ArgumentText(call));
        }

        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
