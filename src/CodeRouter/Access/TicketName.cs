using System.Globalization;

namespace CodeRouter.Access;

/// <summary>How a limit's account is called where gateways share it, and how its amounts are counted: 1e-12 USD, tokens, requests.</summary>
public static class TicketName
{
    private const decimal PartsOfDollar = 1_000_000_000_000m;

    public static string Of(in Limit limit, DateTimeOffset now) => string.Create(
        CultureInfo.InvariantCulture,
        $"{limit.Scope}/{limit.Unit}/{limit.Period}/{limit.Since(now):yyyyMMdd}/{limit.Owner}/{limit.Id}");

    /// <summary>Rounded up: a reservation is never less than what was asked.</summary>
    public static long Parts(LimitUnit unit, decimal amount)
    {
        decimal parts = decimal.Ceiling(unit == LimitUnit.Usd ? Math.Min(amount, 9_000_000m) * PartsOfDollar : amount);
        return parts >= long.MaxValue ? long.MaxValue : parts <= long.MinValue ? long.MinValue : (long)parts;
    }

    public static decimal Amount(LimitUnit unit, long parts) => unit == LimitUnit.Usd ? parts / PartsOfDollar : parts;
}
