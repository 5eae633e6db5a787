namespace CodeRouter.Upstreams.Simulated;

/// <summary>One output item of a Responses answer: how it is announced, streamed and finished.</summary>
/// <param name="Added">The item as announced, still empty.</param>
/// <param name="Events">What streams between its announcement and its end; the item's id and index are added on the way out.</param>
/// <param name="Full">The finished item. Filler is repeated (as a mark) only where the answer is not streamed.</param>
internal sealed record ResponseItem(
    string Id,
    object Added,
    IEnumerable<(StreamPart Part, string Type, Members More)> Events,
    Func<bool, object> Full)
{
    public static ResponseItem Message(SimulatedReply reply)
    {
        string id = reply.Ids.NextHex("msg_", 48);
        // The real service repeats the whole text in each closing event. Megabytes of filler are not repeated: one event of that size tests nothing but patience.
        object Part(string text) => new { type = "output_text", annotations = Array.Empty<object>(), logprobs = Array.Empty<object>(), text };
        object Item(string status, params object[] content) => new { id, type = "message", status, content, role = "assistant" };
        string text = reply.Answer.Text;
        IEnumerable<(StreamPart, string, Members)> Events()
        {
            yield return (StreamPart.Opening, "response.content_part.added", new() { ["content_index"] = 0, ["part"] = Part("") });
            foreach (string piece in reply.TextPieces())
            {
                yield return (StreamPart.Content, "response.output_text.delta", new() { ["content_index"] = 0, ["delta"] = piece, ["logprobs"] = Array.Empty<object>() });
            }

            yield return (StreamPart.Content, "response.output_text.done", new() { ["content_index"] = 0, ["text"] = text, ["logprobs"] = Array.Empty<object>() });
            yield return (StreamPart.Content, "response.content_part.done", new() { ["content_index"] = 0, ["part"] = Part(text) });
        }

        return new(id, Item("in_progress"), Events(), whole => Item("completed", Part(whole && reply.Answer.FillerBytes > 0 ? text + Filler.Mark : text)));
    }

    public static ResponseItem Reasoning(SimulatedReply reply, string text)
    {
        string id = reply.Ids.NextHex("rs_", 48);
        string encrypted = "gAAAAAB" + reply.Ids.Next("", 60);
        var summary = new { type = "summary_text", text };
        IEnumerable<(StreamPart, string, Members)> Events()
        {
            yield return (StreamPart.Opening, "response.reasoning_summary_part.added", new() { ["summary_index"] = 0, ["part"] = new { type = "summary_text", text = "" } });
            foreach (string piece in SimulatedReply.Pieces(text))
            {
                yield return (StreamPart.Content, "response.reasoning_summary_text.delta", new() { ["summary_index"] = 0, ["delta"] = piece });
            }

            yield return (StreamPart.Content, "response.reasoning_summary_text.done", new() { ["summary_index"] = 0, ["text"] = text });
            yield return (StreamPart.Content, "response.reasoning_summary_part.done", new() { ["summary_index"] = 0, ["part"] = summary });
        }

        return new(id, new { id, type = "reasoning", summary = Array.Empty<object>() }, Events(), _ => new { id, type = "reasoning", summary = new[] { summary }, encrypted_content = encrypted });
    }

    public static ResponseItem Call(SimulatedReply reply, SimulatedToolCall call)
    {
        string id = reply.Ids.NextHex(call.Custom ? "ctc_" : "fc_", 48);
        string callId = reply.Ids.Next("call_", 24);
        string field = call.Custom ? "input" : "arguments";
        string events = call.Custom ? "response.custom_tool_call_input" : "response.function_call_arguments";
        object Item(string status, string arguments) => new Members
        {
            ["id"] = id,
            ["type"] = call.Custom ? "custom_tool_call" : "function_call",
            ["status"] = status,
            [field] = arguments,
            ["call_id"] = callId,
            ["name"] = call.Name,
        };
        IEnumerable<(StreamPart, string, Members)> Events()
        {
            foreach (string piece in SimulatedReply.Pieces(call.Arguments))
            {
                yield return (StreamPart.Content, events + ".delta", new() { ["delta"] = piece });
            }

            yield return (StreamPart.Content, events + ".done", new() { [field] = call.Arguments });
        }

        return new(id, Item("in_progress", ""), Events(), _ => Item("completed", call.Arguments));
    }
}
