using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Writes a conversation as a generateContent request.</summary>
internal sealed class GeminiRequestWriter(WritingTask task, Utf8JsonWriter writer)
{
    public void Write(Conversation conversation)
    {
        writer.WriteStartObject();
        task.Losses.AddIf(conversation.System.Any(c => c.CacheMark is not null) || conversation.Turns.Any(t => t.Contents.Any(c => c.CacheMark is not null)) || conversation.Tools.Any(static t => t.CacheMark is not null), "cache_control");
        task.Losses.AddIf(conversation.Turns.Any(static t => t.Contents.Any(static c => c.Citations.Count > 0)), "citations");
        task.Losses.AddIf(conversation.EndUser is not null, "end_user");
        task.Losses.AddIf(conversation.Verbosity is not null, "verbosity");
        string system = SystemTexts.Join(conversation.System);
        if (system.Length > 0)
        {
            writer.WriteStartObject("systemInstruction"u8);
            writer.WriteStartArray("parts"u8);
            writer.WriteStartObject();
            writer.WriteString("text"u8, system);
            writer.WriteEndObject();
            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        WriteContents(conversation.Turns);
        GeminiTools.Write(conversation, task, writer);
        WriteConfig(conversation);
        writer.WriteEndObject();
    }

    private void WriteContents(IReadOnlyList<Turn> turns)
    {
        var list = TurnOrder.Merged(turns, task);
        var parts = new GeminiPartWriter(task, writer);
        writer.WriteStartArray("contents"u8);
        bool any = false;
        foreach (var turn in list.Turns)
        {
            var said = turn.Contents.Where(c => c.Kind != PartKind.Text || c.Text.Length > 0).ToList();
            if (said.Count == 0)
            {
                continue;
            }

            if (!any && turn.Role == Role.Assistant)
            {
                // The first word is the user's.
                WriteContinue();
            }

            any = true;

            writer.WriteStartObject();
            writer.WriteString("role"u8, turn.Role == Role.Assistant ? "model"u8 : "user"u8);
            parts.WriteTurn(said, turn.Role == Role.Assistant);
            writer.WriteEndObject();
        }

        if (!any)
        {
            // A system prompt alone: contents that are empty would be refused.
            WriteContinue();
        }

        writer.WriteEndArray();
    }

    private void WriteContinue() => writer.WriteRawValue("{\"role\":\"user\",\"parts\":[{\"text\":\"Continue.\"}]}"u8, skipInputValidation: true);

    private void WriteConfig(Conversation conversation)
    {
        var sampling = conversation.Sampling;
        writer.WriteStartObject("generationConfig"u8);
        bool over = sampling.MaxOutput > task.Target.MaxOutput;
        task.Losses.AddIf(over, "max_output");
        writer.Number("maxOutputTokens"u8, over ? task.Target.MaxOutput : sampling.MaxOutput);
        writer.Number("temperature"u8, sampling.Temperature);
        writer.Number("topP"u8, sampling.TopP);
        writer.Number("topK"u8, sampling.TopK);
        task.Losses.AddIf(sampling.Seed is < int.MinValue or > int.MaxValue, "seed");
        writer.Number("seed"u8, sampling.Seed is >= int.MinValue and <= int.MaxValue ? sampling.Seed : null);
        writer.Number("frequencyPenalty"u8, sampling.FrequencyPenalty is 0 ? null : sampling.FrequencyPenalty);
        writer.Number("presencePenalty"u8, sampling.PresencePenalty is 0 ? null : sampling.PresencePenalty);
        if (sampling.Stop.Count > 0)
        {
            // Five is the most the format takes.
            task.Losses.AddIf(sampling.Stop.Count > 5, "stop_sequences");
            writer.WriteStartArray("stopSequences"u8);
            foreach (string stop in sampling.Stop.Take(5))
            {
                writer.WriteStringValue(stop);
            }

            writer.WriteEndArray();
        }

        if (sampling.LogProbs)
        {
            writer.WriteBoolean("responseLogprobs"u8, true);
            writer.Number("logprobs"u8, sampling.TopLogProbs is > 0 ? sampling.TopLogProbs : null);
        }

        task.Losses.AddIf(sampling.Answers is > 1, "several_answers");
        WriteThinking(conversation.Reasoning);
        if (conversation.Format is { } format)
        {
            writer.WriteString("responseMimeType"u8, "application/json"u8);
            if (format.Schema is not null)
            {
                writer.Raw("responseJsonSchema"u8, SchemaRewriter.ForGemini(format.Schema, task.Losses));
            }
        }

        writer.WriteEndObject();
    }

    private void WriteThinking(ReasoningWish? wish)
    {
        if (wish is null)
        {
            return;
        }

        bool known = task.Can(Capability.Reasoning);
        int? budget = wish.Enabled == false || wish.Effort is "none" ? 0 : wish.Budget ?? (wish.Effort is { } effort ? EffortScale.Budget(effort) : null);
        if (!known)
        {
            task.Losses.AddIf(budget is > 0, "reasoning_effort");
            return;
        }

        writer.WriteStartObject("thinkingConfig"u8);
        if (budget is { } tokens && TakesLevels)
        {
            // These cannot be told not to think.
            task.Losses.AddIf(tokens == 0, "reasoning_effort");
            writer.WriteString("thinkingLevel"u8, tokens <= 4096 ? "low"u8 : "high"u8);
        }
        else
        {
            writer.Number("thinkingBudget"u8, budget is { } asked ? Math.Min(asked, 24576) : null);
        }

        if (wish.Show && budget is not 0)
        {
            writer.WriteBoolean("includeThoughts"u8, true);
        }

        writer.WriteEndObject();
    }

    /// <summary>From the third generation on the vendor takes levels instead of budgets.</summary>
    private bool TakesLevels
    {
        get
        {
            string model = task.Target.Model;
            int at = model.IndexOf("gemini-", StringComparison.OrdinalIgnoreCase);
            return at >= 0 && at + 7 < model.Length && model[at + 7] is >= '3' and <= '9';
        }
    }
}
