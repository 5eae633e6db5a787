namespace CodeRouter.Hosts;

/// <summary>What a program can see of who started it.</summary>
/// <param name="Variable">A variable of the environment; null when not set.</param>
/// <param name="Processes">Names of the processes it was started by, nearest first.</param>
/// <param name="Home">The user's home folder.</param>
/// <param name="Folder">The current folder.</param>
/// <param name="ClientName">How an MCP client introduced itself; null elsewhere.</param>
public sealed record Surroundings(Func<string, string?> Variable, IReadOnlyList<string> Processes, string Home, string Folder, string? ClientName = null)
{
    /// <summary>Of this very process.</summary>
    public static Surroundings Here(string? clientName = null) => new(
        Environment.GetEnvironmentVariable, ProcessChain.Read(Environment.ProcessId), HomeFolder(), Environment.CurrentDirectory, clientName);

    private static string HomeFolder() => Environment.GetEnvironmentVariable("HOME") is { Length: > 0 } home ? home : Environment.GetFolderPath(Environment.SpecialFolder.UserProfile);
}
