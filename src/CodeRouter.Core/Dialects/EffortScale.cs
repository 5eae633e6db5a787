namespace CodeRouter.Core.Dialects;

/// <summary>Effort words and token budgets of thinking, one into the other. There is no exact rate; the steps are what vendors' own bridges use.</summary>
internal static class EffortScale
{
    private const int RoomForAnswer = 4096;

    private static readonly (string Effort, int Budget)[] Scale =
        [("none", 0), ("minimal", 1024), ("low", 4096), ("medium", 10240), ("high", 24576), ("xhigh", 32768), ("max", 65536)];

    public static int Budget(string effort)
    {
        foreach (var step in Scale)
        {
            if (string.Equals(step.Effort, effort, StringComparison.OrdinalIgnoreCase))
            {
                return step.Budget;
            }
        }

        return 10240;
    }

    /// <summary>
    /// A budget where thinking counts against the limit on the answer: the caller's own where it fits, else so much that a quarter of the limit,
    /// or a few thousand tokens, are left for what is to be said.
    /// </summary>
    /// <param name="asked">The caller's own budget; null where it only named an effort.</param>
    public static int Within(int limit, int? asked, string? effort)
    {
        int most = limit - Math.Min(limit / 4, RoomForAnswer);
        return asked is not > 0 ? Math.Min(Budget(effort ?? "medium"), most) : asked < limit ? asked.Value : most;
    }

    /// <summary>The nearest word at or above the budget; none only for zero. Words above high and below low are not known everywhere.</summary>
    public static string Effort(int budget)
    {
        if (budget == 0)
        {
            return "none";
        }

        return budget switch
        {
            <= 4096 => "low",
            <= 10240 => "medium",
            _ => "high",
        };
    }
}
