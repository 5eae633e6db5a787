namespace CodeRouter.Access;

/// <summary>What a call has set aside until it is settled.</summary>
public sealed class BudgetLease
{
    /// <summary>Nothing set aside, because no limit applies.</summary>
    public static readonly BudgetLease Free = new([], 0);

    private int _closed;

    internal BudgetLease(IReadOnlyList<BudgetBook.Account> accounts, decimal amount) => (Accounts, Amount) = (accounts, amount);

    /// <summary>USD set aside.</summary>
    public decimal Amount { get; }

    internal IReadOnlyList<BudgetBook.Account> Accounts { get; }

    internal bool Close() => Accounts.Count > 0 && Interlocked.Exchange(ref _closed, 1) == 0;
}

/// <summary>Why a reservation was not made.</summary>
/// <param name="Limit">The limit that has not enough left.</param>
/// <param name="SpentUsd">Spent in its period.</param>
/// <param name="ReservedUsd">Set aside by requests under way; some of it may come free.</param>
/// <param name="AskedUsd">What this request may cost; null where no price is known.</param>
/// <param name="FreesAt">When the next period begins; null where it never frees.</param>
public sealed record BudgetDenial(BudgetLimit Limit, decimal SpentUsd, decimal ReservedUsd, decimal? AskedUsd, DateTimeOffset? FreesAt)
{
    /// <summary>402 with what is used up, when it frees, and what to do.</summary>
    public Refusal ToRefusal()
    {
        string whose = Limit.Scope switch
        {
            BudgetScope.Key => "This key's",
            BudgetScope.Group => "This key's group's",
            BudgetScope.Session => "This session's",
            _ => "The router's",
        };
        string period = Limit.Period switch { BudgetPeriod.Day => " a day", BudgetPeriod.Month => " a month", _ => "" };
        string frees = FreesAt is { } at ? $" It frees at {at:yyyy-MM-dd HH:mm} UTC." : "";
        return AskedUsd is { } asked
            ? new Refusal(
                402,
                "budget_exceeded",
                FormattableString.Invariant($"{whose} budget of ${Limit.Usd:0.######}{period} has not enough left: ${SpentUsd:0.######} spent, ${ReservedUsd:0.######} set aside by requests under way, and this one may cost up to ${asked:0.######}.{frees} Ask for a shorter answer (max tokens), a cheaper model, or a higher budget."))
            : new Refusal(
                402,
                "price_unknown",
                FormattableString.Invariant($"{whose} budget of ${Limit.Usd:0.######}{period} applies, and this model's price is not known, so it cannot be kept. Give the model a price (pricing.prompt_per_1m, completion_per_1m), or use a priced one."));
    }
}
