using System.Collections.Concurrent;
using CodeRouter.CodeGraph.Scanning;

namespace CodeRouter.CodeGraph;

/// <summary>
/// Follows a repository on the disk and keeps its open graph true: changed files one by one, new ones and whole folders by another
/// update. Where the system cannot watch so many folders the graph stays as it was indexed.
/// </summary>
internal sealed class RepositoryWatch : IDisposable
{
    private static readonly TimeSpan Quiet = TimeSpan.FromMilliseconds(250);

    /// <summary>Looking through the whole repository again is bounded, however much is written.</summary>
    private static readonly TimeSpan BetweenWalks = TimeSpan.FromSeconds(2);

    private readonly CodeBook book;
    private readonly Action changed;
    private readonly ConcurrentDictionary<string, bool> waiting = new(StringComparer.Ordinal);
    private readonly Timer timer;
    private readonly Lock updating = new();
    private FileSystemWatcher? watcher;
    private DateTime walked;
    private bool stopped;

    public RepositoryWatch(CodeBook book, Action changed)
    {
        this.book = book;
        this.changed = changed;
        timer = new Timer(_ => Update());
        Begin();
        // What happened between the index and now.
        Wait("", whole: true);
    }

    public void Dispose()
    {
        stopped = true;
        watcher?.Dispose();
        timer.Dispose();
    }

    private void Begin()
    {
        try
        {
            watcher = new FileSystemWatcher(book.Root) { IncludeSubdirectories = true, InternalBufferSize = 64 * 1024, NotifyFilter = NotifyFilters.FileName | NotifyFilters.DirectoryName | NotifyFilters.LastWrite | NotifyFilters.Size };
            watcher.Changed += (_, e) => Wait(e.FullPath, whole: false);
            watcher.Created += (_, e) => Wait(e.FullPath, whole: true);
            watcher.Deleted += (_, e) => Wait(e.FullPath, whole: false);
            watcher.Renamed += (_, e) =>
            {
                Wait(e.OldFullPath, whole: false);
                Wait(e.FullPath, whole: true);
            };
            watcher.Error += (_, _) => Wait("", whole: true);
            watcher.EnableRaisingEvents = true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException)
        {
            watcher?.Dispose();
            watcher = null;
        }
    }

    /// <param name="path">Absolute; empty for the whole repository.</param>
    /// <param name="whole">It may be new: only the rules of the whole repository tell whether it counts.</param>
    private void Wait(string path, bool whole)
    {
        string relative = path.Length > book.Root.Length ? path[(book.Root.Length + 1)..] : "";
        bool rules = relative.EndsWith(".gitignore", StringComparison.Ordinal);
        bool source = BuiltInScanners.Of(relative.AsSpan(relative.LastIndexOf('/') + 1)) is not null;
        bool folder = relative.Length == 0 || (whole && !relative.Contains('.', StringComparison.Ordinal));
        if (stopped || relative.StartsWith(".git/", StringComparison.Ordinal) || relative.Contains("node_modules/", StringComparison.Ordinal) || !(source || rules || folder))
        {
            return;
        }

        bool known = source && book.Map?.Find(relative) >= 0;
        waiting[known ? relative : ""] = true;
        try
        {
            timer.Change(Quiet, Timeout.InfiniteTimeSpan);
        }
        catch (ObjectDisposedException)
        {
            // Stopped meanwhile.
        }
    }

    private void Update()
    {
        lock (updating)
        {
            if (stopped)
            {
                return;
            }

            if (waiting.ContainsKey("") && DateTime.UtcNow - walked < BetweenWalks)
            {
                timer.Change(BetweenWalks, Timeout.InfiniteTimeSpan);
                return;
            }

            string[] paths = [.. waiting.Keys];
            foreach (string path in paths)
            {
                waiting.TryRemove(path, out _);
            }

            if (paths.Contains("", StringComparer.Ordinal))
            {
                walked = DateTime.UtcNow;
                book.Refresh();
                book.Prepare();
            }
            else if (paths.Length > 0)
            {
                book.Update(paths);
            }

            changed();
        }
    }
}
