namespace CodeRouter.Ledger;

/// <summary>What a usage query found.</summary>
/// <param name="BaselineModels">Baselines the steps were compared with, the most frequent first.</param>
public sealed record UsageAnswer(UsageSums Totals, TaskTotals Tasks, IReadOnlyList<UsageGroup> Groups, IReadOnlyList<string> BaselineModels);

/// <summary>One value of the grouping; null is "none" (no key, no repository).</summary>
public sealed record UsageGroup(string? Name, UsageSums Sums);

/// <summary>Tasks begun in the time asked about, by verdict.</summary>
/// <param name="CostUsd">Of all tasks.</param>
/// <param name="JudgedCostUsd">Of those with a verdict: what the successful ones are divided into.</param>
public sealed record TaskTotals(long Successful, long Failed, long NoVerdict, decimal CostUsd, decimal JudgedCostUsd)
{
    /// <summary>What a successful task cost, the failed ones' cost included; null without a successful one.</summary>
    public decimal? CostPerSuccessfulUsd => Successful == 0 ? null : decimal.Round(JudgedCostUsd / Successful, 12);
}
