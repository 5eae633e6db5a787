using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.OpenAIResponses;

/// <summary>Writes a conversation as a Responses request. Nothing is stored at the vendor: the whole history comes with every request.</summary>
internal sealed class ResponsesRequestWriter(WritingTask task, Utf8JsonWriter writer)
{
    // The least the format takes.
    private const int LeastMax = 16;

    public void Write(Conversation conversation)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, task.Target.Model);
        string instructions = SystemTexts.Join(conversation.System);
        writer.Text("instructions"u8, instructions.Length > 0 ? instructions : null);
        task.Losses.AddIf(conversation.System.Any(c => c.CacheMark is not null) || conversation.Tools.Any(static t => t.CacheMark is not null), "cache_control");
        task.Losses.AddIf(TurnOrder.IsBegun(conversation.Turns), "prefill");
        WriteInput(conversation);
        ResponsesTools.Write(conversation, task, writer);
        WriteSampling(conversation.Sampling);
        bool thinks = WriteReasoning(conversation.Reasoning);
        WriteInclude(thinks, conversation.Sampling);
        WriteText(conversation);
        writer.Text("service_tier"u8, ServiceTiers.At(task.Target.Model, conversation));
        writer.Text("prompt_cache_key"u8, conversation.CacheKey);
        writer.Text("prompt_cache_retention"u8, OpenAIModels.IsOwn(task.Target.Model) ? conversation.CacheRetention : null);
        writer.Text("safety_identifier"u8, EndUsers.Within(conversation.EndUser, EndUsers.OpenAI));
        writer.WriteBoolean("store"u8, false);
        if (conversation.Stream)
        {
            writer.WriteBoolean("stream"u8, true);
        }

        writer.WriteEndObject();
    }

    private void WriteInput(Conversation conversation)
    {
        var items = new ResponsesItemWriter(task, writer);
        writer.WriteStartArray("input"u8);
        bool any = false;
        foreach (var turn in conversation.Turns)
        {
            task.Losses.AddIf(turn.Contents.Any(c => c.CacheMark is not null), "cache_control");
            var said = turn.Contents.Where(static c => c.Kind != PartKind.Text || c.Text.Length > 0).ToList();
            any |= said.Count > 0;
            items.Write(turn with { Contents = said });
        }

        if (!any)
        {
            // A system prompt alone: an empty input would be refused.
            items.Write(new Turn(Role.User, [Content.OfText("Continue.")]));
        }

        writer.WriteEndArray();
    }

    private void WriteSampling(Sampling sampling)
    {
        int? max = sampling.MaxOutput is { } asked ? Math.Max(LeastMax, Math.Min(asked, task.Target.MaxOutput ?? asked)) : null;
        task.Losses.AddIf(max < sampling.MaxOutput, "max_output");
        writer.Number("max_output_tokens"u8, max);
        if (OpenAIModels.RefusesSampling(task.Target.Model))
        {
            task.Losses.AddIf(sampling.Temperature is not (null or 1), "temperature");
            task.Losses.AddIf(sampling.TopP is not (null or 1), "top_p");
        }
        else
        {
            writer.Number("temperature"u8, sampling.Temperature);
            writer.Number("top_p"u8, sampling.TopP);
        }

        task.Losses.AddIf(sampling.TopK is not null, "top_k");
        task.Losses.AddIf(sampling.Seed is not null, "seed");
        task.Losses.AddIf(sampling.Stop.Count > 0, "stop_sequences");
        task.Losses.AddIf(sampling.FrequencyPenalty is not (null or 0) || sampling.PresencePenalty is not (null or 0), "penalties");
        task.Losses.AddIf(sampling.LogProbs && !TellsOdds(sampling), "logprobs");
        writer.Number("top_logprobs"u8, TellsOdds(sampling) ? sampling.TopLogProbs : null);
        task.Losses.AddIf(sampling.Answers is > 1, "several_answers");
    }

    /// <summary>Models that do not reason refuse both members; so only a word of the caller's own, or a model known to reason, brings them in.</summary>
    /// <returns>Whether the model will think, or may.</returns>
    private bool WriteReasoning(ReasoningWish? wish)
    {
        bool known = task.IsKnownFor(Capability.Reasoning);
        string? effort = wish?.Effort ?? (wish?.Enabled == false ? "none" : wish?.Budget is { } budget ? EffortScale.Effort(budget) : null);
        bool wanted = wish is not null && (known || (wish.Effort is not null && task.Can(Capability.Reasoning)));
        if (wanted)
        {
            string? taken = effort is null ? null : OpenAIModels.Effort(task.Target.Model, effort);
            task.Losses.AddIf(taken != effort && effort is not "max", "reasoning_effort");
            writer.WriteStartObject("reasoning"u8);
            writer.Text("effort"u8, taken);
            writer.Text("summary"u8, wish!.Show ? "auto" : null);
            writer.WriteEndObject();
        }
        else
        {
            task.Losses.AddIf(effort is not (null or "none"), "reasoning_effort");
        }

        return known || wanted;
    }

    private bool TellsOdds(Sampling sampling) => sampling.LogProbs && !OpenAIModels.RefusesSampling(task.Target.Model);

    private void WriteInclude(bool thinks, Sampling sampling)
    {
        if (!thinks && !TellsOdds(sampling))
        {
            return;
        }

        writer.WriteStartArray("include"u8);
        if (thinks)
        {
            writer.WriteStringValue("reasoning.encrypted_content"u8);
        }

        if (TellsOdds(sampling))
        {
            writer.WriteStringValue("message.output_text.logprobs"u8);
        }

        writer.WriteEndArray();
    }

    private void WriteText(Conversation conversation)
    {
        var format = conversation.Format;
        if (format is null && conversation.Verbosity is null)
        {
            return;
        }

        writer.WriteStartObject("text"u8);
        if (format is not null)
        {
            writer.WriteStartObject("format"u8);
            writer.WriteString("type"u8, format.Schema is null ? "json_object"u8 : "json_schema"u8);
            if (format.Schema is not null)
            {
                writer.WriteString("name"u8, format.Name ?? "answer");
                writer.Text("description"u8, format.Description);
                var (schema, isStrict) = StrictMode.Of(format.Schema, format, task.Losses);
                writer.Raw("schema"u8, schema);
                writer.WriteBoolean("strict"u8, isStrict);
            }

            writer.WriteEndObject();
        }

        writer.Text("verbosity"u8, conversation.Verbosity);
        writer.WriteEndObject();
    }
}
