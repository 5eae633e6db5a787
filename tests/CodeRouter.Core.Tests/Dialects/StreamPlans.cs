using System.Text.Json.Nodes;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>Streams of each format as a careless server of it might send them.</summary>
internal static class StreamPlans
{
    public static List<string> Chat(AnswerPlan plan)
    {
        var random = new Random(plan.Seed);
        var lists = new List<List<JsonObject>>
        {
            AnswerPlan.Shreds(plan.Thought, random).ConvertAll(s => Delta("reasoning_content", s)),
            AnswerPlan.Shreds(plan.Text, random).ConvertAll(s => Delta("content", s)),
        };
        for (int i = 0; i < plan.Arguments.Count; i++)
        {
            var pieces = plan.OnlyAtTheEnd ? [plan.Arguments[i]] : AnswerPlan.Shreds(plan.Arguments[i], random);
            var calls = new List<JsonObject> { Call(i, AnswerPlan.Id(i), AnswerPlan.Name(i), "") };
            foreach (string piece in pieces)
            {
                calls.Add(Call(i, null, null, piece));
            }

            if (plan.OutOfOrder && calls.Count > 1)
            {
                (calls[0], calls[1]) = (calls[1], calls[0]);
            }

            lists.Add(calls);
        }

        var events = AnswerPlan.Interleaved(lists, random).ConvertAll(d => Chunk(d, null));
        Sprinkle(events, plan, random, """{"id":"c","choices":[],"weather":{"rain":true}}""", """{"id":"c","object":"keepalive","choices":[{"index":0,"delta":{"hologram":[1]}}]}""");
        events.Add(Chunk([], plan.Full ? "length" : plan.Arguments.Count > 0 ? "tool_calls" : "stop"));
        events.Add("""{"id":"c","model":"m","choices":[],"usage":{"prompt_tokens":42,"completion_tokens":7,"total_tokens":49,"prompt_tokens_details":{"cached_tokens":12}}}""");
        if (!plan.HalfOpen)
        {
            events.Add("[DONE]");
        }

        return events;
    }

    public static List<string> Messages(AnswerPlan plan)
    {
        var random = new Random(plan.Seed);
        var lists = new List<List<JsonObject>>();
        void Block(JsonObject start, IEnumerable<JsonObject> deltas)
        {
            int index = lists.Count;
            var block = new List<JsonObject> { Event("content_block_start", "content_block", start) };
            block.AddRange(deltas.Select(d => Event("content_block_delta", "delta", d)));
            if (plan.OutOfOrder && block.Count > 1)
            {
                (block[0], block[1]) = (block[1], block[0]);
            }

            if (!plan.HalfOpen)
            {
                block.Add(new JsonObject { ["type"] = "content_block_stop" });
            }

            block.ForEach(e => e["index"] = index);
            lists.Add(block);
        }

        if (plan.Thought.Length > 0)
        {
            Block(new JsonObject { ["type"] = "thinking", ["thinking"] = "", ["signature"] = "" }, AnswerPlan.Shreds(plan.Thought, random).Select(s => Typed("thinking_delta", "thinking", s)));
        }

        if (plan.Text.Length > 0)
        {
            Block(new JsonObject { ["type"] = "text", ["text"] = "" }, AnswerPlan.Shreds(plan.Text, random).Select(s => Typed("text_delta", "text", s)));
        }

        if (plan.Unknown)
        {
            Block(new JsonObject { ["type"] = "hologram", ["depth"] = 3 }, [Typed("hologram_delta", "light", "x")]);
        }

        for (int i = 0; i < plan.Arguments.Count; i++)
        {
            bool whole = plan.OnlyAtTheEnd && plan.Arguments[i].Length > 2;
            Block(
                new JsonObject { ["type"] = "tool_use", ["id"] = AnswerPlan.Id(i), ["name"] = AnswerPlan.Name(i), ["input"] = whole ? JsonNode.Parse(plan.Arguments[i]) : new JsonObject() },
                whole ? [] : AnswerPlan.Shreds(plan.Arguments[i], random).Select(s => Typed("input_json_delta", "partial_json", s)));
        }

        var events = AnswerPlan.Interleaved(lists, random).ConvertAll(e => e.ToJsonString());
        Sprinkle(events, plan, random, """{"type":"weather","rain":true}""", """{"type":"ping"}""");
        events.Insert(0, """{"type":"message_start","message":{"id":"m1","model":"m","content":[],"usage":{"input_tokens":30,"cache_read_input_tokens":12,"output_tokens":1}}}""");
        events.Add($$$"""{"type":"message_delta","delta":{"stop_reason":"{{{(plan.Full ? "max_tokens" : plan.Arguments.Count > 0 ? "tool_use" : "end_turn")}}}"},"usage":{"output_tokens":7}}""");
        events.Add("""{"type":"message_stop"}""");
        return events;
    }

    public static List<string> Responses(AnswerPlan plan)
    {
        var random = new Random(plan.Seed);
        var lists = new List<List<JsonObject>>();
        var output = new JsonArray();
        void Item(JsonObject empty, JsonObject whole, string delta, IEnumerable<string> shreds, JsonObject done)
        {
            int index = lists.Count;
            var item = new List<JsonObject> { Event("response.output_item.added", "item", empty) };
            if (!plan.OnlyAtTheEnd)
            {
                item.AddRange(shreds.Select(s => new JsonObject { ["type"] = delta, ["delta"] = s }));
            }

            if (plan.OutOfOrder && item.Count > 1)
            {
                (item[0], item[1]) = (item[1], item[0]);
            }

            if (!plan.HalfOpen)
            {
                item.Add(done);
                item.Add(Event("response.output_item.done", "item", (JsonObject)whole.DeepClone()));
            }

            item.ForEach(e => (e["output_index"], e["content_index"], e["summary_index"]) = (index, 0, 0));
            lists.Add(item);
            output.Add(whole);
        }

        if (plan.Thought.Length > 0)
        {
            JsonObject Reasoning(params JsonNode[] summary) => new() { ["type"] = "reasoning", ["id"] = "rs_1", ["summary"] = new JsonArray(summary) };
            Item(Reasoning(), Reasoning(Typed("summary_text", "text", plan.Thought)), "response.reasoning_summary_text.delta", AnswerPlan.Shreds(plan.Thought, random), Typed("response.reasoning_summary_text.done", "text", plan.Thought));
        }

        if (plan.Text.Length > 0)
        {
            JsonObject Message(params JsonNode[] content) => new() { ["type"] = "message", ["id"] = "msg_1", ["role"] = "assistant", ["content"] = new JsonArray(content) };
            Item(Message(), Message(Typed("output_text", "text", plan.Text)), "response.output_text.delta", AnswerPlan.Shreds(plan.Text, random), Typed("response.output_text.done", "text", plan.Text));
        }

        for (int i = 0; i < plan.Arguments.Count; i++)
        {
            JsonObject Call(string arguments) => new() { ["type"] = "function_call", ["id"] = "fc_" + i, ["call_id"] = AnswerPlan.Id(i), ["name"] = AnswerPlan.Name(i), ["arguments"] = arguments };
            Item(Call(""), Call(plan.Arguments[i]), "response.function_call_arguments.delta", AnswerPlan.Shreds(plan.Arguments[i], random), Typed("response.function_call_arguments.done", "arguments", plan.Arguments[i]));
        }

        var events = AnswerPlan.Interleaved(lists, random).ConvertAll(e => e.ToJsonString());
        Sprinkle(events, plan, random, """{"type":"response.weather.changed","rain":true}""", """{"type":"response.output_item.added","output_index":90,"item":{"type":"hologram","id":"h"}}""");
        events.Insert(0, """{"type":"response.created","response":{"id":"r1","model":"m","output":[]}}""");
        var end = new JsonObject
        {
            ["id"] = "r1",
            ["model"] = "m",
            ["status"] = plan.Full ? "incomplete" : "completed",
            ["output"] = output,
            ["usage"] = JsonNode.Parse("""{"input_tokens":42,"input_tokens_details":{"cached_tokens":12},"output_tokens":7,"total_tokens":49}"""),
        };
        if (plan.Full)
        {
            end["incomplete_details"] = new JsonObject { ["reason"] = "max_output_tokens" };
        }

        events.Add(Event(plan.Full ? "response.incomplete" : "response.completed", "response", end).ToJsonString());
        return events;
    }

    public static List<string> Gemini(AnswerPlan plan)
    {
        var random = new Random(plan.Seed);
        List<JsonObject>[] lists =
        [
            AnswerPlan.Shreds(plan.Thought, random).ConvertAll(s => new JsonObject { ["text"] = s, ["thought"] = true }),
            AnswerPlan.Shreds(plan.Text, random).ConvertAll(s => new JsonObject { ["text"] = s }),
            [.. plan.Arguments.Select((a, i) => new JsonObject { ["functionCall"] = new JsonObject { ["id"] = AnswerPlan.Id(i), ["name"] = AnswerPlan.Name(i), ["args"] = a.Length == 0 ? null : JsonNode.Parse(a) } })],
        ];
        string finish = plan.Full ? "MAX_TOKENS" : "STOP";
        var events = AnswerPlan.Interleaved(lists, random).ConvertAll(p => new JsonObject
        {
            ["candidates"] = new JsonArray(new JsonObject { ["content"] = new JsonObject { ["role"] = "model", ["parts"] = new JsonArray(p) }, ["finishReason"] = plan.HalfOpen ? finish : null }),
            ["modelVersion"] = "m",
            ["usageMetadata"] = new JsonObject { ["promptTokenCount"] = 42 },
        }.ToJsonString());
        Sprinkle(events, plan, random, """{"weather":{"rain":true}}""", """{"candidates":[{"content":{"parts":[{"hologram":{"depth":3}}]}}]}""");
        events.Add($$$"""{"candidates":[{"content":{"parts":[]},"finishReason":"{{{finish}}}"}],"usageMetadata":{"promptTokenCount":42,"cachedContentTokenCount":12,"candidatesTokenCount":7,"totalTokenCount":49}}""");
        return events;
    }

    private static void Sprinkle(List<string> events, AnswerPlan plan, Random random, params string[] strangers)
    {
        foreach (string stranger in plan.Unknown ? strangers : [])
        {
            events.Insert(random.Next(events.Count + 1), stranger);
        }
    }

    private static JsonObject Delta(string name, string text) => new() { [name] = text };

    private static JsonObject Call(int index, string? id, string? name, string arguments)
    {
        var call = new JsonObject { ["index"] = index, ["function"] = name is null ? new JsonObject { ["arguments"] = arguments } : new JsonObject { ["name"] = name, ["arguments"] = arguments } };
        if (id is not null)
        {
            call["id"] = id;
        }

        return new JsonObject { ["tool_calls"] = new JsonArray(call) };
    }

    private static string Chunk(JsonObject delta, string? finish) =>
        new JsonObject { ["id"] = "c", ["model"] = "m", ["choices"] = new JsonArray(new JsonObject { ["index"] = 0, ["delta"] = delta, ["finish_reason"] = finish }) }.ToJsonString();

    private static JsonObject Event(string type, string name, JsonObject value) => new() { ["type"] = type, [name] = value };

    private static JsonObject Typed(string type, string name, string text) => new() { ["type"] = type, [name] = text };
}
