using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Tests.Traffic;

/// <summary>
/// What an answer used, worked out from the raw answer by a second hand: from the providers' documents, over parsed documents, sharing no
/// code with the readers it checks.
/// </summary>
internal static class RawUsage
{
    public static Usage? Of(Recording recording, IEnumerable<JsonObject> parts) => recording.Format switch
    {
        WireFormat.OpenAIChat => OfChat(parts),
        WireFormat.OpenAIResponses => OfResponses(parts),
        WireFormat.AnthropicMessages => OfMessages(parts),
        _ => OfGemini(parts),
    };

    // The last usage counts; Groq's lies elsewhere in a stream.
    private static Usage? OfChat(IEnumerable<JsonObject> parts)
    {
        JsonObject? usage = null;
        foreach (var part in parts)
        {
            usage = part["usage"] as JsonObject ?? part["x_groq"]?["usage"] as JsonObject ?? usage;
        }

        if (usage is null)
        {
            return null;
        }

        if (usage.Count == 1 && Number(usage, "total_tokens") is { } all)
        {
            return new Usage(all, 0, 0, 0, 0, 0);
        }

        long input = Number(usage, "prompt_tokens") ?? Number(usage, "input_tokens") ?? 0;
        long output = Number(usage, "completion_tokens") ?? Number(usage, "output_tokens") ?? 0;
        var inside = usage["prompt_tokens_details"] as JsonObject ?? usage["input_tokens_details"] as JsonObject;
        var outside = usage["completion_tokens_details"] as JsonObject ?? usage["output_tokens_details"] as JsonObject;
        long read = Number(inside, "cached_tokens") ?? Number(usage, "prompt_cache_hit_tokens") ?? Number(usage, "cached_tokens") ?? Number(usage, "cache_read_input_tokens") ?? 0;
        long write = Number(inside, "cache_write_tokens") ?? Number(inside, "cache_creation_tokens") ?? Number(usage, "cache_creation_input_tokens") ?? 0;
        long reasoning = Number(outside, "reasoning_tokens") ?? Number(usage, "reasoning_tokens") ?? 0;
        long beside = (Number(usage, "total_tokens") ?? 0) - input - output;
        if (beside > 0)
        {
            // What the total has and the parts have not: Mistral's audio belongs to the prompt, xAI's and Google's thinking to the output.
            if (beside == Number(inside, "audio_tokens"))
            {
                input += beside;
            }
            else if (reasoning == 0 || reasoning == beside)
            {
                output += beside;
                reasoning = beside;
            }
        }

        // More thinking than output cannot lie inside it (a vendor's own cost field confirms that both are billed).
        output += reasoning > output ? reasoning : 0;
        return new Usage(Math.Max(0, input - read - write), read, write, 0, output, reasoning);
    }

    private static Usage? OfResponses(IEnumerable<JsonObject> parts)
    {
        JsonObject? usage = null;
        foreach (var part in parts)
        {
            usage = (part["response"] ?? part)["usage"] as JsonObject ?? usage;
        }

        if (usage is null)
        {
            return null;
        }

        long read = Number(usage["input_tokens_details"], "cached_tokens") ?? 0;
        long write = Number(usage["input_tokens_details"], "cache_write_tokens") ?? 0;
        long input = Number(usage, "input_tokens") ?? 0;
        long output = Number(usage, "output_tokens") ?? 0;
        long reasoning = Number(usage["output_tokens_details"], "reasoning_tokens") ?? 0;
        output += reasoning > 0 && (Number(usage, "total_tokens") ?? 0) == input + output + reasoning ? reasoning : 0;
        return new Usage(input - read - write, read, write, 0, output, reasoning);
    }

    // Cached tokens stand beside the input. What a later event says replaces what an earlier one said.
    private static Usage? OfMessages(IEnumerable<JsonObject> parts)
    {
        var said = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            if ((part["usage"] ?? part["message"]?["usage"]) is JsonObject usage)
            {
                foreach (string name in (string[])["input_tokens", "output_tokens", "cache_read_input_tokens", "cache_creation_input_tokens"])
                {
                    Keep(said, name, Number(usage, name));
                }

                Keep(said, "1h", Number(usage["cache_creation"], "ephemeral_1h_input_tokens"));
                Keep(said, "thinking", Number(usage["output_tokens_details"], "thinking_tokens"));
            }
        }

        long hour = said.GetValueOrDefault("1h");
        long write = said.TryGetValue("cache_creation_input_tokens", out long all) ? all : hour;
        return said.Count == 0 ? null : new Usage(said.GetValueOrDefault("input_tokens"), said.GetValueOrDefault("cache_read_input_tokens"), write - hour, hour, said.GetValueOrDefault("output_tokens"), said.GetValueOrDefault("thinking"));
    }

    private static Usage? OfGemini(IEnumerable<JsonObject> parts)
    {
        var said = new Dictionary<string, long>(StringComparer.Ordinal);
        foreach (var part in parts)
        {
            foreach (string name in (string[])["promptTokenCount", "candidatesTokenCount", "thoughtsTokenCount", "cachedContentTokenCount", "toolUsePromptTokenCount"])
            {
                Keep(said, name, Number(part["usageMetadata"], name));
            }
        }

        long read = said.GetValueOrDefault("cachedContentTokenCount");
        long thoughts = said.GetValueOrDefault("thoughtsTokenCount");
        return said.Count == 0 ? null : new Usage(said.GetValueOrDefault("promptTokenCount") - read + said.GetValueOrDefault("toolUsePromptTokenCount"), read, 0, 0, said.GetValueOrDefault("candidatesTokenCount") + thoughts, thoughts);
    }

    private static void Keep(Dictionary<string, long> said, string name, long? number)
    {
        if (number is { } n)
        {
            said[name] = n;
        }
    }

    private static long? Number(JsonNode? parent, string name) => (parent as JsonObject)?[name] is JsonValue value && value.TryGetValue(out long number) ? number : null;
}
