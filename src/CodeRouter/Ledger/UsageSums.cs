namespace CodeRouter.Ledger;

/// <summary>What is summed over steps. The names are the columns of every roll-up.</summary>
public enum Measure : byte
{
    Requests,
    Failed,
    Aborted,
    Truncated,
    Interrupted,
    Refused,
    CacheHits,
    InputTokens,
    CachedInputTokens,
    CacheWriteTokens,
    OutputTokens,
    ReasoningTokens,
    CostUnknown,
    UsageEstimated,
    BaselineUnknown,
    TotalMs,
    FirstByteMs,
    FirstBytes,

    /// <summary>Calls of which a reseller said what it charged.</summary>
    Reported,
    Cost,
    RouterCost,
    SwitchCost,
    BaselineCost,
    BaselineComparedCost,
    BaselineExtraCost,
    InterruptedReserved,
    Billed,
    BaselineComparedBilled,

    /// <summary>What resellers said they charged.</summary>
    ReportedCost,

    /// <summary>The same calls by the prices here.</summary>
    ReportedComparedCost,
}

/// <summary>
/// Sums over steps as they are handed out: counts, tokens, milliseconds, and from <see cref="FirstMoney"/> on money in 1e-12 dollars.
/// Wider than 64 bits, because many amounts together may pass what one may reach.
/// </summary>
public sealed class UsageSums
{
    /// <summary>The first measure that is money.</summary>
    public const Measure FirstMoney = Measure.Cost;

    public static readonly int Count = Enum.GetValues<Measure>().Length;

    /// <summary>Column names by measure.</summary>
    public static readonly string[] Columns =
    [
        "requests", "failed", "aborted", "truncated", "interrupted", "refused", "cache_hits", "input_tokens", "cached_input_tokens",
        "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_unknown", "usage_estimated", "baseline_unknown", "total_ms",
        "first_byte_ms", "first_bytes", "reported", "cost", "router_cost", "switch_cost", "baseline_cost", "baseline_compared_cost",
        "baseline_extra_cost", "interrupted_reserved", "billed", "baseline_compared_billed",
        "reported_cost", "reported_compared_cost",
    ];

    private readonly decimal[] _values = new decimal[Count];

    public decimal this[Measure measure]
    {
        get => _values[(int)measure];
        set => _values[(int)measure] = value;
    }

    public long Whole(Measure measure) => (long)_values[(int)measure];

    public decimal Usd(Measure measure) => _values[(int)measure] / PicoDollars.PerDollar;

    /// <summary>Nothing is known of what these steps cost but what cost nothing: then the sum is not 0, it is unknown too.</summary>
    public bool IsCostUnknown => this[Measure.CostUnknown] > 0 && this[Measure.Cost] == 0;

    public void Add(UsageSums other)
    {
        for (int i = 0; i < _values.Length; i++)
        {
            _values[i] += other._values[i];
        }
    }
}
