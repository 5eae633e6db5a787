namespace CodeRouter.Access;

/// <summary>Why a reservation was not made.</summary>
/// <param name="Limit">The limit that has not enough left.</param>
/// <param name="Used">Used in its period.</param>
/// <param name="Reserved">Set aside by requests under way; some of it may come free.</param>
/// <param name="Asked">What this request may use; null where no price is known.</param>
/// <param name="FreesAt">When enough of it is free by time alone; null where that never happens.</param>
/// <param name="FreesIn">The same as a wait, where it is one worth waiting for.</param>
public sealed record LimitDenial(Limit Limit, decimal Used, decimal Reserved, decimal? Asked, DateTimeOffset? FreesAt, TimeSpan? FreesIn = null)
{
    private const int LongestWait = 120;

    /// <summary>The store that gateways share limits over is away, and this gateway holds too little of the limit.</summary>
    public bool StoreIsOut { get; init; }

    /// <summary>402 or 429 with what is used up, when it frees, and what to do.</summary>
    public Refusal ToRefusal() => StoreIsOut
        ? new Refusal(503, "store_unavailable", $"{Limit.Whose} limit cannot be kept just now: the database that gateways share it over does not answer, and this gateway holds too little of it. Wait a moment and send the request again.", RetryAfter: 5)
        : Limit.Period switch
    {
        < LimitPeriod.Day when Limit.Most == 0 => new Refusal(
            429, Limit.Period == LimitPeriod.AtOnce ? "too_many_concurrent_requests" : "rate_limit_exceeded", $"{Limit.Whose} limit of {Limit.Amount(0)}{(Limit.Period == LimitPeriod.AtOnce ? " at one time" : " a minute")} lets nothing through. Ask for a higher limit.", LongestWait, IsVain: true),
        LimitPeriod.AtOnce => new Refusal(
            429,
            "too_many_concurrent_requests",
            FormattableString.Invariant($"{Limit.Whose} limit of {Limit.Amount(Limit.Most)} at one time is reached. Wait for one of them to end, or ask for a higher limit."),
            RetryAfter: 1),
        LimitPeriod.Minute => new Refusal(
            429,
            "rate_limit_exceeded",
            Asked > Limit.Most
                ? FormattableString.Invariant($"{Limit.Whose} limit of {Limit.Amount(Limit.Most)} a minute is less than this one request may use ({Limit.Amount(Asked ?? 0)}). Ask for a shorter answer (max tokens), or for a higher limit.")
                : FormattableString.Invariant($"{Limit.Whose} limit of {Limit.Amount(Limit.Most)} a minute has not enough left: {Limit.Amount(Used)} used or set aside within the last minute. Wait {Wait} s, or ask for a higher limit."),
            Wait,
            IsVain: Asked > Limit.Most),
        _ => Budget(),
    };

    private int Wait => (int)Math.Clamp(Math.Ceiling((FreesIn ?? TimeSpan.FromMinutes(1)).TotalSeconds), 1, LongestWait);

    private Refusal Budget()
    {
        string budget = Limit.Named;
        if (Asked is not { } asked)
        {
            return new Refusal(402, "price_unknown", $"{budget} applies, and this model's price is not known, so it cannot be kept. Give the model a price (pricing.prompt_per_1m, completion_per_1m), or use a priced one.");
        }

        // What is set aside is mostly more than what is used in the end.
        string frees = Used + asked <= Limit.Most ? " Some of it is free again once those have ended: send it again then."
            : FreesAt is { } at ? FormattableString.Invariant($" It frees at {at:yyyy-MM-dd HH:mm} UTC.") : "";
        return new Refusal(
            402,
            "budget_exceeded",
            $"{budget} has not enough left: {Limit.Amount(Used)} spent, {Limit.Amount(Reserved)} set aside by requests under way, and this one may take up to {Limit.Amount(asked)}.{frees} Ask for a shorter answer (max tokens), a cheaper model, or a higher budget.");
    }
}
