namespace CodeRouter.Upstreams.Simulated;

/// <summary>OpenAI Responses.</summary>
internal sealed class ResponsesVoice : IVendorVoice
{
    private readonly ResponseStore _store = new();

    public VendorRefusal? Refuse(SimulatedCall call) => ResponsesRules.Check(call, _store);

    public object Whole(SimulatedReply reply)
    {
        string id = NewId(reply);
        return Response(reply, id, Status(reply), Items(reply).Select(item => item.Full(true)).ToArray(), true);
    }

    public IEnumerable<StreamEvent> Stream(SimulatedReply reply)
    {
        int sequence = 0;
        StreamEvent Event(StreamPart part, string type, Members more)
        {
            var data = new Members { ["type"] = type, ["sequence_number"] = sequence++ };
            foreach (var (name, value) in more)
            {
                data[name] = value;
            }

            return new StreamEvent(part, Frame.Event(type, data));
        }

        string id = NewId(reply);
        var opening = Response(reply, id, "in_progress", [], false);
        yield return Event(StreamPart.Opening, "response.created", new() { ["response"] = opening });
        yield return Event(StreamPart.Opening, "response.in_progress", new() { ["response"] = opening });
        var items = Items(reply).ToArray();
        for (int i = 0; i < items.Length; i++)
        {
            var item = items[i];
            yield return Event(StreamPart.Opening, "response.output_item.added", new() { ["output_index"] = i, ["item"] = item.Added });
            foreach (var (part, type, more) in item.Events)
            {
                more["item_id"] = item.Id;
                more["output_index"] = i;
                yield return Event(part, type, more);
            }

            yield return Event(StreamPart.Content, "response.output_item.done", new() { ["output_index"] = i, ["item"] = item.Full(false) });
        }

        string status = Status(reply);
        yield return Event(StreamPart.Closing, "response." + status, new() { ["response"] = Response(reply, id, status, items.Select(item => item.Full(false)).ToArray(), true) });
    }

    public object Error(VendorRefusal refusal, string requestId) => OpenAIErrors.Body(refusal);

    public byte[] ErrorEvent(string requestId) => Frame.Event("response.failed", new
    {
        type = "response.failed",
        sequence_number = 99,
        response = new
        {
            id = "resp_" + requestId,
            @object = "response",
            status = "failed",
            error = new { code = "server_error", message = OpenAIErrors.Failed },
            output = Array.Empty<object>(),
        },
    });

    public IEnumerable<KeyValuePair<string, string>> Headers(string requestId, DateTimeOffset now) => OpenAIErrors.Headers(requestId);

    private string NewId(SimulatedReply reply)
    {
        string id = reply.Ids.NextHex("resp_", 48);
        if (reply.Call.Body.Get("store") is not { ValueKind: System.Text.Json.JsonValueKind.False })
        {
            _store.Keep(id);
        }

        return id;
    }

    private static IEnumerable<ResponseItem> Items(SimulatedReply reply)
    {
        if (reply.Answer.Reasoning is { } reasoning)
        {
            yield return ResponseItem.Reasoning(reply, reasoning);
        }

        if (reply.HasText)
        {
            yield return ResponseItem.Message(reply);
        }

        foreach (var call in reply.Answer.ToolCalls)
        {
            yield return ResponseItem.Call(reply, call);
        }
    }

    private static string Status(SimulatedReply reply) => reply.Answer.Finish == SimulatedFinish.Natural ? "completed" : "incomplete";

    private static Members Response(SimulatedReply reply, string id, string status, object[] output, bool final)
    {
        var body = reply.Call.Body;
        var usage = reply.Usage;
        return new()
        {
            ["id"] = id,
            ["object"] = "response",
            ["created_at"] = reply.Created,
            ["status"] = status,
            ["background"] = false,
            ["error"] = null,
            ["incomplete_details"] = !final || reply.Answer.Finish == SimulatedFinish.Natural ? null
                : new { reason = reply.Answer.Finish == SimulatedFinish.Length ? "max_output_tokens" : "content_filter" },
            ["instructions"] = body.Get("instructions"),
            ["max_output_tokens"] = reply.Call.MaxOutput,
            ["model"] = reply.Model,
            ["output"] = output,
            ["parallel_tool_calls"] = true,
            ["previous_response_id"] = body.Str("previous_response_id"),
            ["prompt_cache_key"] = body.Str("prompt_cache_key"),
            ["reasoning"] = body.Get("reasoning"),
            ["service_tier"] = "default",
            ["store"] = body.Get("store") is not { ValueKind: System.Text.Json.JsonValueKind.False },
            ["temperature"] = 1.0,
            ["text"] = new { format = new { type = "text" } },
            ["tool_choice"] = "auto",
            ["tools"] = body.Get("tools") ?? (object)Array.Empty<object>(),
            ["top_p"] = 1.0,
            ["truncation"] = "disabled",
            ["usage"] = !final || !reply.ReportsUsage ? null : new
            {
                input_tokens = usage.TotalInput,
                input_tokens_details = new { cached_tokens = usage.CacheRead },
                output_tokens = usage.Output,
                output_tokens_details = new { reasoning_tokens = usage.Reasoning },
                total_tokens = usage.TotalInput + usage.Output,
            },
            ["metadata"] = body.Get("metadata") ?? (object)new { },
        };
    }
}
