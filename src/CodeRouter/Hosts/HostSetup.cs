namespace CodeRouter.Hosts;

/// <summary>How one coding agent is pointed at the gateway.</summary>
/// <param name="Id">As <c>detect-host</c> names it.</param>
/// <param name="Protocol">api_format the agent speaks.</param>
/// <param name="Environment">Variables to export, in order; empty where the agent has none.</param>
/// <param name="Config">A configuration snippet (its file in <paramref name="ConfigFile"/>), or null.</param>
/// <param name="VerifiedWith">Version this set-up was run with in tests; null where it follows the agent's documentation only.</param>
public sealed record HostSetup(
    string Id, string Name, string Protocol, IReadOnlyList<KeyValuePair<string, string>> Environment, string? ConfigFile, string? Config, string? Command, string? VerifiedWith, IReadOnlyList<string> Notes);
