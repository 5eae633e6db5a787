namespace CodeRouter.Hosts;

/// <summary>Which host, how sure (0..1), and what spoke for it.</summary>
/// <param name="Session">The host's own session id, as the gateway sees it; null when it does not tell.</param>
public sealed record DetectedHost(HostFacts Host, double Confidence, IReadOnlyList<string> Marks, string? Session);

/// <summary>
/// Who started us: an MCP client's own word, then variables that only that agent sets, then the process chain, then what merely suggests one.
/// An agent started from another's shell inherits its marks, so of several the nearest in the process chain is meant.
/// </summary>
public static class HostDetection
{
    private const double ByName = 0.99, ByVariable = 0.95, ByProcess = 0.9, Nested = 0.85, Ambiguous = 0.6, ByFilesAtMost = 0.5, Enough = 0.3;

    /// <summary>Variables with which somebody says it outright.</summary>
    private static readonly string[] Forcing = ["CODEROUTER_HOST", "ROUTESMITH_FORCE_HOST"];

    public static DetectedHost Detect(Surroundings around)
    {
        foreach (string name in Forcing)
        {
            if (around.Variable(name) is { Length: > 0 } forced && KnownHosts.Find(forced) is { } said)
            {
                return Found(around, said, 1, [$"environment: {name}={forced}"]);
            }
        }

        if (around.ClientName is { } client && OfClient(client) is { Host.Id: not KnownHosts.None } introduced)
        {
            return Found(around, introduced.Host, introduced.Confidence, introduced.Marks);
        }

        var marked = Marked(around);
        var chain = around.Processes.Select(OfProcess).OfType<HostFacts>().Distinct().ToList();
        string[] marks = [.. marked.Select(m => "environment: " + m.Mark), .. chain.Select(h => $"process: {h.Processes[0]}")];
        return (marked.Count, chain.Count) switch
        {
            (0, 0) => BySuggestion(around),
            (1, 0) => Found(around, marked[0].Host, ByVariable, marks),
            (0, _) => Found(around, chain[0], ByProcess, marks),
            (_, 0) => Found(around, marked[0].Host, Ambiguous, marks),
            _ => Nearest(around, marked, chain, marks),
        };
    }

    /// <summary>What is said of a variable that names no agent; null where none does.</summary>
    public static string? Misnamed(Surroundings around) => Forcing.Select(name => (name, said: around.Variable(name))).FirstOrDefault(static v => v.said is { Length: > 0 } said && KnownHosts.Find(said) is null) is ({ } name, { } said)
        ? $"{name}={said} is no coding agent known here and is passed over. Use one of {string.Join(", ", KnownHosts.Ids)}."
        : null;

    /// <summary>By the name that an MCP client gives itself alone, for where nothing else of it can be seen.</summary>
    public static DetectedHost OfClient(string? name) =>
        name is not null && KnownHosts.All.FirstOrDefault(h => h.ClientNames.Any(n => name.StartsWith(n, StringComparison.OrdinalIgnoreCase))) is { } known
            ? new DetectedHost(known, ByName, [$"MCP client: {name}"], null)
            : new DetectedHost(KnownHosts.Find(KnownHosts.None)!, Ambiguous, [], null);

    private static DetectedHost Nearest(Surroundings around, List<(HostFacts Host, string Mark)> marked, List<HostFacts> chain, string[] marks)
    {
        // A process that would have set its variable and whose variable is not there has had its environment cleared below it.
        var nearest = chain.FirstOrDefault(h => !h.AlwaysSetsVariables || marked.Any(m => m.Host == h)) ?? (marked.Count == 1 ? marked[0].Host : chain[0]);
        bool alone = marked.Count == 1 && chain.Count == 1 && nearest == chain[0];
        return Found(around, nearest, alone ? ByName : Nested, marks);
    }

    private static DetectedHost Found(Surroundings around, HostFacts host, double confidence, IReadOnlyList<string> marks) =>
        new(host, confidence, marks, host.SessionVariable is { } name && around.Variable(name) is { Length: > 0 } session ? session : null);

    private static List<(HostFacts Host, string Mark)> Marked(Surroundings around)
    {
        var marked = new List<(HostFacts Host, string Mark)>();
        foreach (var host in KnownHosts.All)
        {
            if (host.Variables.FirstOrDefault(v => around.Variable(v) is { Length: > 0 }) is { } mark && !IsBorrowed(host, marked))
            {
                marked.Add((host, mark));
            }
        }

        return marked;
    }

    // Kilo is built on opencode and Qwen Code on Gemini CLI: they set the other's variable too.
    private static bool IsBorrowed(HostFacts host, List<(HostFacts Host, string Mark)> marked) =>
        marked.Any(m => (host.Id, m.Host.Id) is ("opencode", "kilo") or ("gemini_cli", "qwen_code"));

    private static HostFacts? OfProcess(string name) => KnownHosts.All.FirstOrDefault(h => h.Processes.Contains(name, StringComparer.OrdinalIgnoreCase));

    /// <summary>No proof: an editor's terminal and files of the project and the home folder suggest one, if they agree.</summary>
    private static DetectedHost BySuggestion(Surroundings around)
    {
        var suggested = new List<(HostFacts Host, double Score, List<string> Marks)>();
        foreach (var host in KnownHosts.All)
        {
            var marks = new List<string>();
            double score = 0;
            if (host.Suggestions.FirstOrDefault(s => IsSet(around, s)) is { } variable)
            {
                score = 0.4;
                marks.Add("environment: " + variable);
            }

            if (host.HomeFiles.FirstOrDefault(f => Exists(around.Home, f)) is { } home)
            {
                score += 0.3;
                marks.Add("home: " + home);
            }

            if (ProjectFile(around, host) is { } file)
            {
                score += 0.2;
                marks.Add("project: " + file);
            }

            if (marks.Count > 0)
            {
                suggested.Add((host, Math.Min(score, ByFilesAtMost), marks));
            }
        }

        suggested = [.. suggested.OrderByDescending(static s => s.Score)];
        bool clear = suggested.Count > 0 && suggested[0].Score >= Enough && (suggested.Count == 1 || suggested[1].Score < suggested[0].Score);
        return clear
            ? Found(around, suggested[0].Host, suggested[0].Score, suggested[0].Marks)
            : Found(around, KnownHosts.Find(KnownHosts.None)!, suggested.Count == 0 ? ByVariable : Ambiguous, [.. suggested.SelectMany(static s => s.Marks).Distinct(StringComparer.Ordinal)]);
    }

    private static bool IsSet(Surroundings around, string suggestion)
    {
        int equals = suggestion.IndexOf('=', StringComparison.Ordinal);
        return equals < 0 ? around.Variable(suggestion) is { Length: > 0 } : around.Variable(suggestion[..equals]) == suggestion[(equals + 1)..];
    }

    private static string? ProjectFile(Surroundings around, HostFacts host)
    {
        for (var folder = new DirectoryInfo(around.Folder); folder is not null; folder = folder.Parent)
        {
            // The home folder's own .claude is no project's.
            if (folder.FullName == around.Home)
            {
                return null;
            }

            if (host.ProjectFiles.FirstOrDefault(f => Exists(folder.FullName, f)) is { } file)
            {
                return file;
            }

            if (Exists(folder.FullName, ".git"))
            {
                return null;
            }
        }

        return null;
    }

    private static bool Exists(string folder, string name) => Path.Exists(Path.Combine(folder, name));
}
