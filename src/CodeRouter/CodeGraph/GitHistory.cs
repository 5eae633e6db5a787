using System.Diagnostics;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>
/// Churn and ownership from git's log, bounded in commits and time. Nothing a repository configures is run, and nothing is fetched.
/// </summary>
internal static class GitHistory
{
    private const int MaxCommits = 4000;
    private static readonly TimeSpan MaxTime = TimeSpan.FromSeconds(8);

    /// <summary>The commit checked out, read from git's files; null where there is none.</summary>
    public static string? Head(string root)
    {
        try
        {
            string git = Path.Combine(root, ".git");
            if (File.Exists(git))
            {
                string pointer = File.ReadAllText(git).Trim();
                git = pointer.StartsWith("gitdir: ", StringComparison.Ordinal) ? Path.GetFullPath(Path.Combine(root, pointer[8..])) : git;
            }

            string head = File.ReadAllText(Path.Combine(git, "HEAD")).Trim();
            if (!head.StartsWith("ref: ", StringComparison.Ordinal))
            {
                return head;
            }

            // A worktree's branches lie with the main one; packed ones are in one file.
            string name = head[5..];
            string common = File.Exists(Path.Combine(git, "commondir")) ? Path.GetFullPath(Path.Combine(git, File.ReadAllText(Path.Combine(git, "commondir")).Trim())) : git;
            foreach (string folder in (ReadOnlySpan<string>)[git, common])
            {
                if (File.Exists(Path.Combine(folder, name)))
                {
                    return File.ReadAllText(Path.Combine(folder, name)).Trim();
                }
            }

            string packed = Path.Combine(common, "packed-refs");
            return File.Exists(packed)
                ? File.ReadLines(packed).FirstOrDefault(l => l.EndsWith(" " + name, StringComparison.Ordinal))?.Split(' ')[0]
                : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            return null;
        }
    }

    /// <summary>By path relative to the repository. Empty where git is not at hand.</summary>
    public static Dictionary<string, FileHistory> Read(string root)
    {
        var tallies = new Dictionary<string, Tally>(StringComparer.Ordinal);
        try
        {
            using var git = Start(root, "log", "--no-merges", "--no-renames", "--name-only", "--relative", "-z", $"-n{MaxCommits}", "--format=%x01%ae");
            using var limit = new Timer(static p => Kill((Process)p!), git, MaxTime, Timeout.InfiniteTimeSpan);
            string author = "";
            foreach (string part in Parts(git.StandardOutput))
            {
                string text = part.TrimStart('\n');
                if (text.StartsWith('\u0001'))
                {
                    int end = text.IndexOf('\n');
                    author = end < 0 ? text[1..] : text[1..end];
                    text = end < 0 ? "" : text[(end + 1)..].TrimStart('\n');
                }

                if (text.Length > 0)
                {
                    if (!tallies.TryGetValue(text, out var tally))
                    {
                        tallies.Add(text, tally = new Tally());
                    }

                    tally.Commits++;
                    tally.ByAuthor[author] = tally.ByAuthor.GetValueOrDefault(author) + 1;
                }
            }
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            // No git here: history stays unknown.
        }

        return Ranked(tallies);
    }

    /// <summary>Paths git names for a question such as <c>diff --name-only</c>; null when it refuses.</summary>
    public static List<string>? Paths(string root, params ReadOnlySpan<string> arguments)
    {
        try
        {
            using var git = Start(root, arguments);
            using var limit = new Timer(static p => Kill((Process)p!), git, MaxTime, Timeout.InfiniteTimeSpan);
            var paths = Parts(git.StandardOutput).ToList();
            git.WaitForExit();
            return git.ExitCode == 0 ? paths : null;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException or InvalidOperationException)
        {
            return null;
        }
    }

    private sealed class Tally
    {
        public int Commits;

        public Dictionary<string, int> ByAuthor { get; } = new(StringComparer.Ordinal);
    }

    private static Dictionary<string, FileHistory> Ranked(Dictionary<string, Tally> tallies)
    {
        int[] commits = [.. tallies.Values.Select(static t => t.Commits).Order()];
        var known = new Dictionary<string, FileHistory>(tallies.Count, StringComparer.Ordinal);
        foreach (var (path, tally) in tallies)
        {
            // A hot spot is among the most changed tenth, and was changed more than a few times.
            int below = Array.BinarySearch(commits, tally.Commits);
            while (below > 0 && commits[below - 1] == tally.Commits)
            {
                below--;
            }

            double place = commits.Length < 2 ? 0 : (double)below / (commits.Length - 1);
            double hot = tally.Commits < 4 ? 0 : Math.Clamp((place - 0.8) / 0.2, 0, 1);
            known[path] = new FileHistory(tally.Commits, tally.ByAuthor.Count, (float)tally.ByAuthor.Values.Max() / tally.Commits, (float)hot);
        }

        return known;
    }

    private static Process Start(string root, params ReadOnlySpan<string> arguments)
    {
        var start = new ProcessStartInfo("git") { WorkingDirectory = root, RedirectStandardOutput = true, RedirectStandardError = true, RedirectStandardInput = true, UseShellExecute = false };
        foreach (string setting in (ReadOnlySpan<string>)["core.fsmonitor=false", "core.hooksPath=/dev/null", "log.showSignature=false", "core.pager=cat", "diff.external=", "protocol.allow=never", "core.quotePath=false", "gc.auto=0"])
        {
            start.ArgumentList.Add("-c");
            start.ArgumentList.Add(setting);
        }

        foreach (string argument in arguments)
        {
            start.ArgumentList.Add(argument);
        }

        foreach (string name in start.Environment.Keys.Where(static k => k.StartsWith("GIT_", StringComparison.Ordinal)).ToArray())
        {
            start.Environment.Remove(name);
        }

        start.Environment["GIT_OPTIONAL_LOCKS"] = "0";
        start.Environment["GIT_NO_LAZY_FETCH"] = "1";
        start.Environment["GIT_TERMINAL_PROMPT"] = "0";
        start.Environment["GIT_CONFIG_NOSYSTEM"] = "1";
        var git = Process.Start(start) ?? throw new InvalidOperationException("git did not start");
        git.StandardInput.Close();
        git.ErrorDataReceived += static (_, _) => { };
        git.BeginErrorReadLine();
        return git;
    }

    private static IEnumerable<string> Parts(StreamReader reader)
    {
        char[] buffer = new char[1 << 16];
        var rest = new System.Text.StringBuilder();
        while (reader.Read(buffer, 0, buffer.Length) is > 0 and var read)
        {
            int from = 0;
            for (int end = Array.IndexOf(buffer, '\0', 0, read); end >= 0; end = Array.IndexOf(buffer, '\0', from, read - from))
            {
                rest.Append(buffer, from, end - from);
                yield return rest.ToString();
                rest.Clear();
                from = end + 1;
            }

            rest.Append(buffer, from, read - from);
        }

        if (rest.Length > 0)
        {
            yield return rest.ToString();
        }
    }

    private static void Kill(Process process)
    {
        try
        {
            process.Kill(entireProcessTree: true);
        }
        catch (Exception e) when (e is InvalidOperationException or System.ComponentModel.Win32Exception)
        {
            // It has ended.
        }
    }
}
