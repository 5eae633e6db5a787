using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Dialects;

/// <summary>
/// Collects the counts an answer reports, as reported: streams repeat and complete them, a later number replaces an earlier one, and null
/// is not zero. Each format names which counts lie inside which; what comes out are disjoint buckets that are never negative.
/// </summary>
internal sealed class UsageTally
{
    /// <summary>All input, or all of it but the cached parts: see <see cref="CachedIsInside"/>.</summary>
    public long? Input { get; set; }

    public long? CacheRead { get; set; }

    /// <summary>All tokens written to a cache, whatever its life.</summary>
    public long? CacheWrite { get; set; }

    public long? CacheWrite1h { get; set; }

    /// <summary>Input that the provider's own tools added, counted beside the prompt (Gemini).</summary>
    public long? ToolInput { get; set; }

    public long? Output { get; set; }

    public long? Reasoning { get; set; }

    /// <summary>Audio within the prompt; Mistral counts it beside the prompt's tokens.</summary>
    public long? AudioInput { get; set; }

    /// <summary>The total as reported: shows whether reasoning was counted beside the output (xAI, Gemini behind the chat format).</summary>
    public long? Total { get; set; }

    /// <summary>Cached tokens are counted within <see cref="Input"/> (OpenAI, Gemini) rather than beside it (Anthropic).</summary>
    public bool CachedIsInside { get; init; } = true;

    /// <summary>Reasoning is counted beside <see cref="Output"/> (Gemini).</summary>
    public bool ReasoningIsBeside { get; init; }

    /// <summary>What the upstream says it charged (OpenRouter), in USD.</summary>
    public decimal? ReportedUsd { get; set; }

    public bool Any => Input is not null || Output is not null || Total is not null;

    public Usage? Usage
    {
        get
        {
            if (!Any)
            {
                return null;
            }

            long read = Math.Max(0, CacheRead ?? 0);
            long write1h = Math.Max(0, CacheWrite1h ?? 0);
            long write5m = Math.Max(0, (CacheWrite ?? write1h) - write1h);
            // Where only a total is reported (embeddings of some vendors), it is all input.
            long input = Math.Max(0, Input ?? (Output is null ? Total : null) ?? 0);
            long output = Math.Max(0, Output ?? 0);
            long reasoning = Math.Max(0, Reasoning ?? 0);
            long hidden = Input is null || Output is null ? 0 : (Total ?? 0) - input - output;
            if (hidden > 0 && hidden == AudioInput)
            {
                input += hidden;
            }
            else if (hidden > 0 && reasoning == 0)
            {
                // Google behind the chat format: the total tells of thinking that no other count names.
                reasoning = hidden;
                output += hidden;
            }
            else if (reasoning > 0 && (ReasoningIsBeside || reasoning > output || hidden == reasoning))
            {
                output += reasoning;
            }

            if (CachedIsInside)
            {
                // Some OpenAI-style servers report writes beside the prompt; then the parts would exceed the whole.
                input = Math.Max(0, input - read);
                input = write5m + write1h <= input ? input - write5m - write1h : input;
            }

            return new Usage(input + Math.Max(0, ToolInput ?? 0), read, write5m, write1h, output, reasoning) { ReportedUsd = ReportedUsd };
        }
    }
}
