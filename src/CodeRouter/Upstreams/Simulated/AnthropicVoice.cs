using System.Globalization;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Anthropic Messages.</summary>
internal sealed class AnthropicVoice : IVendorVoice
{
    public VendorRefusal? Refuse(SimulatedCall call) => AnthropicRules.Check(call);

    public object Whole(SimulatedReply reply) => Message(reply, Blocks(reply).Select(block => block.Full).ToArray(), Stop(reply), reply.Usage.Output);

    public IEnumerable<StreamEvent> Stream(SimulatedReply reply)
    {
        static StreamEvent Event(StreamPart part, string type, object data) => new(part, Frame.Event(type, data));

        yield return Event(StreamPart.Opening, "message_start", new { type = "message_start", message = Message(reply, [], null, 1) });
        int index = 0;
        foreach (var block in Blocks(reply))
        {
            int at = index++;
            yield return Event(StreamPart.Opening, "content_block_start", new { type = "content_block_start", index = at, content_block = block.Empty });
            if (at == 0)
            {
                yield return Event(StreamPart.Opening, "ping", new { type = "ping" });
            }

            foreach (object delta in block.Deltas)
            {
                yield return Event(StreamPart.Content, "content_block_delta", new { type = "content_block_delta", index = at, delta });
            }

            yield return Event(StreamPart.Content, "content_block_stop", new { type = "content_block_stop", index = at });
        }

        var closing = new { stop_reason = Stop(reply), stop_sequence = (string?)null };
        object delta_ = reply.ReportsUsage
            ? new { type = "message_delta", delta = closing, usage = Usage(reply.Usage, reply.Usage.Output, whole: false) }
            : new { type = "message_delta", delta = closing };
        yield return Event(StreamPart.Closing, "message_delta", delta_);
        if (reply.WritesEnd)
        {
            yield return Event(StreamPart.Closing, "message_stop", new { type = "message_stop" });
        }
    }

    public object Error(VendorRefusal refusal, string requestId) =>
        new { type = "error", error = new { type = ErrorType(refusal.Status), message = refusal.Message }, request_id = requestId };

    public byte[] ErrorEvent(string requestId) =>
        Frame.Event("error", new { type = "error", error = new { type = "overloaded_error", message = "Overloaded" }, request_id = requestId });

    public IEnumerable<KeyValuePair<string, string>> Headers(string requestId, DateTimeOffset now)
    {
        string reset = now.ToString("yyyy-MM-ddTHH:mm:ssZ", CultureInfo.InvariantCulture);
        yield return new("request-id", requestId);
        yield return new("anthropic-organization-id", "00000000-0000-4000-8000-000000000000");
        foreach (var (what, limit, left) in new[] { ("requests", "4000", "3999"), ("input-tokens", "2000000", "1999000"), ("output-tokens", "400000", "400000"), ("tokens", "2400000", "2399000") })
        {
            yield return new($"anthropic-ratelimit-{what}-limit", limit);
            yield return new($"anthropic-ratelimit-{what}-remaining", left);
            yield return new($"anthropic-ratelimit-{what}-reset", reset);
        }
    }

    private sealed record Block(object Full, object Empty, IEnumerable<object> Deltas);

    private static IEnumerable<Block> Blocks(SimulatedReply reply)
    {
        if (reply.Answer.Reasoning is { } thinking)
        {
            string signature = Signature(reply);
            yield return new Block(
                new { type = "thinking", thinking, signature },
                new { type = "thinking", thinking = "", signature = "" },
                SimulatedReply.Pieces(thinking).Select(piece => (object)new { type = "thinking_delta", thinking = piece })
                    .Append(new { type = "signature_delta", signature }));
        }

        if (reply.HasText)
        {
            yield return new Block(
                new { type = "text", text = reply.Answer.Text + (reply.Answer.FillerBytes > 0 ? Filler.Mark : "") },
                new { type = "text", text = "" },
                reply.TextPieces().Select(piece => (object)new { type = "text_delta", text = piece }));
        }

        foreach (var call in reply.Answer.ToolCalls)
        {
            string id = reply.Ids.Next("toolu_01", 22);
            yield return new Block(
                new { type = "tool_use", id, name = call.Name, input = Frame.Parse(call.Arguments) },
                new { type = "tool_use", id, name = call.Name, input = new { } },
                SimulatedReply.Pieces(call.Arguments).Prepend("").Select(piece => (object)new { type = "input_json_delta", partial_json = piece }));
        }
    }

    private static Members Message(SimulatedReply reply, object[] content, string? stop, long output)
    {
        var message = new Members
        {
            ["model"] = reply.Model,
            ["id"] = reply.Ids.Next("msg_01", 22),
            ["type"] = "message",
            ["role"] = "assistant",
            ["content"] = content,
            ["stop_reason"] = stop,
            ["stop_sequence"] = null,
        };
        if (reply.ReportsUsage)
        {
            message["usage"] = Usage(reply.Usage, output, whole: true);
        }

        return message;
    }

    private static string Signature(SimulatedReply reply) =>
        Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("simulated thinking of " + reply.Model + " " + reply.Ids.NextHex("", 16)));

    private static string Stop(SimulatedReply reply) => reply.Answer switch
    {
        { Finish: SimulatedFinish.Length } => "max_tokens",
        { Finish: SimulatedFinish.Refusal } => "refusal",
        { ToolCalls.Count: > 0 } => "tool_use",
        _ => "end_turn",
    };

    private static Members Usage(Usage usage, long output, bool whole)
    {
        var shape = new Members
        {
            ["input_tokens"] = usage.Input,
            ["cache_creation_input_tokens"] = usage.CacheWrite,
            ["cache_read_input_tokens"] = usage.CacheRead,
            ["output_tokens"] = output,
        };
        if (whole)
        {
            shape["cache_creation"] = new { ephemeral_5m_input_tokens = usage.CacheWrite5m, ephemeral_1h_input_tokens = usage.CacheWrite1h };
            shape["service_tier"] = "standard";
        }

        return shape;
    }

    private static string ErrorType(int status) => status switch
    {
        401 => "authentication_error",
        402 => "billing_error",
        403 => "permission_error",
        404 => "not_found_error",
        413 => "request_too_large",
        429 => "rate_limit_error",
        504 => "timeout_error",
        529 => "overloaded_error",
        >= 500 => "api_error",
        _ => "invalid_request_error",
    };
}
