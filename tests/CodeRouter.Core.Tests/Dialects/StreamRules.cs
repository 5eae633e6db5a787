using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>The order of events each format demands; null when a stream keeps it, else what is wrong.</summary>
internal static class StreamRules
{
    public static string? Broken(WireFormat format, List<SseEvent> events)
    {
        try
        {
            return format switch
            {
                WireFormat.AnthropicMessages => Anthropic(events),
                WireFormat.OpenAIResponses => Responses(events),
                WireFormat.OpenAIChat => Chat(events),
                _ => Gemini(events),
            };
        }
        catch (Exception e) when (e is JsonException or KeyNotFoundException or InvalidOperationException)
        {
            return e.Message;
        }
    }

    private static string? Anthropic(List<SseEvent> events)
    {
        int next = 0;
        int open = -1;
        string openType = "";
        var json = new StringBuilder();
        for (int i = 0; i < events.Count; i++)
        {
            using var document = JsonDocument.Parse(events[i].Data);
            var root = document.RootElement;
            string type = root.GetProperty("type").GetString()!;
            if (type != Encoding.UTF8.GetString(events[i].Name))
            {
                return $"event line {Encoding.UTF8.GetString(events[i].Name)} over {type}";
            }

            if ((type == "message_start") != (i == 0) || (type == "message_delta") != (i == events.Count - 2) || (type == "message_stop") != (i == events.Count - 1))
            {
                return $"{type} at {i} of {events.Count}";
            }

            switch (type)
            {
                case "content_block_start":
                    if (open >= 0 || root.GetProperty("index").GetInt32() != next)
                    {
                        return $"block start {root} while {open} open, expected {next}";
                    }

                    open = next++;
                    openType = root.GetProperty("content_block").GetProperty("type").GetString()!;
                    json.Clear();
                    break;
                case "content_block_delta":
                    string delta = root.GetProperty("delta").GetProperty("type").GetString()!;
                    if (root.GetProperty("index").GetInt32() != open || !Fits(openType, delta))
                    {
                        return $"{delta} for {root.GetProperty("index")} in {open} {openType}";
                    }

                    if (delta == "input_json_delta")
                    {
                        json.Append(root.GetProperty("delta").GetProperty("partial_json").GetString());
                    }

                    break;
                case "content_block_stop":
                    if (open < 0 || root.GetProperty("index").GetInt32() != open)
                    {
                        return "stop of a block that is not open";
                    }

                    open = -1;
                    break;
            }
        }

        return open >= 0 ? "a block is left open" : null;
    }

    private static bool Fits(string block, string delta) => (block, delta) switch
    {
        ("text", "text_delta" or "citations_delta") => true,
        ("tool_use", "input_json_delta") => true,
        ("thinking", "thinking_delta" or "signature_delta") => true,
        _ => false,
    };

    private static string? Responses(List<SseEvent> events)
    {
        int sequence = 0;
        int items = 0;
        string? openItem = null;
        bool openPart = false;
        for (int i = 0; i < events.Count; i++)
        {
            using var document = JsonDocument.Parse(events[i].Data);
            var root = document.RootElement;
            string type = root.GetProperty("type").GetString()!;
            if (root.GetProperty("sequence_number").GetInt32() != sequence++)
            {
                return $"sequence {root.GetProperty("sequence_number")} at {i}";
            }

            bool last = type is "response.completed" or "response.incomplete" or "response.failed";
            if ((type == "response.created") != (i == 0) || (type == "response.in_progress") != (i == 1) || last != (i == events.Count - 1))
            {
                return $"{type} at {i} of {events.Count}";
            }

            if (last)
            {
                int listed = root.GetProperty("response").GetProperty("output").GetArrayLength();
                return listed != items || openItem is not null ? $"{listed} items listed, {items} done, open {openItem}" : null;
            }

            if (i < 2)
            {
                continue;
            }

            if (root.GetProperty("output_index").GetInt32() != items)
            {
                return $"{type} for output {root.GetProperty("output_index")}, expected {items}";
            }

            if (type == "response.output_item.added")
            {
                if (openItem is not null)
                {
                    return "two items open";
                }

                openItem = root.GetProperty("item").GetProperty("id").GetString();
            }
            else if (type == "response.output_item.done")
            {
                if (openPart || openItem != root.GetProperty("item").GetProperty("id").GetString())
                {
                    return "item done while a part is open, or another item";
                }

                openItem = null;
                items++;
            }
            else if (root.GetProperty("item_id").GetString() != openItem)
            {
                return $"{type} outside its item";
            }
            else if (type.EndsWith("part.added", StringComparison.Ordinal))
            {
                openPart = true;
            }
            else if (type.EndsWith("part.done", StringComparison.Ordinal))
            {
                openPart = false;
            }
            else if (!openPart && (type.Contains("output_text", StringComparison.Ordinal) || type.Contains("refusal", StringComparison.Ordinal) || type.Contains("summary_text", StringComparison.Ordinal)))
            {
                return $"{type} outside a part";
            }
        }

        return "no end";
    }

    private static string? Chat(List<SseEvent> events)
    {
        if (events.Count < 3 || !events[^1].Data.AsSpan().SequenceEqual("[DONE]"u8))
        {
            return "no [DONE]";
        }

        int finishes = 0;
        int calls = 0;
        bool usage = false;
        for (int i = 0; i < events.Count - 1; i++)
        {
            using var document = JsonDocument.Parse(events[i].Data);
            var choices = document.RootElement.GetProperty("choices");
            if (choices.GetArrayLength() == 0)
            {
                usage = document.RootElement.TryGetProperty("usage", out _) && i == events.Count - 2 && finishes == 1;
                if (!usage)
                {
                    return "empty choices without usage, or not last";
                }

                continue;
            }

            var delta = choices[0].GetProperty("delta");
            if (finishes > 0)
            {
                return "something after the finish";
            }

            if ((i == 0) != delta.TryGetProperty("role", out _))
            {
                return "role not first and once";
            }

            if (choices[0].GetProperty("finish_reason").ValueKind == JsonValueKind.String)
            {
                finishes++;
            }

            if (delta.TryGetProperty("tool_calls", out var list))
            {
                var call = list[0];
                bool starts = call.TryGetProperty("id", out _);
                int index = call.GetProperty("index").GetInt32();
                if (index != (starts ? calls : calls - 1))
                {
                    return $"call index {index}, {calls} so far";
                }

                calls += starts ? 1 : 0;
            }
        }

        return finishes == 1 ? null : $"{finishes} finishes";
    }

    private static string? Gemini(List<SseEvent> events)
    {
        for (int i = 0; i < events.Count; i++)
        {
            using var document = JsonDocument.Parse(events[i].Data);
            var candidate = document.RootElement.GetProperty("candidates")[0];
            foreach (var part in candidate.GetProperty("content").GetProperty("parts").EnumerateArray())
            {
                if (part.TryGetProperty("functionCall", out var call) && call.GetProperty("args").ValueKind != JsonValueKind.Object)
                {
                    return "arguments are no object";
                }
            }

            if (candidate.TryGetProperty("finishReason", out _) != (i == events.Count - 1))
            {
                return $"finish at {i} of {events.Count}";
            }
        }

        return events.Count == 0 ? "nothing" : null;
    }
}
