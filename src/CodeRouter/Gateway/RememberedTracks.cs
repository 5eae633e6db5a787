using CodeRouter.Core.Decisions;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>
/// What the books know of a track that is no longer in memory, after a restart or a night: its newest decision is made again, and what it was answered
/// with is put on top. So a pin, a raised floor and what a session has spent outlive the gateway.
/// </summary>
/// <param name="policy">The policy in force: a decision of another one is made again under it, too.</param>
public sealed class RememberedTracks(ILedgerStore books, Func<Policy> policy, TimeProvider clock)
{
    private const int NewestSteps = 24;
    private static readonly TimeSpan Oldest = TimeSpan.FromDays(7);

    /// <summary>The track as its newest answered step left it; null where there is none.</summary>
    public async Task<SessionState?> FindAsync(TrackName name, CancellationToken cancellationToken)
    {
        var query = new StepQuery
        {
            Session = name.Session, KeyId = name.Owner.Length == 0 ? null : name.Owner, Since = clock.GetUtcNow() - Oldest, Limit = NewestSteps, WithDetail = true,
        };
        foreach (var step in await books.StepsAsync(query, cancellationToken))
        {
            if (step.Track == name.Track && (step.KeyId ?? "") == name.Owner && step is { State: StepState.Answered, Model: { } model, Kind: StepKind.Turn or StepKind.ToolContinuation or StepKind.Subagent }
                && DecisionReplay.Again(step, _ => policy(), null) is { } again)
            {
                return again.Decision.Session.AfterAnswer(model, step.Usage, (int)step.InputTokensEstimated, step.CostUsd, step.At);
            }
        }

        return null;
    }
}
