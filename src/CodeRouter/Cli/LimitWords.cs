using CodeRouter.Access;

namespace CodeRouter.Cli;

/// <summary>Limits as words on a line of a list: <c>  $5 in all ($1.2 used)  60 requests a minute</c>.</summary>
internal static class LimitWords
{
    /// <param name="used">Of each budget by now; null where nobody asked the books.</param>
    public static string Of(LimitSet limits, IReadOnlyDictionary<string, decimal>? used = null) => string.Concat(limits.Of(LimitScope.Key, "").Select(limit => Word(limit, used)));

    private static string Word(Limit limit, IReadOnlyDictionary<string, decimal>? used)
    {
        string period = limit.Period switch
        {
            LimitPeriod.AtOnce => "at one time",
            LimitPeriod.Minute => "a minute",
            LimitPeriod.Day => "a day",
            LimitPeriod.Month => "a month",
            _ => "in all",
        };
        string sofar = limit.IsBudget && used is not null && used.TryGetValue(limit.Name, out decimal amount) ? $" ({limit.Amount(amount)} used)" : "";
        return $"  {limit.Amount(limit.Most)} {period}{sofar}";
    }
}
