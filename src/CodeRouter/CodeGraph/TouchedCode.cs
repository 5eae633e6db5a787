using System.Collections.Concurrent;
using CodeRouter.Config;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>
/// The routing signal: a step's paths → the impact of the change in progress. Uses graphs built beforehand, of repositories below the
/// roots the operator allowed; never reads the disk on the path of a request, and sends nothing anywhere. Without a graph it is off.
/// </summary>
public sealed class TouchedCode(string dataFolder) : IDisposable
{
    private const int MostSessions = 20_000;
    private const double ReadingOnly = 0.8;
    private const int LongestShown = 80;

    private readonly ConcurrentDictionary<string, OpenRepository> sessions = new(StringComparer.Ordinal);
    private OpenRepositories? repositories;

    /// <summary>Some root is allowed; graphs may still be missing.</summary>
    public bool IsOn => Volatile.Read(ref repositories) is not null;

    /// <summary>Puts other settings in force. Returns at once; graphs are opened behind it.</summary>
    public void Use(CodeGraphSettings settings)
    {
        var next = settings.Roots.Count == 0 ? null : new OpenRepositories(dataFolder, settings);
        Interlocked.Exchange(ref repositories, next)?.Dispose();
        sessions.Clear();
    }

    /// <summary>The repositories whose graph is in memory now.</summary>
    public IReadOnlyList<OpenGraph> Open => Volatile.Read(ref repositories) is { } open ? [.. open.Ready.Select(static r => new OpenGraph(r.Root, r.Files, r.Stored))] : [];

    /// <summary>What depends on a file, by its path or by a name only one has; null where no graph has it.</summary>
    public ImpactReading? Ask(string path)
    {
        foreach (var repository in Volatile.Read(ref repositories)?.Ready ?? [])
        {
            if (repository.Find(path) is { } file && repository.Ask(file) is { } reading)
            {
                return reading;
            }
        }

        return null;
    }

    /// <summary>Null when nothing of what is touched is in a graph.</summary>
    public TouchReading? Read(CodeTouch touch)
    {
        if (Volatile.Read(ref repositories) is not { } open || open.Ready is not { Count: > 0 } ready)
        {
            return null;
        }

        var repository = Find(touch, ready);
        var (files, changed) = Targets(touch, ready, ref repository);
        if (files.Count == 0 || repository is null)
        {
            return null;
        }

        Remember(touch.Session, repository);
        return Judge(repository, files, changed);
    }

    /// <summary>Why a repository that the client named cannot be looked at; null where it can, or where none has a graph.</summary>
    public string? Unknown(string? named)
    {
        if (named is not { Length: > 0 } || Volatile.Read(ref repositories)?.Ready is not { Count: > 0 } ready)
        {
            return null;
        }

        return Matching(named, ready).Length switch
        {
            1 => null,
            0 => $"{Shown(named)} is named by X-CodeRouter-Repo and has no code graph here, so it does not count what depends on the change: run coderouter index in it",
            _ => $"several repositories are called {Shown(named)}, as X-CodeRouter-Repo names one, so it does not count what depends on the change: send its folder",
        };
    }

    public void Dispose() => Interlocked.Exchange(ref repositories, null)?.Dispose();

    /// <summary>The repository the client names, the one an absolute path lies in, or the one this session was in before.</summary>
    private OpenRepository? Find(CodeTouch touch, IReadOnlyList<OpenRepository> ready)
    {
        if (touch.Repository is { Length: > 0 } named)
        {
            return Matching(named, ready) is [var one] ? one : null;
        }

        foreach (string path in touch.Paths)
        {
            if (path.StartsWith('/') && ready.Where(r => path.StartsWith(r.Root + "/", StringComparison.Ordinal)).MaxBy(static r => r.Root.Length) is { } holder)
            {
                return holder;
            }
        }

        return sessions.TryGetValue(touch.Session, out var known) && ready.Contains(known) ? known : null;
    }

    private static OpenRepository[] Matching(string named, IReadOnlyList<OpenRepository> ready)
    {
        string folder = Path.TrimEndingDirectorySeparator(named);
        return [.. ready.Where(r => r.Root == folder || Path.GetFileName(r.Root) == folder || folder.StartsWith(r.Root + "/", StringComparison.Ordinal))];
    }

    // What a client sends goes into headers and pages.
    private static string Shown(string named) => named.Length <= LongestShown ? named : named[..LongestShown] + "…";

    /// <summary>The files of the graph that are edited; else those the human names; else those that were read.</summary>
    private static (List<string> Files, bool Changed) Targets(CodeTouch touch, IReadOnlyList<OpenRepository> ready, ref OpenRepository? repository)
    {
        var files = new List<string>();
        foreach (string path in touch.Edits)
        {
            Add(files, path, ready, ref repository);
        }

        if (files.Count > 0)
        {
            return (files, true);
        }

        foreach (string path in NamedFiles.In(touch.Text))
        {
            Add(files, path, ready, ref repository);
        }

        if (files.Count > 0)
        {
            return (files, true);
        }

        foreach (string path in touch.Paths)
        {
            Add(files, path, ready, ref repository);
        }

        return (files, false);
    }

    private static void Add(List<string> files, string path, IReadOnlyList<OpenRepository> ready, ref OpenRepository? repository)
    {
        if (repository is not null)
        {
            if (repository.Find(path) is { } file && !files.Contains(file, StringComparer.Ordinal))
            {
                files.Add(file);
            }

            return;
        }

        // A relative path alone names a repository only where one alone has it.
        var holders = ready.Where(r => r.Find(path) is not null).Take(2).ToArray();
        if (holders.Length == 1)
        {
            repository = holders[0];
            files.Add(repository.Find(path)!);
        }
    }

    private void Remember(string session, OpenRepository repository)
    {
        if (sessions.Count > MostSessions)
        {
            sessions.Clear();
        }

        sessions[session] = repository;
    }

    private static TouchReading? Judge(OpenRepository repository, List<string> files, bool changed)
    {
        ImpactReading? most = null;
        bool cross = false;
        foreach (string file in files)
        {
            if (repository.Ask(file) is not { } reading)
            {
                continue;
            }

            cross |= reading.CrossModule;
            most = most is null || reading.Impact > most.Impact ? reading : most;
        }

        if (most is null)
        {
            return null;
        }

        double multi = changed && files.Count > 1 ? 1 : Math.Min(0.9, 0.1 + (0.12 * Math.Log2(1 + most.Direct.Count)));
        double impact = changed ? most.Impact : most.Impact * ReadingOnly;
        return new TouchReading(impact, $"{most.File}: {most.Reasons[0]}", multi, cross);
    }
}

/// <summary>A repository whose graph is in memory.</summary>
/// <param name="Stored">When the graph was written, UTC.</param>
public sealed record OpenGraph(string Root, int Files, DateTime Stored);
