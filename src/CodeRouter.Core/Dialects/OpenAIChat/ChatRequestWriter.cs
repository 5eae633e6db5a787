using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Dialects.OpenAIChat;

/// <summary>Writes a conversation as a chat request.</summary>
internal sealed class ChatRequestWriter(WritingTask task, Utf8JsonWriter writer)
{
    public void Write(Conversation conversation)
    {
        writer.WriteStartObject();
        writer.WriteString("model"u8, task.Target.Model);
        new ChatMessageWriter(task, writer).Write(conversation);
        ChatTools.Write(conversation, task, writer);
        WriteSampling(conversation.Sampling);
        WriteReasoning(conversation.Reasoning);
        WriteFormat(conversation.Format);
        writer.Text("user"u8, EndUsers.Within(conversation.EndUser, EndUsers.OpenAI));
        writer.Text("prompt_cache_key"u8, IsOpenAI ? conversation.CacheKey : null);
        writer.Text("prompt_cache_retention"u8, IsOpenAI ? conversation.CacheRetention : null);
        writer.Text("service_tier"u8, ServiceTiers.At(task.Target.Model, conversation));
        task.Losses.AddIf(!IsOpenAI && conversation.Verbosity is not null, "verbosity");
        writer.Text("verbosity"u8, IsOpenAI ? conversation.Verbosity : null);
        if (conversation.Stream)
        {
            writer.WriteBoolean("stream"u8, true);
            if (!task.Target.OmitsUsageOption)
            {
                writer.Raw("stream_options"u8, "{\"include_usage\":true}"u8);
            }
        }

        writer.WriteEndObject();
    }

    private bool IsOpenAI => OpenAIModels.IsOwn(task.Target.Model);

    private void WriteSampling(Sampling sampling)
    {
        writer.Number(IsOpenAI ? "max_completion_tokens"u8 : "max_tokens"u8, Clamp(sampling.MaxOutput));
        bool fixedDraw = OpenAIModels.RefusesSampling(task.Target.Model);
        if (fixedDraw)
        {
            task.Losses.AddIf(sampling.Temperature is not (null or 1), "temperature");
            task.Losses.AddIf(sampling.TopP is not (null or 1), "top_p");
            task.Losses.AddIf(sampling.FrequencyPenalty is not (null or 0) || sampling.PresencePenalty is not (null or 0), "penalties");
        }
        else
        {
            writer.Number("temperature"u8, sampling.Temperature);
            writer.Number("top_p"u8, sampling.TopP);
            writer.Number("frequency_penalty"u8, sampling.FrequencyPenalty);
            writer.Number("presence_penalty"u8, sampling.PresencePenalty);
        }

        writer.Number("seed"u8, sampling.Seed);
        task.Losses.AddIf(sampling.TopK is not null, "top_k");
        task.Losses.AddIf(sampling.Answers is > 1, "several_answers");
        task.Losses.AddIf(sampling.LogProbs && fixedDraw, "logprobs");
        if (sampling.LogProbs && !fixedDraw)
        {
            writer.WriteBoolean("logprobs"u8, true);
            writer.Number("top_logprobs"u8, sampling.TopLogProbs);
        }

        if (sampling.Stop.Count == 0)
        {
            return;
        }

        // Four is the most the format takes.
        task.Losses.AddIf(sampling.Stop.Count > 4 || fixedDraw, "stop_sequences");
        if (fixedDraw)
        {
            return;
        }

        writer.WriteStartArray("stop"u8);
        foreach (string stop in sampling.Stop.Take(4))
        {
            writer.WriteStringValue(stop);
        }

        writer.WriteEndArray();
    }

    private int? Clamp(int? max)
    {
        bool over = max > task.Target.MaxOutput;
        task.Losses.AddIf(over, "max_output");
        return over ? task.Target.MaxOutput : max;
    }

    /// <summary>Models that do not reason refuse the member; so only a word of the caller's own, or a model known to reason, brings it in.</summary>
    private void WriteReasoning(ReasoningWish? wish)
    {
        if (wish is null)
        {
            return;
        }

        string? effort = wish.Effort ?? (wish.Enabled == false ? "none" : wish.Budget is { } budget ? EffortScale.Effort(budget) : null);
        bool known = task.IsKnownFor(Capability.Reasoning) || (wish.Effort is not null && task.Can(Capability.Reasoning));
        if (effort is "none")
        {
            // Not to think is what every model does that cannot.
            if (IsOpenAI && known)
            {
                WriteEffort(effort);
            }
        }
        else if (effort is not null && known)
        {
            WriteEffort(effort);
        }
        else
        {
            task.Losses.AddIf(effort is not null, "reasoning_effort");
        }
    }

    private void WriteEffort(string effort)
    {
        string taken = OpenAIModels.Effort(task.Target.Model, effort);
        task.Losses.AddIf(taken != effort && effort is not "max", "reasoning_effort");
        writer.WriteString("reasoning_effort"u8, taken);
    }

    private void WriteFormat(OutputFormat? format)
    {
        if (format is null)
        {
            return;
        }

        writer.WriteStartObject("response_format"u8);
        if (format.Schema is null)
        {
            writer.WriteString("type"u8, "json_object"u8);
        }
        else
        {
            writer.WriteString("type"u8, "json_schema"u8);
            writer.WriteStartObject("json_schema"u8);
            writer.WriteString("name"u8, format.Name ?? "answer");
            writer.Text("description"u8, format.Description);
            var (schema, isStrict) = StrictMode.Of(format.Schema, format, task.Losses);
            writer.Raw("schema"u8, schema);
            if (format.Strict is not null)
            {
                writer.WriteBoolean("strict"u8, isStrict);
            }

            writer.WriteEndObject();
        }

        writer.WriteEndObject();
    }
}
