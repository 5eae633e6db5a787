namespace CodeRouter.Ledger;

/// <summary>Whose use, for budgets. Null is no condition; a token group goes with neither key nor session.</summary>
/// <param name="Since">On the hour; for a token group on the day.</param>
public sealed record SpendingQuery(string? KeyId = null, string? Session = null, string? TokenGroup = null, DateTimeOffset? Since = null);

/// <summary>What was used.</summary>
/// <param name="Usd">What it cost, what the router asked for itself included.</param>
/// <param name="BilledUsd">What keys were charged for it.</param>
/// <param name="Tokens">In and out, cached ones too.</param>
public readonly record struct Spending(decimal Usd, decimal BilledUsd, long Tokens);
