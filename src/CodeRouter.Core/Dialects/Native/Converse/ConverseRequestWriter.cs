using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.Native.Converse;

/// <summary>Writes a conversation as a Converse request.</summary>
internal sealed class ConverseRequestWriter(WritingTask task, Utf8JsonWriter writer)
{
    private const int LeastBudget = 1024;

    public void Write(Conversation conversation)
    {
        var turns = TurnOrder.Arrange(conversation.Turns, task);
        NativeTurns.NoteCommonLosses(conversation, task);
        writer.WriteStartObject();
        WriteSystem(conversation.System);
        var blocks = new ConverseBlockWriter(task, writer);
        writer.WriteStartArray("messages"u8);
        foreach (var turn in turns)
        {
            writer.WriteStartObject();
            writer.WriteString("role"u8, turn.Role == Role.Assistant ? "assistant"u8 : "user"u8);
            writer.WriteStartArray("content"u8);
            foreach (var content in turn.Contents)
            {
                blocks.Write(content);
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        writer.WriteEndArray();
        WriteTools(conversation, turns);
        WriteInference(conversation);
        WriteFormat(conversation.Format);
        writer.WriteEndObject();
    }

    private void WriteSystem(IReadOnlyList<Content> system)
    {
        var texts = system.Where(c => !string.IsNullOrWhiteSpace(c.Text)).ToList();
        if (texts.Count == 0)
        {
            return;
        }

        writer.WriteStartArray("system"u8);
        foreach (var text in texts)
        {
            writer.WriteStartObject();
            writer.WriteString("text"u8, text.Text);
            writer.WriteEndObject();
            ConverseBlockWriter.WriteMark(text.CacheMark, writer);
        }

        writer.WriteEndArray();
    }

    private void WriteTools(Conversation conversation, List<Turn> turns)
    {
        var kept = ServerToolNames.Keep(conversation, task, mapped: null);

        // A history with calls needs their tools, also where none is offered any more.
        string[] used = kept.Count > 0 ? [] : [.. turns.SelectMany(t => t.Contents).Where(c => c.Kind == PartKind.ToolCall).Select(c => task.Names.Sent(c.Namespace, c.Name ?? "")).Distinct(StringComparer.Ordinal)];
        if (kept.Count == 0 && used.Length == 0)
        {
            return;
        }

        writer.WriteStartObject("toolConfig"u8);
        writer.WriteStartArray("tools"u8);
        foreach (var tool in kept)
        {
            WriteTool(task.Names.Sent(tool.Namespace, tool.Name), ToolTexts.Description(tool), tool.Kind == ToolKind.Custom ? ToolTexts.FreeTextSchema : SchemaRewriter.ForTool(tool.Schema));
            ConverseBlockWriter.WriteMark(tool.CacheMark, writer);
        }

        foreach (string name in used)
        {
            WriteTool(name, null, "{\"type\":\"object\",\"properties\":{}}"u8);
        }

        writer.WriteEndArray();
        WriteChoice(conversation.ToolChoice);
        writer.WriteEndObject();
        task.Losses.AddIf(conversation.ParallelCalls == false, "parallel_tool_calls");
        task.Losses.AddIf(kept.Exists(t => t.Strict == true), "strict_tools");
    }

    private void WriteTool(string name, string? description, ReadOnlySpan<byte> schema)
    {
        writer.WriteStartObject();
        writer.WriteStartObject("toolSpec"u8);
        writer.WriteString("name"u8, name);
        writer.Text("description"u8, string.IsNullOrWhiteSpace(description) ? null : description);
        writer.WriteStartObject("inputSchema"u8);
        writer.Raw("json"u8, schema);
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteChoice(ToolChoice? choice)
    {
        // There is no word for "none".
        task.Losses.AddIf(choice is { Mode: ToolMode.None }, "tool_choice");
        if (choice is null or { Mode: ToolMode.None })
        {
            return;
        }

        writer.WriteStartObject("toolChoice"u8);
        writer.WriteStartObject(choice.Mode switch { ToolMode.Any => "any"u8, ToolMode.Named => "tool"u8, _ => "auto"u8 });
        writer.Text("name"u8, choice is { Mode: ToolMode.Named, Name: { } name } ? task.Names.Sent(choice.Namespace, name) : null);
        writer.WriteEndObject();
        writer.WriteEndObject();
    }

    private void WriteInference(Conversation conversation)
    {
        var sampling = conversation.Sampling;
        int? max = NativeTurns.MaxOutput(conversation, task);
        int? budget = Thinking(conversation.Reasoning, max);
        writer.WriteStartObject("inferenceConfig"u8);
        writer.Number("maxTokens"u8, max);
        task.Losses.AddIf(budget is not null && sampling.Temperature is not (null or 1), "temperature");
        writer.Number("temperature"u8, budget is null && sampling.Temperature is { } t ? Math.Min(t, 1) : null);
        writer.Number("topP"u8, budget is null && sampling.Temperature is null ? sampling.TopP : null);
        task.Losses.AddIf(sampling.Temperature > 1, "temperature");
        task.Losses.AddIf(sampling.TopP is not (null or 1) && (budget is not null || sampling.Temperature is not null), "top_p");
        if (sampling.Stop.Any(s => !string.IsNullOrWhiteSpace(s)))
        {
            writer.WriteStartArray("stopSequences"u8);
            foreach (string stop in sampling.Stop.Where(s => !string.IsNullOrWhiteSpace(s)))
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        writer.WriteEndObject();
        task.Losses.AddIf(sampling.Seed is not null, "seed");
        task.Losses.AddIf(sampling.FrequencyPenalty is not (null or 0) || sampling.PresencePenalty is not (null or 0), "penalties");
        WriteExtras(sampling, budget);
    }

    /// <summary>What has no common word is said in the model's own: only Anthropic's are known here.</summary>
    private void WriteExtras(Sampling sampling, int? budget)
    {
        bool anthropic = ConverseDialect.IsAnthropic(task.Target.Model);
        task.Losses.AddIf(sampling.TopK is not null && !anthropic, "top_k");
        if (!anthropic || (sampling.TopK is null && budget is null))
        {
            return;
        }

        writer.WriteStartObject("additionalModelRequestFields"u8);
        if (budget is { } tokens)
        {
            writer.WriteStartObject("thinking"u8);
            writer.WriteString("type"u8, "enabled"u8);
            writer.WriteNumber("budget_tokens"u8, tokens);
            writer.WriteEndObject();
        }
        else
        {
            writer.Number("top_k"u8, sampling.TopK);
        }

        writer.WriteEndObject();
    }

    private int? Thinking(ReasoningWish? wish, int? max)
    {
        if (wish is null || wish.Enabled == false || wish is { Effort: "none" } or { Enabled: null, Effort: null, Budget: null or 0 })
        {
            return null;
        }

        int budget = EffortScale.Within(max ?? int.MaxValue, wish.Budget, wish.Effort);
        bool can = ConverseDialect.IsAnthropic(task.Target.Model) && task.Can(Capability.Reasoning) && budget >= LeastBudget;
        task.Losses.AddIf(!can, "reasoning_effort");
        return can ? budget : null;
    }

    private void WriteFormat(OutputFormat? format)
    {
        task.Losses.AddIf(format is { Schema: null }, "json_object");
        if (format?.Schema is not { } schema)
        {
            return;
        }

        writer.WriteStartObject("outputConfig"u8);
        writer.WriteStartObject("textFormat"u8);
        writer.WriteString("type"u8, "json_schema"u8);
        writer.WriteStartObject("structure"u8);
        writer.WriteStartObject("jsonSchema"u8);
        writer.WriteString("schema"u8, Encoding.UTF8.GetString(SchemaRewriter.ForAnthropicOutput(schema, task.Losses)));
        writer.WriteString("name"u8, format.Name ?? "answer");
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
        writer.WriteEndObject();
    }
}
