namespace CodeRouter.Hosts.Running;

/// <summary>What somebody asked of a run.</summary>
/// <param name="Verify">Shell command that judges a change; null when nothing does.</param>
/// <param name="First">Where to begin instead of the plan's choice; null for the plan's.</param>
/// <param name="Manual">Only <paramref name="First"/> is used: nothing goes up to a stronger one.</param>
/// <param name="BudgetUsd">No attempt begins once this much is spent; null for no limit of the run's own.</param>
/// <param name="AnyCommand">The agent may run commands without asking.</param>
public sealed record RunOptions(string? Verify, TimeSpan VerifyLimit, TimeSpan AttemptLimit, Rung? First, bool Manual, decimal? BudgetUsd, bool AnyCommand);
