using System.Globalization;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>The measures as columns of a SELECT, over roll-ups or over the steps themselves; both must give the same sums.</summary>
internal static class SumColumns
{
    private const string Compared =
        "((s.state = 'answered' OR (s.state IN ('truncated', 'aborted') AND s.first_byte_ms IS NOT NULL)) AND s.baseline_cost IS NOT NULL AND s.cost IS NOT NULL)";

    private static readonly Dictionary<Measure, string> OfStep = new()
    {
        [Measure.Requests] = One("s.state = 'answered'"),
        [Measure.Failed] = One("s.state = 'failed'"),
        [Measure.Aborted] = One("s.state = 'aborted'"),
        [Measure.Truncated] = One("s.state = 'truncated'"),
        [Measure.Interrupted] = One("s.state = 'interrupted'"),
        [Measure.Refused] = One("s.state = 'refused'"),
        [Measure.CacheHits] = "s.cache_hit",
        [Measure.InputTokens] = "s.input_tokens",
        [Measure.CachedInputTokens] = "s.cache_read_tokens",
        [Measure.CacheWriteTokens] = "s.cache_write_5m_tokens + s.cache_write_1h_tokens",
        [Measure.OutputTokens] = "s.output_tokens",
        [Measure.ReasoningTokens] = "s.reasoning_tokens",
        [Measure.CostUnknown] = One("s.cost IS NULL"),
        [Measure.UsageEstimated] = "s.usage_estimated",
        [Measure.BaselineUnknown] = One($"(s.state = 'answered' OR (s.state IN ('truncated', 'aborted') AND s.first_byte_ms IS NOT NULL)) AND NOT {Compared}"),
        [Measure.TotalMs] = "coalesce(s.total_ms, 0)",
        [Measure.FirstByteMs] = "coalesce(s.first_byte_ms, 0)",
        [Measure.FirstBytes] = One("s.first_byte_ms IS NOT NULL"),
        [Measure.Reported] = One("s.reported_cost IS NOT NULL"),
        [Measure.Cost] = "coalesce(s.cost, 0)",
        [Measure.RouterCost] = "coalesce(s.router_cost, 0)",
        [Measure.SwitchCost] = "coalesce(s.switch_cost, 0)",
        [Measure.BaselineCost] = $"CASE WHEN {Compared} THEN s.baseline_cost ELSE 0 END",
        [Measure.BaselineComparedCost] = $"CASE WHEN {Compared} THEN s.cost ELSE 0 END",
        [Measure.BaselineExtraCost] = $"CASE WHEN {Compared} THEN s.baseline_extra ELSE 0 END",
        [Measure.Billed] = "coalesce(s.billed, s.cost, 0)",
        [Measure.BaselineComparedBilled] = $"CASE WHEN {Compared} THEN coalesce(s.billed, s.cost, 0) ELSE 0 END",
        [Measure.ReportedCost] = "coalesce(s.reported_cost, 0)",
        [Measure.ReportedComparedCost] = "CASE WHEN s.reported_cost IS NOT NULL THEN coalesce(s.cost, 0) ELSE 0 END",
        [Measure.InterruptedReserved] = "CASE WHEN s.state = 'interrupted' THEN coalesce(s.reserved, 0) ELSE 0 END",
    };

    /// <param name="only">Measures that are wanted, the others are 0; null is all.</param>
    public static string OverSteps(SqlWords words, IReadOnlySet<Measure>? only) =>
        Columns(words, only, m => m is Measure.TotalMs or Measure.FirstByteMs ? string.Format(CultureInfo.InvariantCulture, words.Whole, OfStep[m]) : OfStep[m]);

    public static string OverRollUps(SqlWords words, IReadOnlySet<Measure>? only = null) => Columns(words, only, static m => UsageSums.Columns[(int)m]);

    public static string OverMonths(IReadOnlySet<Measure>? only) =>
        string.Join(", ", Enum.GetValues<Measure>().Select(m => (Wanted: only?.Contains(m) != false, Money: m >= UsageSums.FirstMoney, Name: UsageSums.Columns[(int)m])).Select(static c =>
            !c.Wanted ? c.Money ? "0, 0" : "0" : c.Money ? $"coalesce(sum({c.Name}), 0), coalesce(sum({c.Name}_rest), 0)" : $"coalesce(sum({c.Name}), 0)"));

    /// <summary>Reads the sums whose first column is <paramref name="at"/>.</summary>
    public static UsageSums Read(IRows row, int at)
    {
        var sums = new UsageSums();
        for (int i = 0; i < UsageSums.Count; i++)
        {
            var measure = (Measure)i;
            sums[measure] = row.GetInt64(at++);
            if (measure >= UsageSums.FirstMoney)
            {
                sums[measure] = (sums[measure] * 1_000_000m) + row.GetInt64(at++);
            }
        }

        return sums;
    }

    private static string One(string condition) => $"CASE WHEN {condition} THEN 1 ELSE 0 END";

    private static string Columns(SqlWords words, IReadOnlySet<Measure>? only, Func<Measure, string> expression) =>
        string.Join(", ", Enum.GetValues<Measure>().Select(m => only?.Contains(m) == false ? m >= UsageSums.FirstMoney ? "0, 0" : "0"
            : m >= UsageSums.FirstMoney
            ? string.Format(CultureInfo.InvariantCulture, words.Halves, expression(m))
            : $"coalesce(sum({expression(m)}), 0)"));
}
