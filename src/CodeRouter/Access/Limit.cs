namespace CodeRouter.Access;

/// <summary>Whose use a limit is about.</summary>
public enum LimitScope : byte { Key, Group, Session, Everyone }

/// <summary>For how long use counts: while it is under way, for a minute, a UTC day, a UTC month, or for ever. In the order in which limits are looked at.</summary>
public enum LimitPeriod : byte { AtOnce, Minute, Day, Month, Total }

/// <summary>What is counted.</summary>
public enum LimitUnit : byte { Requests, Tokens, Usd }

/// <summary>At most so much of a unit in a period, for one key, group or session, or for everyone (then <paramref name="Id"/> is empty).</summary>
/// <param name="Owner">The key a session is under, so that nobody uses up another's session; empty without one and for the other scopes.</param>
public readonly record struct Limit(LimitScope Scope, string Id, LimitPeriod Period, LimitUnit Unit, decimal Most, string Owner = "")
{
    /// <summary>Kept over restarts and counted in the books; the others are about now and live in memory.</summary>
    public bool IsBudget => Period >= LimitPeriod.Day;

    /// <summary>When the period that <paramref name="now"/> lies in began, UTC; null where it has no beginning.</summary>
    public DateTimeOffset? Since(DateTimeOffset now) => Period switch
    {
        LimitPeriod.Day => new DateTimeOffset(now.UtcDateTime.Date, TimeSpan.Zero),
        LimitPeriod.Month => new DateTimeOffset(now.UtcDateTime.Year, now.UtcDateTime.Month, 1, 0, 0, 0, TimeSpan.Zero),
        _ => null,
    };

    /// <summary>Its name in files and answers: <c>budget_usd_per_day</c>, <c>requests_per_minute</c>.</summary>
    public string Name => !IsBudget ? Period == LimitPeriod.AtOnce ? "concurrent_requests" : Unit == LimitUnit.Requests ? "requests_per_minute" : "tokens_per_minute"
        : $"budget_{(Unit == LimitUnit.Usd ? "usd" : "tokens")}{Period switch { LimitPeriod.Day => "_per_day", LimitPeriod.Month => "_per_month", _ => "" }}";

    /// <summary>As people are told of it: <c>This key's budget of $5 a day</c>.</summary>
    public string Named => $"{Whose} budget of {Amount(Most)}{Period switch { LimitPeriod.Day => " a day", LimitPeriod.Month => " a month", _ => " in all" }}";

    /// <summary>Who is under it, as the beginning of a sentence.</summary>
    public string Whose => Scope switch
    {
        LimitScope.Key => "This key's",
        LimitScope.Group => "This key's group's",
        LimitScope.Session => "This session's",
        _ => "The router's",
    };

    /// <summary>So much of its unit, in words.</summary>
    public string Amount(decimal value) => Unit switch
    {
        LimitUnit.Usd => FormattableString.Invariant($"${value:0.######}"),
        LimitUnit.Tokens => FormattableString.Invariant($"{value:0} {(value == 1 ? "token" : "tokens")}"),
        _ => FormattableString.Invariant($"{value:0} {(value == 1 ? "request" : "requests")}"),
    };

    /// <summary>When the next period begins; null where time alone frees nothing.</summary>
    public DateTimeOffset? FreesAt(DateTimeOffset now) => Period switch
    {
        LimitPeriod.Day => Since(now)!.Value.AddDays(1),
        LimitPeriod.Month => Since(now)!.Value.AddMonths(1),
        _ => null,
    };
}

/// <summary>What a call uses, or may use at most.</summary>
/// <param name="Usd">What it costs the operator; null where no price is known.</param>
/// <param name="BilledUsd">What its key and group are charged: the cost times the group's ratio.</param>
/// <param name="Tokens">In and out, cached ones too.</param>
public readonly record struct LimitUse(decimal? Usd, decimal? BilledUsd, long Tokens)
{
    /// <summary>A call that used nothing.</summary>
    public static readonly LimitUse None = new(0, 0, 0);

    /// <summary>The part of it that a limit counts; null where it is not known. A call is one request.</summary>
    public decimal? Of(in Limit limit) => limit.Unit switch
    {
        LimitUnit.Requests => 1,
        LimitUnit.Tokens => Tokens,
        _ => limit.Scope is LimitScope.Key or LimitScope.Group ? BilledUsd : Usd,
    };
}
