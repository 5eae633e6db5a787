using CodeRouter.Access;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>What the books say of a budget: the bridge between limits and ledger, which do not know each other.</summary>
/// <param name="writer">What it has not written yet is waited for; null beside a gateway, where only what is written is known.</param>
public sealed class BudgetBooks(LedgerWriter? writer, ILedgerStore store)
{
    /// <summary>Used of a limit since a moment, in the limit's unit. Asked once for each account: what was completed a moment ago counts too.</summary>
    public async ValueTask<decimal> UsedAsync(Limit limit, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        if (writer is not null)
        {
            await writer.CatchUpAsync(cancellationToken);
        }

        return await BookedAsync(limit, since, cancellationToken);
    }

    /// <summary>What stands in the books by now: where use is counted when it is booked, what is on its way counts then.</summary>
    public async ValueTask<decimal> BookedAsync(Limit limit, DateTimeOffset? since, CancellationToken cancellationToken)
    {
        var query = limit.Scope switch
        {
            LimitScope.Key => new SpendingQuery(KeyId: limit.Id, Since: since),
            LimitScope.Group => new SpendingQuery(TokenGroup: limit.Id, Since: since),
            LimitScope.Session => new SpendingQuery(Session: limit.Id, KeyId: limit.Owner, Since: since),
            _ => new SpendingQuery(Since: since),
        };
        var spent = await store.SpentAsync(query, cancellationToken);
        return limit.Unit switch
        {
            LimitUnit.Tokens => spent.Tokens,
            _ => limit.Scope is LimitScope.Key or LimitScope.Group ? spent.BilledUsd : spent.Usd,
        };
    }
}
