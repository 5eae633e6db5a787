namespace CodeRouter.Access;

/// <summary>Which limits a request is under.</summary>
public static class BudgetLimits
{
    /// <param name="caller">Its key's total and daily budgets.</param>
    /// <param name="perSessionUsd">For the session alone; null is none.</param>
    /// <param name="perDayUsd">For everybody together; null is none.</param>
    public static BudgetLimit[] Of(Caller caller, string session, decimal? perSessionUsd, decimal? perDayUsd)
    {
        // Nearly every request of a router for one person is under none.
        if (caller.Key is not ({ BudgetUsd: not null } or { BudgetUsdPerDay: not null }) && perSessionUsd is null && perDayUsd is null)
        {
            return [];
        }

        var limits = new List<BudgetLimit>(4);
        Add(BudgetScope.Key, caller.KeyId ?? "", BudgetPeriod.Total, caller.Key?.BudgetUsd);
        Add(BudgetScope.Key, caller.KeyId ?? "", BudgetPeriod.Day, caller.Key?.BudgetUsdPerDay);
        Add(BudgetScope.Session, session, BudgetPeriod.Total, perSessionUsd);
        Add(BudgetScope.Everyone, "", BudgetPeriod.Day, perDayUsd);
        return [.. limits];

        void Add(BudgetScope scope, string id, BudgetPeriod period, decimal? usd)
        {
            if (usd is { } known)
            {
                limits.Add(new BudgetLimit(scope, id, period, known));
            }
        }
    }
}
