namespace CodeRouter.Upstreams.Simulated;

/// <summary>Gemini <c>generateContent</c> and <c>streamGenerateContent</c>.</summary>
internal sealed class GeminiVoice : IVendorVoice
{
    public VendorRefusal? Refuse(SimulatedCall call) => GeminiRules.Check(call);

    public object Whole(SimulatedReply reply)
    {
        var parts = new List<object>();
        if (reply.Answer.Reasoning is { } thought && WantsThoughts(reply))
        {
            parts.Add(new { text = thought, thought = true });
        }

        if (reply.HasText)
        {
            parts.Add(new { text = reply.Answer.Text + (reply.Answer.FillerBytes > 0 ? Filler.Mark : "") });
        }

        parts.AddRange(reply.Answer.ToolCalls.Select((call, i) => CallPart(reply, call, i)));
        return Shape(reply, reply.Ids.Next("", 22), parts, Finish(reply));
    }

    public IEnumerable<StreamEvent> Stream(SimulatedReply reply)
    {
        string id = reply.Ids.Next("", 22);
        StreamEvent Event(StreamPart part, object piece, string? finish = null) => new(part, Frame.Event(null, Shape(reply, id, [piece], finish)));

        if (reply.Answer.Reasoning is { } thought && WantsThoughts(reply))
        {
            yield return Event(StreamPart.Content, new { text = thought, thought = true });
        }

        // The finish rides on the last part, so each is held back until the next one is known.
        object? held = null;
        var texts = reply.TextPieces().Select(piece => (object)new { text = piece });
        foreach (object part in texts.Concat(reply.Answer.ToolCalls.Select((call, i) => CallPart(reply, call, i))))
        {
            if (held is not null)
            {
                yield return Event(StreamPart.Content, held);
            }

            held = part;
        }

        yield return Event(StreamPart.Closing, held ?? new { text = "" }, Finish(reply));
    }

    public object Error(VendorRefusal refusal, string requestId) => ErrorShape(refusal.Status, refusal.Message);

    public byte[] ErrorEvent(string requestId) =>
        Frame.Event(null, ErrorShape(503, "The model is overloaded. Please try again later."));

    public IEnumerable<KeyValuePair<string, string>> Headers(string requestId, DateTimeOffset now)
    {
        yield return new("vary", "Origin");
        yield return new("server-timing", "gfet4t7; dur=84");
        yield return new("x-goog-request-id", requestId);
    }

    private static object ErrorShape(int status, string message)
    {
        object[] details = status == 429 ? [new Members { ["@type"] = "type.googleapis.com/google.rpc.RetryInfo", ["retryDelay"] = "3s" }] : [];
        return new { error = new { code = status, message, status = Name(status), details } };
    }

    private static string Name(int status) => status switch
    {
        400 or 413 or 422 => "INVALID_ARGUMENT",
        401 => "UNAUTHENTICATED",
        402 or 403 => "PERMISSION_DENIED",
        404 => "NOT_FOUND",
        409 => "ABORTED",
        429 => "RESOURCE_EXHAUSTED",
        503 => "UNAVAILABLE",
        408 or 504 => "DEADLINE_EXCEEDED",
        _ => "INTERNAL",
    };

    private static bool WantsThoughts(SimulatedReply reply) =>
        reply.Call.Body.Get("generationConfig").Get("thinkingConfig") is { } config && config.Flag("includeThoughts");

    /// <summary>The first call of an answer that thought carries the signature that must come back.</summary>
    private static Members CallPart(SimulatedReply reply, SimulatedToolCall call, int index)
    {
        var part = new Members
        {
            ["functionCall"] = new { name = call.Name, args = Frame.Parse(call.Arguments) },
        };
        if (index == 0 && reply.Answer.Reasoning is not null)
        {
            part["thoughtSignature"] = Convert.ToBase64String(System.Text.Encoding.UTF8.GetBytes("simulated thought of " + reply.Model));
        }

        return part;
    }

    private static Members Shape(SimulatedReply reply, string id, IReadOnlyList<object> parts, string? finish)
    {
        var candidate = new Members { ["content"] = new { parts, role = "model" } };
        if (finish is not null)
        {
            candidate["finishReason"] = finish;
        }

        candidate["index"] = 0;
        var shape = new Members { ["candidates"] = new[] { candidate } };
        if (reply.ReportsUsage)
        {
            shape["usageMetadata"] = Usage(reply);
        }

        shape["modelVersion"] = reply.Model;
        shape["responseId"] = id;
        return shape;
    }

    private static Members Usage(SimulatedReply reply)
    {
        var usage = reply.Usage;
        var shape = new Members
        {
            ["promptTokenCount"] = usage.TotalInput,
            ["candidatesTokenCount"] = usage.Output - usage.Reasoning,
            ["totalTokenCount"] = usage.TotalInput + usage.Output,
            ["promptTokensDetails"] = new[] { new { modality = "TEXT", tokenCount = usage.TotalInput } },
        };
        if (usage.CacheRead > 0)
        {
            shape["cachedContentTokenCount"] = usage.CacheRead;
        }

        if (usage.Reasoning > 0)
        {
            shape["thoughtsTokenCount"] = usage.Reasoning;
        }

        return shape;
    }

    private static string Finish(SimulatedReply reply) => reply.Answer.Finish switch
    {
        SimulatedFinish.Length => "MAX_TOKENS",
        SimulatedFinish.Refusal => "SAFETY",
        _ => "STOP",
    };
}
