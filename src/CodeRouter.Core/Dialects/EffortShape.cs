using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>Asks for an effort in the request's own format. Where a format ties thinking to conditions that do not hold, nothing is asked.</summary>
internal static class EffortShape
{
    private const int LeastBudget = 1024;

    public static void Put(BodyDraft draft, WireFormat format, string effort)
    {
        byte[] word = BodyDraft.Text(effort);
        switch (format)
        {
            case WireFormat.OpenAIChat:
                draft.Put("reasoning_effort", word);
                break;
            case WireFormat.OpenAIResponses:
                OutputShape.Nested(draft, "reasoning", "effort", _ => word);
                break;
            case WireFormat.AnthropicMessages:
                ForMessages(draft, effort, word);
                break;
            default:
                OutputShape.Nested(draft, "generationConfig", "thinkingConfig", now => Thinking(now, effort));
                break;
        }
    }

    private static void ForMessages(BodyDraft draft, string effort, byte[] word)
    {
        var thinking = new JsonSpan(draft["thinking"u8]);
        if (thinking["type"u8].Is("adaptive"u8) || new JsonSpan(draft["output_config"u8])["effort"u8].Exists)
        {
            OutputShape.Nested(draft, "output_config", "effort", _ => word);
            return;
        }

        if (effort is "none")
        {
            draft.Remove("thinking");
            return;
        }

        int budget = EffortScale.Within(new JsonSpan(draft["max_tokens"u8]).Int() ?? 0, null, effort);
        bool forced = new JsonSpan(draft["tool_choice"u8])["type"u8] is var choice && (choice.Is("any"u8) || choice.Is("tool"u8));
        bool cooler = new JsonSpan(draft["temperature"u8]).Double() is { } temperature && temperature is not 1;
        if (budget >= LeastBudget && !forced && !cooler && (thinking.IsObject || !InLoopWithoutThinking(draft)))
        {
            draft.Put("thinking", [.. "{\"type\":\"enabled\",\"budget_tokens\":"u8, .. OutputShape.Number(budget), (byte)'}']);
        }
    }

    /// <summary>A tool loop that began without thinking cannot take it up on the way.</summary>
    private static bool InLoopWithoutThinking(BodyDraft draft)
    {
        if (draft.Messages == 0)
        {
            return false;
        }

        var newest = draft.MessageAt(draft.Messages - 1);
        if (draft.Body.Span.Slice(newest.Start, newest.Length).IndexOf("\"tool_result\""u8) < 0)
        {
            return false;
        }

        for (int i = draft.Messages - 1; i >= 0; i--)
        {
            var at = draft.MessageAt(i);
            var message = new JsonSpan(draft.Body.Span.Slice(at.Start, at.Length));
            if (message["role"u8].Is("assistant"u8))
            {
                foreach (var block in message["content"u8].Elements)
                {
                    return !block["type"u8].Is("thinking"u8) && !block["type"u8].Is("redacted_thinking"u8);
                }

                return true;
            }
        }

        return false;
    }

    // Newer models take a level, older ones a budget: the one that stands there is kept.
    private static byte[] Thinking(JsonSpan now, string effort)
    {
        var inside = new BodyDraft(now.IsObject ? now.Raw.ToArray() : "{}"u8.ToArray());
        if (now.Either("thinkingLevel"u8, "thinking_level"u8).Exists)
        {
            inside.Put("thinkingLevel", BodyDraft.Text(effort is "high" or "xhigh" or "max" ? "high" : "low"));
        }
        else
        {
            inside.Put("thinkingBudget", OutputShape.Number(Math.Min(EffortScale.Budget(effort), 24576)));
        }

        return inside.Body.ToArray();
    }
}
