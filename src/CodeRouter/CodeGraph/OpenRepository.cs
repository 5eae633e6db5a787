using System.Collections.Concurrent;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>A repository whose graph is in memory, followed on the disk if asked. Questions are answered from the map alone.</summary>
internal sealed class OpenRepository : IDisposable
{
    private const int MostAnswers = 4096;

    private readonly CodeBook book;
    private readonly RepositoryWatch? watch;
    private Answers answers;

    private sealed record Answers(CodeMap Map, ILookup<string, int> ByName)
    {
        public ConcurrentDictionary<int, ImpactReading> ByFile { get; } = new();

        /// <summary>Files by the last part of their path: what humans call them. Made with the map, off the path of requests.</summary>
        public static Answers Of(CodeMap map, Answers? before) => new(map, before is not null && map.HasThePathsOf(before.Map)
            ? before.ByName
            : Enumerable.Range(0, map.Files.Length).Where(i => !map.Files[i].IsGone).ToLookup(i => Path.GetFileName(map.Files[i].Path), StringComparer.Ordinal));
    }

    /// <param name="book">Opened, with a graph.</param>
    /// <param name="stored">When the kept graph was written, UTC: a newer one replaces this.</param>
    /// <param name="follow">Watch the folder.</param>
    public OpenRepository(CodeBook book, DateTime stored, bool follow)
    {
        this.book = book;
        Stored = stored;
        answers = Answers.Of(book.Map!, null);
        watch = follow ? new RepositoryWatch(book, () => Volatile.Write(ref answers, Answers.Of(book.Map!, answers))) : null;
    }

    public string Root => book.Root;

    /// <summary>Files in the graph.</summary>
    public int Files => answers.Map.Files.Count(static f => !f.IsGone);

    public DateTime Stored { get; }

    /// <summary>A file's path in the graph by a path an agent or a human wrote: absolute, relative, or a name only one file has; null when it is not in it.</summary>
    public string? Find(string path)
    {
        if (path.Contains('\0'))
        {
            // A tool call may hold anything; this is no path of any system.
            return null;
        }

        var known = answers;
        var map = known.Map;
        string full = Path.GetFullPath(path.Replace('\\', '/'), Root);
        if (full.Length > Root.Length + 1 && full.StartsWith(Root, StringComparison.Ordinal) && full[Root.Length] == '/' && map.Find(full[(Root.Length + 1)..]) is >= 0 and var file)
        {
            return map.Files[file].Path;
        }

        return path.StartsWith('/') || path.Contains("..", StringComparison.Ordinal) ? null : OnlyEnding(known, path);
    }

    /// <summary>Null when the file has gone meanwhile.</summary>
    public ImpactReading? Ask(string path)
    {
        var known = answers;
        int file = known.Map.Find(path);
        if (file < 0)
        {
            return null;
        }

        if (known.ByFile.TryGetValue(file, out var reading))
        {
            return reading;
        }

        reading = ImpactQuestion.Ask(known.Map, file)!;
        if (known.ByFile.Count < MostAnswers)
        {
            known.ByFile[file] = reading;
        }

        return reading;
    }

    public void Dispose() => watch?.Dispose();

    private static string? OnlyEnding(Answers known, string path)
    {
        string? only = null;
        string ending = "/" + path.TrimStart('.', '/');
        foreach (int file in known.ByName[ending[(ending.LastIndexOf('/') + 1)..]])
        {
            string found = known.Map.Files[file].Path;
            if (!known.Map.Files[file].IsGone && found.EndsWith(ending, StringComparison.Ordinal))
            {
                if (only is not null)
                {
                    return null;
                }

                only = found;
            }
        }

        return only;
    }
}
