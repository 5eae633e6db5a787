using System.Globalization;
using CodeRouter.Access;

namespace CodeRouter.Cli;

/// <summary>Limits as words on a line of a list: <c>  $5 in all  60 requests a minute</c>.</summary>
internal static class LimitWords
{
    public static string Of(LimitSet limits) => string.Concat(limits.Of(LimitScope.Key, "").Select(Word));

    private static string Word(Limit limit)
    {
        string amount = limit.Unit switch
        {
            LimitUnit.Usd => string.Create(CultureInfo.InvariantCulture, $"${limit.Most:0.######}"),
            LimitUnit.Tokens => string.Create(CultureInfo.InvariantCulture, $"{limit.Most:0} tokens"),
            _ => string.Create(CultureInfo.InvariantCulture, $"{limit.Most:0} requests"),
        };
        string period = limit.Period switch
        {
            LimitPeriod.AtOnce => "at one time",
            LimitPeriod.Minute => "a minute",
            LimitPeriod.Day => "a day",
            LimitPeriod.Month => "a month",
            _ => "in all",
        };
        return $"  {amount} {period}";
    }
}
