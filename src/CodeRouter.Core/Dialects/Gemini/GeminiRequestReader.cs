using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects.Gemini;

/// <summary>Reads a generateContent request in full, in either spelling.</summary>
internal static class GeminiRequestReader
{
    private static readonly UnsaidMembers Unsaid = new(("labels", "metadata", []), ("store", "store", []));

    private static readonly UnsaidMembers UnsaidConfig = new(
        ("mediaResolution", "media_resolution", ["MEDIA_RESOLUTION_UNSPECIFIED"]), ("media_resolution", "media_resolution", ["MEDIA_RESOLUTION_UNSPECIFIED"]),
        ("speechConfig", "output_modalities", []), ("speech_config", "output_modalities", []), ("imageConfig", "output_modalities", []), ("image_config", "output_modalities", []));

    public static Conversation Read(RequestView request, Losses losses)
    {
        var turns = new TurnList();
        var system = Find(request, "systemInstruction"u8, "system_instruction"u8);
        if (system.HasText)
        {
            turns.AddSystem(Content.OfText(system.Text()!));
        }

        var contents = new GeminiParts(losses);
        contents.Read(system["parts"u8], content => turns.AddSystem(content));
        for (int i = 0; i < request.Scan.Messages.Count; i++)
        {
            var turn = new JsonSpan(request.MessageAt(i));
            var role = turn["role"u8].Is("model"u8) ? Role.Assistant : turn["role"u8].Is("system"u8) ? Role.System : Role.User;
            contents.Read(turn["parts"u8], content => turns.Add(role, content));
        }

        var config = GeminiKnobs.Config(request);
        var choice = Find(request, "toolConfig"u8, "tool_config"u8).Either("functionCallingConfig"u8, "function_calling_config"u8);
        losses.AddIf(Find(request, "safetySettings"u8, "safety_settings"u8).HasItems, "safety_settings");
        losses.AddIf(config.Either("responseModalities"u8, "response_modalities"u8).Raw.IndexOfAny("IMAGE"u8, "AUDIO"u8), "output_modalities");
        Unsaid.Note(request, losses);
        UnsaidConfig.Note(config, losses);
        return new Conversation
        {
            Model = request.Model,
            Stream = request.Stream,
            System = turns.System,
            Turns = turns.Turns,
            Tools = GeminiTools.Read(request),
            ToolChoice = GeminiTools.ReadChoice(choice),
            Sampling = ReadSampling(config),
            Reasoning = ReadThinking(config.Either("thinkingConfig"u8, "thinking_config"u8)),
            Format = ReadFormat(config),
            ServiceTier = Find(request, "serviceTier"u8, "service_tier"u8).Text()?.ToLowerInvariant(),
            StateElsewhere = Find(request, "cachedContent"u8, "cached_content"u8).HasText ? "cachedContent" : null,
        };
    }

    private static bool IndexOfAny(this ReadOnlySpan<byte> text, ReadOnlySpan<byte> one, ReadOnlySpan<byte> other) => text.IndexOf(one) >= 0 || text.IndexOf(other) >= 0;

    private static JsonSpan Find(RequestView request, ReadOnlySpan<byte> name, ReadOnlySpan<byte> other)
    {
        var found = new JsonSpan(request.Find(name));
        return found.Exists ? found : new JsonSpan(request.Find(other));
    }

    private static Sampling ReadSampling(JsonSpan config)
    {
        var stops = new List<string>();
        foreach (var stop in config.Either("stopSequences"u8, "stop_sequences"u8).Elements)
        {
            stops.Add(stop.Text() ?? "");
        }

        return new Sampling
        {
            MaxOutput = config.Either("maxOutputTokens"u8, "max_output_tokens"u8).Int(),
            Temperature = config["temperature"u8].Double(),
            TopP = config.Either("topP"u8, "top_p"u8).Double(),
            TopK = config.Either("topK"u8, "top_k"u8).Int(),
            Seed = config["seed"u8].Long(),
            FrequencyPenalty = config.Either("frequencyPenalty"u8, "frequency_penalty"u8).Double(),
            PresencePenalty = config.Either("presencePenalty"u8, "presence_penalty"u8).Double(),
            Stop = stops,
            Answers = config.Either("candidateCount"u8, "candidate_count"u8).Int(),
            LogProbs = config.Either("responseLogprobs"u8, "response_logprobs"u8).IsTrue,
            TopLogProbs = config["logprobs"u8].Int(),
        };
    }

    private static ReasoningWish? ReadThinking(JsonSpan thinking)
    {
        if (!thinking.IsObject)
        {
            return null;
        }

        int? budget = thinking.Either("thinkingBudget"u8, "thinking_budget"u8).Int();
        return new ReasoningWish
        {
            // A budget of -1 leaves it to the model.
            Enabled = budget switch { 0 => false, null => null, _ => true },
            Budget = budget is >= 0 ? budget : null,
            Effort = thinking.Either("thinkingLevel"u8, "thinking_level"u8).Text()?.ToLowerInvariant(),
            Show = thinking.Either("includeThoughts"u8, "include_thoughts"u8).IsTrue,
        };
    }

    private static OutputFormat? ReadFormat(JsonSpan config)
    {
        var plain = config.Either("responseJsonSchema"u8, "response_json_schema"u8);
        if (plain.Exists)
        {
            // Gemini knows no other way than to hold the model to it.
            return new OutputFormat(JsonOut.Copy(plain), null, true);
        }

        var schema = config.Either("responseSchema"u8, "response_schema"u8);
        return schema.Exists ? new OutputFormat(SchemaRewriter.FromGemini(JsonOut.Copy(schema)), null, true)
            : config.Either("responseMimeType"u8, "response_mime_type"u8).Is("application/json"u8) ? new OutputFormat(null, null, null)
            : null;
    }
}
