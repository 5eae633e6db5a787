using CodeRouter.Access;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Decisions;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Admin;

/// <summary>Everything that administers, put together once: services that pages call in process, and the endpoints that call the same ones.</summary>
public sealed class Administration
{
    public Administration(AdminParts parts)
    {
        Audit = new AuditLog(parts.AuditStore, parts.Clock);
        Keys = new KeyDesk(parts.KeyStore, parts.Keys, parts.Setup, Audit, name => IsModel(parts.State, name), parts.Clock);
        TokenGroups = new TokenGroupDesk(parts.KeyStore, parts.Keys, Audit, parts.Clock);
        Configuration = parts.Configuration;
        Items = new ItemDesk(parts.Configuration, Audit);
        Export = new UsageExport(parts.Ledger, parts.Store, parts.KeyStore);
        Budgets = new BudgetUse(parts.Ledger, parts.Store, parts.Clock);
        Endpoints =
        [
            .. KeyEndpoints.Of(Keys, TokenGroups, Budgets, parts.Clock),
            .. ConfigEndpoints.Of(Items, Configuration),
            .. new OperationEndpoints(parts.State, parts.Pause, new UsageReport(parts.Ledger, parts.Store), Export, Audit, parts.Clock).All(),
        ];
    }

    public AuditLog Audit { get; }

    public KeyDesk Keys { get; }

    public TokenGroupDesk TokenGroups { get; }

    public ConfigDesk Configuration { get; }

    /// <summary>Channels, models, model groups, signals, decisions, settings.</summary>
    public ItemDesk Items { get; }

    public UsageExport Export { get; }

    public BudgetUse Budgets { get; }

    public IReadOnlyList<AdminEndpoint> Endpoints { get; }

    private static bool IsModel(GatewayState state, string name)
    {
        var policy = state.Current.Settings.Policy;
        return name == Policy.AutoGroup || policy.Groups.ContainsKey(name) || policy.Models.Any(m => m.Name == name);
    }
}

/// <summary>What the administration works on.</summary>
public sealed record AdminParts(
    GatewayState State, PauseSwitch Pause, KeyRing Keys, IKeyStore KeyStore, SetupToken Setup, ConfigDesk Configuration, IAuditStore AuditStore, LedgerWriter Ledger, ILedgerStore Store, TimeProvider Clock);
