using CodeRouter.Access;
using CodeRouter.Admin;
using CodeRouter.CodeGraph;
using CodeRouter.Gateway;
using CodeRouter.Ledger;
using CodeRouter.Telemetry;

namespace CodeRouter.Dashboard;

/// <summary>What the pages read and change: the services the endpoints use too.</summary>
/// <param name="FormKey">What forms are marked with: the same after a restart, and for gateways that share a master key.</param>
public sealed record DashboardParts(
    GatewayState State, Administration Admin, KeyRing Keys, LedgerWriter Writer, ILedgerStore Store, RecentRefusals Refusals, PolicyNotes Policies, DecisionTrial Trials, TouchedCode Code, GatewayMetrics Metrics, TimeProvider Clock, Func<byte[]> FormKey)
{
    /// <summary>The books, with what was answered a moment ago.</summary>
    public async ValueTask<ILedgerStore> BooksAsync(CancellationToken cancellationToken)
    {
        await Writer.CatchUpAsync(cancellationToken);
        return Store;
    }

    /// <summary>What a key is called; one that is gone by its public part.</summary>
    public string KeyName(string id) => Keys.ById(id)?.Name ?? $"{KeyText.Prefix}{id}-…";
}
