using System.ComponentModel;
using System.Diagnostics;

namespace CodeRouter.Hosts.Running;

/// <summary>Something git would not do, in its words.</summary>
public sealed class GitException(string message) : Exception(message);

/// <summary>One git repository, asked without hooks, prompts or anybody's variables.</summary>
/// <param name="folder">The work tree.</param>
/// <param name="gitFolder">Where its repository lies; null lets git find it.</param>
public sealed class GitCommand(string folder, string? gitFolder = null)
{
    // Names of a million files: half a list looks like a whole one.
    private const int MostOutput = 256 << 20;
    private static readonly TimeSpan Limit = TimeSpan.FromMinutes(5);

    public string Folder => folder;

    /// <summary>What it printed, without the line's end.</summary>
    /// <exception cref="GitException">It failed, or there is no git.</exception>
    public async Task<string> AskAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var (code, output) = await TryAsync(cancellationToken, arguments).ConfigureAwait(false);
        return code == 0 ? output : throw new GitException($"git {arguments[0]}: {output}");
    }

    public async Task<(int ExitCode, string Output)> TryAsync(CancellationToken cancellationToken, params string[] arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = folder };
        foreach (string name in start.Environment.Keys.Where(static k => k.StartsWith("GIT_", StringComparison.Ordinal)).ToList())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["LC_ALL"] = "C";
        string[] before = gitFolder is null ? [] : ["--git-dir=" + gitFolder, "--work-tree=" + folder];
        foreach (string argument in (IEnumerable<string>)[.. before, "-c", "core.hooksPath=/dev/null", "-c", "core.fsmonitor=false", .. arguments])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            var result = await ChildProcess.AskAsync(start, Limit, MostOutput, cancellationToken).ConfigureAwait(false);
            return (result.ExitCode, (result.ExitCode == 0 ? result.Answer : result.Output).TrimEnd('\r', '\n'));
        }
        catch (Win32Exception)
        {
            throw new GitException("git is not installed here. Install it and run again.");
        }
    }
}
