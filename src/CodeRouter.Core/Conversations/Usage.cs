namespace CodeRouter.Core.Conversations;

/// <summary>
/// Tokens of one answer in disjoint buckets: every input token is in exactly one of the four input buckets.
/// <see cref="Reasoning"/> is a part of <see cref="Output"/>, never added to it.
/// OpenAI and Gemini count cached tokens inside the input, Anthropic beside it; the dialects convert.
/// </summary>
/// <param name="Input">Input tokens neither read from nor written to a prompt cache.</param>
/// <param name="CacheRead">Input tokens read from the provider's prompt cache.</param>
/// <param name="CacheWrite5m">Input tokens written to a cache of five minutes (or of unstated life).</param>
/// <param name="CacheWrite1h">Input tokens written to a cache of one hour.</param>
/// <param name="Output">Output tokens, reasoning included.</param>
/// <param name="Reasoning">The part of the output that was reasoning.</param>
public readonly record struct Usage(long Input, long CacheRead, long CacheWrite5m, long CacheWrite1h, long Output, long Reasoning)
{
    /// <summary>What the upstream says it charged, in USD; null where it says nothing. Kept beside the cost by list price, never in its place.</summary>
    public decimal? ReportedUsd { get; init; }

    public long TotalInput => Input + CacheRead + CacheWrite5m + CacheWrite1h;

    public long CacheWrite => CacheWrite5m + CacheWrite1h;
}
