using System.Globalization;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>OpenAI Chat Completions.</summary>
internal sealed class ChatVoice : IVendorVoice
{
    public VendorRefusal? Refuse(SimulatedCall call) => ChatRules.Check(call);

    public object Whole(SimulatedReply reply)
    {
        var message = new Members
        {
            ["role"] = "assistant",
            ["content"] = reply.HasText ? reply.Answer.Text + (reply.Answer.FillerBytes > 0 ? Filler.Mark : "") : null,
            ["refusal"] = null,
            ["annotations"] = Array.Empty<object>(),
        };
        if (reply.Answer.Reasoning is { } reasoning)
        {
            message["reasoning_content"] = reasoning;
        }

        if (reply.Answer.ToolCalls.Count > 0)
        {
            message["tool_calls"] = reply.Answer.ToolCalls.Select(call => Call(reply, call, null, call.Arguments)).ToArray();
        }

        var whole = Base(reply, "chat.completion", reply.Ids.Next("chatcmpl-", 29));
        whole["choices"] = new[] { new { index = 0, message, logprobs = (object?)null, finish_reason = Finish(reply) } };
        if (reply.ReportsUsage)
        {
            whole["usage"] = Usage(reply);
        }

        return whole;
    }

    public IEnumerable<StreamEvent> Stream(SimulatedReply reply)
    {
        string id = reply.Ids.Next("chatcmpl-", 29);
        StreamEvent Chunk(StreamPart part, object delta, string? finish = null)
        {
            var chunk = Base(reply, "chat.completion.chunk", id);
            chunk["choices"] = new[] { new { index = 0, delta, logprobs = (object?)null, finish_reason = finish } };
            if (reply.UsageEveryChunk)
            {
                chunk["usage"] = Usage(reply);
            }
            else if (reply.Call.WantsUsage)
            {
                chunk["usage"] = null;
            }

            return new StreamEvent(part, Frame.Event(null, chunk));
        }

        yield return Chunk(StreamPart.Opening, new { role = "assistant", content = "", refusal = (string?)null });
        foreach (string piece in SimulatedReply.Pieces(reply.Answer.Reasoning ?? ""))
        {
            yield return Chunk(StreamPart.Content, new { reasoning_content = piece });
        }

        foreach (string piece in reply.TextPieces())
        {
            yield return Chunk(StreamPart.Content, new { content = piece });
        }

        for (int i = 0; i < reply.Answer.ToolCalls.Count; i++)
        {
            var call = reply.Answer.ToolCalls[i];
            yield return Chunk(StreamPart.Content, new { tool_calls = new[] { Call(reply, call, i, "") } });
            foreach (string piece in SimulatedReply.Pieces(call.Arguments))
            {
                yield return Chunk(StreamPart.Content, new { tool_calls = new[] { new { index = i, function = new { arguments = piece } } } });
            }
        }

        yield return Chunk(StreamPart.Closing, new { }, Finish(reply));
        if (reply.Call.WantsUsage && reply.ReportsUsage)
        {
            var last = Base(reply, "chat.completion.chunk", id);
            last["choices"] = Array.Empty<object>();
            last["usage"] = Usage(reply);
            yield return new StreamEvent(StreamPart.Closing, Frame.Event(null, last));
        }

        if (reply.WritesEnd)
        {
            yield return new StreamEvent(StreamPart.Closing, Frame.Event(null, "[DONE]"u8));
        }
    }

    public object Error(VendorRefusal refusal, string requestId) => OpenAIErrors.Body(refusal);

    public byte[] ErrorEvent(string requestId) => Frame.Event(null, OpenAIErrors.Body(new VendorRefusal(500, OpenAIErrors.Failed, null)));

    public IEnumerable<KeyValuePair<string, string>> Headers(string requestId, DateTimeOffset now) => OpenAIErrors.Headers(requestId);

    private static Members Base(SimulatedReply reply, string kind, string id) => new()
    {
        ["id"] = id,
        ["object"] = kind,
        ["created"] = reply.Created,
        ["model"] = reply.Model,
        ["service_tier"] = "default",
        ["system_fingerprint"] = "fp_" + reply.Model.Length.ToString("x10", CultureInfo.InvariantCulture),
    };

    private static Members Call(SimulatedReply reply, SimulatedToolCall call, int? index, string arguments)
    {
        var shape = new Members
        {
            ["id"] = reply.Ids.Next("call_", 24),
            ["type"] = call.Custom ? "custom" : "function",
            [call.Custom ? "custom" : "function"] = call.Custom ? new { name = call.Name, input = call.Arguments } : new { name = call.Name, arguments },
        };
        if (index is { } at)
        {
            shape["index"] = at;
        }

        return shape;
    }

    private static string Finish(SimulatedReply reply) => reply.Answer switch
    {
        { Finish: SimulatedFinish.Length } => "length",
        { Finish: SimulatedFinish.Refusal } => "content_filter",
        { ToolCalls.Count: > 0 } => "tool_calls",
        _ => "stop",
    };

    private static object Usage(SimulatedReply reply) => new
    {
        prompt_tokens = reply.Usage.TotalInput,
        completion_tokens = reply.Usage.Output,
        total_tokens = reply.Usage.TotalInput + reply.Usage.Output,
        prompt_tokens_details = new { cached_tokens = reply.Usage.CacheRead, audio_tokens = 0 },
        completion_tokens_details = new { reasoning_tokens = reply.Usage.Reasoning, audio_tokens = 0, accepted_prediction_tokens = 0, rejected_prediction_tokens = 0 },
    };
}
