namespace CodeRouter.Storage;

/// <summary>
/// The measures as a month keeps them. Money lies in two columns, millions of 1e-12 dollars and the rest: a day's row may come near what
/// 64 bits hold, a month of them may not.
/// </summary>
internal sealed class MonthColumns(IReadOnlyList<string> wholes, IReadOnlyList<string> money)
{
    /// <summary>What a row is about, beside its month.</summary>
    public const string Named = "key_id, model, phase, agent, tier, repository, baseline_model";

    /// <summary>As the migrations that made the months knew them. A measure that is added later comes with a migration of its own.</summary>
    public static readonly MonthColumns AtFirst = new(
        ["requests", "failed", "aborted", "truncated", "interrupted", "refused", "cache_hits", "input_tokens", "cached_input_tokens",
            "cache_write_tokens", "output_tokens", "reasoning_tokens", "cost_unknown", "usage_estimated", "baseline_unknown", "total_ms",
            "first_byte_ms", "first_bytes"],
        ["cost", "router_cost", "switch_cost", "baseline_cost", "baseline_compared_cost", "baseline_extra_cost", "interrupted_reserved", "billed",
            "baseline_compared_billed"]);

    /// <summary>What resellers said they charged.</summary>
    public static readonly MonthColumns OfReported = new(["reported"], ["reported_cost", "reported_compared_cost"]);

    public static readonly MonthColumns WithReported = AtFirst.And(OfReported);

    /// <summary>The columns a day has.</summary>
    public IReadOnlyList<string> OfDays { get; } = [.. wholes, .. money];

    private IReadOnlyList<string> Wholes => wholes;

    private IReadOnlyList<string> Money => money;

    public IReadOnlyList<string> Names { get; } = [.. wholes, .. money.SelectMany(static c => (string[])[c, c + "_rest"])];

    public MonthColumns And(MonthColumns added) => new([.. Wholes, .. added.Wholes], [.. Money, .. added.Money]);

    public string Listed => string.Join(", ", Names);

    /// <summary>What a row of a day adds to each, as SQL.</summary>
    /// <param name="value">A measure's column in that row.</param>
    public IEnumerable<string> Of(Func<string, string> value) =>
        wholes.Select(value).Concat(money.SelectMany(c => (string[])[$"{value(c)} / 1000000", $"{value(c)} % 1000000"]));
}
