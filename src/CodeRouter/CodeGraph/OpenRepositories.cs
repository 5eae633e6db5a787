using CodeRouter.Config;

namespace CodeRouter.CodeGraph;

/// <summary>
/// The repositories below the allowed roots that have a graph in the data folder. Opened in the background and looked for again now and
/// then, so that an index made while the gateway runs is taken up.
/// </summary>
internal sealed class OpenRepositories : IDisposable
{
    private static readonly TimeSpan Again = TimeSpan.FromSeconds(5);

    private readonly string folder;
    private readonly string dataFolder;
    private readonly string[] roots;
    private readonly bool watch;
    private readonly CancellationTokenSource stop = new();
    private OpenRepository[] ready = [];

    public OpenRepositories(string dataFolder, CodeGraphSettings settings)
    {
        this.dataFolder = dataFolder;
        folder = Path.GetDirectoryName(GraphStore.PathOf(dataFolder, ""))!;
        roots = [.. settings.Roots.Select(RepositoryPath.Real)];
        watch = settings.Watch;
        _ = LookAsync(stop.Token);
    }

    /// <summary>Those whose graph is in memory now.</summary>
    public IReadOnlyList<OpenRepository> Ready => Volatile.Read(ref ready);

    public void Dispose()
    {
        stop.Cancel();
        stop.Dispose();
        foreach (var repository in Interlocked.Exchange(ref ready, []))
        {
            repository.Dispose();
        }
    }

    private async Task LookAsync(CancellationToken cancel)
    {
        try
        {
            await Task.Yield();
            while (!cancel.IsCancellationRequested)
            {
                Look(cancel);
                await Task.Delay(Again, cancel);
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway stops, or has other settings now.
        }
    }

    private void Look(CancellationToken cancel)
    {
        foreach (var file in Stores())
        {
            if (GraphStore.RootOf(file.FullName) is not { } root || !Array.Exists(roots, r => root == r || root.StartsWith(r + "/", StringComparison.Ordinal)) || !Directory.Exists(root))
            {
                continue;
            }

            int known = Array.FindIndex(ready, r => r.Root == root);
            if (known >= 0 && ready[known].Stored >= file.LastWriteTimeUtc)
            {
                continue;
            }

            var book = CodeBook.Open(root, dataFolder);
            if (book.Map is null || cancel.IsCancellationRequested)
            {
                continue;
            }

            var fresh = new OpenRepository(book, file.LastWriteTimeUtc, watch);
            OpenRepository[] next = known < 0 ? [.. ready, fresh] : [.. ready.Select((r, i) => i == known ? fresh : r)];
            var old = known < 0 ? null : ready[known];
            Volatile.Write(ref ready, next);
            old?.Dispose();
        }
    }

    private FileInfo[] Stores()
    {
        try
        {
            return Directory.Exists(folder) ? new DirectoryInfo(folder).GetFiles("*.graph") : [];
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return [];
        }
    }
}
