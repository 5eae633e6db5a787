using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.AnthropicMessages;

/// <summary>Writes a conversation as a Messages request.</summary>
internal sealed class MessagesRequestWriter(WritingTask task, Utf8JsonWriter writer)
{
    // The format demands a limit; every model still served takes this one, and a patch fits into it.
    private const int DefaultMax = 32000;
    private const int LeastBudget = 1024;

    public void Write(Conversation conversation)
    {
        var turns = TurnOrder.Arrange(conversation.Turns, task);
        var marks = new CacheMarks(conversation);
        var sampling = conversation.Sampling;
        int max = sampling.MaxOutput ?? task.Target.MaxOutput ?? DefaultMax;
        if (task.Target.MaxOutput is { } most && max > most)
        {
            max = most;
            task.Losses.Add("max_output");
        }

        writer.WriteStartObject();
        writer.WriteString("model"u8, task.Target.Model);
        writer.WriteNumber("max_tokens"u8, max);
        MessagesTools.Write(conversation, task, writer, marks);
        WriteSystem(conversation.System, marks);
        WriteTurns(turns, marks);
        task.Losses.AddIf(conversation.Verbosity is not null, "verbosity");
        bool thinks = WriteThinking(conversation, turns, max);
        WriteSampling(sampling, thinks);
        if (EndUsers.Within(conversation.EndUser, EndUsers.Anthropic) is { } user)
        {
            writer.WriteStartObject("metadata"u8);
            writer.WriteString("user_id"u8, user);
            writer.WriteEndObject();
        }

        if (conversation.Stream)
        {
            writer.WriteBoolean("stream"u8, true);
        }

        writer.WriteEndObject();
    }

    private void WriteSystem(IReadOnlyList<Content> system, CacheMarks marks)
    {
        var texts = system.Where(c => !string.IsNullOrWhiteSpace(c.Text)).ToList();
        if (texts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("system"u8);
        for (int i = 0; i < texts.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("type"u8, "text"u8);
            writer.WriteString("text"u8, texts[i].Text);
            marks.Write(writer, texts[i].CacheMark, i == texts.Count - 1);
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    private void WriteTurns(List<Turn> turns, CacheMarks marks)
    {
        var blocks = new MessagesBlockWriter(task, writer, marks);
        writer.WriteStartArray("messages"u8);
        for (int i = 0; i < turns.Count; i++)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, turns[i].Role == Role.Assistant ? "assistant"u8 : "user"u8);
            writer.WriteStartArray("content"u8);
            for (int k = 0; k < turns[i].Contents.Count; k++)
            {
                bool isLast = i == turns.Count - 1 && k == turns[i].Contents.Count - 1;
                var content = turns[i].Contents[k];
                if (isLast && turns[i].Role == Role.Assistant && content.Kind == PartKind.Text)
                {
                    // The beginning of an answer that is to be continued must not end in white space.
                    content = content with { Text = content.Text.TrimEnd() };
                }

                blocks.Write(content, marks.Automatic && isLast);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
    }

    /// <summary>
    /// Thinking needs a budget below the limit, leaves no forced tool, and a tool loop that is under way must have begun with it: after a
    /// change of vendor in the middle of a loop it waits for the next human turn.
    /// </summary>
    private bool WriteThinking(Conversation conversation, List<Turn> turns, int max)
    {
        var wish = conversation.Reasoning;
        var schema = conversation.Format;
        string? effort = null;
        bool on = wish is not null && (wish.Enabled ?? (wish.Effort is { } word ? word is not "none" : wish.Budget is > 0));
        if (on)
        {
            bool forced = conversation.ToolChoice?.Mode is ToolMode.Any or ToolMode.Named;
            int budget = EffortScale.Within(max, wish!.Budget, wish.Effort);
            on = !forced && !IsMidLoopWithoutThinking(turns) && task.Can(Capability.Reasoning) && (task.Target.AdaptiveThinking || budget >= LeastBudget);
            task.Losses.AddIf(!on, "reasoning_effort");
            if (on && task.Target.AdaptiveThinking)
            {
                effort = (wish.Effort ?? (wish.Budget is { } tokens ? EffortScale.Effort(tokens) : null)) switch { "minimal" => "low", "xhigh" => "high", var other => other };
                writer.Raw("thinking"u8, "{\"type\":\"adaptive\"}"u8);
            }
            else if (on)
            {
                writer.WriteStartObject("thinking"u8);
                writer.WriteString("type"u8, "enabled"u8);
                writer.WriteNumber("budget_tokens"u8, Math.Max(LeastBudget, budget));
                writer.WriteEndObject();
            }
        }

        task.Losses.AddIf(schema is { Schema: null }, "json_object");
        if (effort is not null || schema is { Schema: not null })
        {
            writer.WriteStartObject("output_config"u8);
            writer.Text("effort"u8, effort);
            if (schema is { Schema: { } asked })
            {
                writer.WriteStartObject("format"u8);
                writer.WriteString("type"u8, "json_schema"u8);
                writer.Raw("schema"u8, SchemaRewriter.ForAnthropicOutput(asked, task.Losses));
                writer.WriteEndObject();
            }

            writer.WriteEndObject();
        }

        return on;
    }

    private bool IsMidLoopWithoutThinking(List<Turn> turns)
    {
        if (turns.Count < 2 || !turns[^1].Contents.Any(c => c.Kind == PartKind.ToolResult))
        {
            return false;
        }

        return turns[^2].Contents[0] is not { Kind: PartKind.Reasoning } first || !task.Understands(first.State);
    }

    private void WriteSampling(Sampling sampling, bool thinks)
    {
        if (sampling.Temperature is { } temperature)
        {
            task.Losses.AddIf(temperature > 1 || (thinks && temperature is not 1), "temperature");
            if (!thinks)
            {
                writer.WriteNumber("temperature"u8, Math.Min(1, temperature));
            }
        }

        if (sampling.TopP is { } top)
        {
            // Newer models refuse both at once.
            bool keep = sampling.Temperature is null && (!thinks || top >= 0.95);
            task.Losses.AddIf(!keep && top is not 1, "top_p");
            if (keep)
            {
                writer.WriteNumber("top_p"u8, top);
            }
        }

        task.Losses.AddIf(thinks && sampling.TopK is not null, "top_k");
        if (!thinks)
        {
            writer.Number("top_k"u8, sampling.TopK);
        }

        var stops = sampling.Stop.Where(s => !string.IsNullOrWhiteSpace(s)).ToList();
        if (stops.Count > 0)
        {
            writer.WriteStartArray("stop_sequences"u8);
            stops.ForEach(writer.WriteStringValue);
            writer.WriteEndArray();
        }

        task.Losses.AddIf(sampling.Seed is not null, "seed");
        task.Losses.AddIf(sampling.FrequencyPenalty is not (null or 0) || sampling.PresencePenalty is not (null or 0), "penalties");
        task.Losses.AddIf(sampling.LogProbs, "logprobs");
        task.Losses.AddIf(sampling.Answers is > 1, "several_answers");
    }
}
