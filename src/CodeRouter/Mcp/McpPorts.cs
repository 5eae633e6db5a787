using CodeRouter.Hosts;
using CodeRouter.Hosts.Planning;
using CodeRouter.Ledger;

namespace CodeRouter.Mcp;

/// <summary>What the tools reach: the planner, the books, the code graph, the gateway that takes outcomes.</summary>
/// <param name="Detect">The host, given how the client introduced itself.</param>
/// <param name="Impact">File, symbol or null, repository or null.</param>
/// <param name="Report">A feedback's JSON → the gateway's answer.</param>
/// <param name="Address">The gateway's address.</param>
/// <param name="KeyId">Whose steps may be seen; null for all.</param>
public sealed record McpPorts(
    Func<string?, DetectedHost> Detect, Lazy<WorkPlanner> Planner, Lazy<ILedgerStore> Books, Func<string, string?, string?, McpAnswer> Impact,
    Func<byte[], CancellationToken, Task<McpAnswer>> Report, string Address, string Key, string? KeyId = null);
