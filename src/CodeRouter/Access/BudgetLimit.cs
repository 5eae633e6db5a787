namespace CodeRouter.Access;

/// <summary>Whose spending a limit is about.</summary>
public enum BudgetScope : byte { Key, Group, Session, Everyone }

/// <summary>For how long spending counts.</summary>
public enum BudgetPeriod : byte { Total, Day, Month }

/// <summary>At most so many USD in a period, for one key, group or session, or for everyone (then <paramref name="Id"/> is empty).</summary>
public readonly record struct BudgetLimit(BudgetScope Scope, string Id, BudgetPeriod Period, decimal Usd)
{
    /// <summary>When the period that <paramref name="now"/> lies in began, UTC; null for ever.</summary>
    public DateTimeOffset? Since(DateTimeOffset now) => Period switch
    {
        BudgetPeriod.Day => new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero),
        BudgetPeriod.Month => new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero),
        _ => null,
    };

    /// <summary>When the next period begins; null where it never frees.</summary>
    public DateTimeOffset? FreesAt(DateTimeOffset now) => Period switch
    {
        BudgetPeriod.Day => Since(now)!.Value.AddDays(1),
        BudgetPeriod.Month => Since(now)!.Value.AddMonths(1),
        _ => null,
    };
}
