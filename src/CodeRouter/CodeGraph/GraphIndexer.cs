using CodeRouter.CodeGraph.Files;
using CodeRouter.CodeGraph.Resolving;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>
/// Makes and updates a repository's graph. Files are told apart by size and time first and by content then, so an update reads what
/// changed and resolves what that can have changed. Opens no socket. One at a time; the graphs it hands out are never changed.
/// </summary>
internal sealed class GraphIndexer(string root, RepositoryGraph? loaded = null)
{
    /// <summary>A clock's grain: a file written this shortly before an update may be written again in the same tick.</summary>
    private static readonly long Grain = TimeSpan.FromSeconds(2).Ticks;

    private EdgeBuilder? edges;
    private MentionFilter? mentions;

    public RepositoryGraph? Graph { get; private set; } = loaded;

    /// <summary>Brings the graph to what lies on the disk now.</summary>
    public RepositoryGraph Update()
    {
        long now = DateTime.UtcNow.Ticks;
        string? head = GitHistory.Head(root);
        bool newHead = head is not null && head != Graph?.Head;
        var history = newHead ? Task.Run(() => GitHistory.Read(root)) : null;
        var names = Graph?.Map.Names ?? new NameTable();
        var known = Known();
        var walk = new SourceWalk(root);
        var seen = new HashSet<string>(known.Count, StringComparer.Ordinal);
        var touched = new Dictionary<int, FileRecord>();
        List<FileRecord> read;
        using (var readers = new FileReaders(root, names))
        {
            foreach (var entry in walk.Files())
            {
                seen.Add(entry.Path);
                if (!known.TryGetValue(entry.Path, out int number) || !IsSame(Graph!.Records[number], entry))
                {
                    readers.Add(entry);
                }
            }

            read = readers.Finish();
        }

        var gone = known.Where(k => !seen.Contains(k.Key)).Select(static k => k.Value).ToList();

        // What was read only because it is as young as the graph, and is what it was, is no update.
        int doubted = read.Count(r => known.TryGetValue(r.Path, out int number) && Graph!.Records[number] is var before && before.Size == r.Size && before.Changed == r.Changed && before.Hash == r.Hash);
        var changes = Changes(read, known, touched);
        var projects = walk.Projects;
        var skipped = walk.Skipped;
        bool sameProjects = Graph is not null && projects.SequenceEqual(Graph.Projects, StringComparer.Ordinal);
        Graph = Graph is null || !sameProjects || changes.Count + gone.Count > Math.Max(50, Graph.Records.Count / 20)
            ? Whole(names, changes, gone, touched, projects)
            : Partly(Graph, changes, gone, touched);
        Graph = Finish(Graph, skipped, now, history?.GetAwaiter().GetResult(), head, read.Count - doubted);
        return Graph;
    }

    /// <summary>Brings only these files up to date, by paths relative to the repository; what is no source or ignored is left out.</summary>
    public RepositoryGraph Update(IReadOnlyCollection<string> paths)
    {
        if (Graph is not { } before)
        {
            return Update();
        }

        var known = Known(paths);
        var touched = new Dictionary<int, FileRecord>();
        var gone = new List<int>();
        List<FileRecord> read;
        using (var readers = new FileReaders(root, before.Map.Names, paths.Count))
        {
            foreach (string path in paths)
            {
                var file = new FileInfo(Path.Combine(root, path));
                bool isKnown = known.TryGetValue(path, out int number);
                if (file is { Exists: true, LinkTarget: null } && Scanning.BuiltInScanners.Of(path) is { } language)
                {
                    readers.Add(new SourceEntry(path, file.Length, file.LastWriteTimeUtc.Ticks, language));
                }
                else if (isKnown)
                {
                    gone.Add(number);
                }
            }

            read = readers.Finish();
        }

        var changes = Changes(read, known, touched);
        Graph = Partly(before, changes, gone, touched) with { Updated = read.Count };
        return Graph;
    }

    /// <summary>What imports and references mean. Made from all records when it is first asked for.</summary>
    public EdgeBuilder Edges => edges ??= new EdgeBuilder(Graph!.Map.Names, Graph.Records, PackageNames.Read(root, Graph.Projects, Graph.Records.Select(static r => r.Path)));

    /// <summary>
    /// Makes what the first change needs, and goes its way once with files as they are: one of each language, smallest first read again,
    /// and one taken for changed.
    /// </summary>
    public void Prepare()
    {
        if (Graph is not { } graph)
        {
            return;
        }

        _ = Edges;
        mentions ??= new MentionFilter(graph.Records);
        var samples = graph.Records.Where(static r => r is { IsGone: false, Skip: null }).GroupBy(static r => r.Language).Select(static g => g.MinBy(static r => r.Size)!).ToList();
        if (samples.Count == 0)
        {
            return;
        }

        Update([.. samples.Select(static r => r.Path)]);
        int number = Graph!.Map.Find(samples[0].Path);
        if (number >= 0)
        {
            _ = Affected.By(Graph, mentions, [(number, Graph.Records[number] with { Definitions = [] })], []);
            _ = Partly(Graph, [(number, Graph.Records[number])], [], []);
        }
    }

    private Dictionary<string, int> Known()
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        for (int i = 0; i < (Graph?.Records.Count ?? 0); i++)
        {
            if (!Graph!.Records[i].IsGone)
            {
                known[Graph.Records[i].Path] = i;
            }
        }

        return known;
    }

    /// <summary>Those of them that are known; few, so the others are not listed for it.</summary>
    private Dictionary<string, int> Known(IReadOnlyCollection<string> paths)
    {
        var known = new Dictionary<string, int>(StringComparer.Ordinal);
        foreach (string path in paths)
        {
            int number = Graph!.Map.Find(path);
            // One that was skipped is known too, though it is not in the map.
            number = number >= 0 ? number : Graph.Records.FindIndex(r => !r.IsGone && r.Path == path);
            if (number >= 0)
            {
                known[path] = number;
            }
        }

        return known;
    }

    private bool IsSame(FileRecord record, SourceEntry entry) =>
        record.Size == entry.Size && record.Changed == entry.Changed && entry.Changed < Graph!.Made - Grain;

    /// <summary>Records whose content differs from what was known; the others only have another time.</summary>
    private List<(int Number, FileRecord Record)> Changes(List<FileRecord> read, Dictionary<string, int> known, Dictionary<int, FileRecord> touched)
    {
        var changes = new List<(int, FileRecord)>();
        int next = Graph?.Records.Count ?? 0;
        foreach (var record in read)
        {
            if (!known.TryGetValue(record.Path, out int number))
            {
                changes.Add((next++, record));
            }
            else if (Graph!.Records[number] is var before && before.Hash == record.Hash && before.Skip == record.Skip)
            {
                touched[number] = before with { Size = record.Size, Changed = record.Changed };
            }
            else
            {
                changes.Add((number, record));
            }
        }

        return changes;
    }

    private RepositoryGraph Whole(NameTable names, List<(int Number, FileRecord Record)> changes, List<int> gone, Dictionary<int, FileRecord> touched, IReadOnlyList<string> projects)
    {
        // Numbers are given anew, in the order of paths: what was deleted leaves no gap.
        var replaced = changes.ToDictionary(static c => c.Number, static c => c.Record);
        var dropped = gone.ToHashSet();
        var records = new List<FileRecord>();
        for (int i = 0; i < (Graph?.Records.Count ?? 0); i++)
        {
            if (!dropped.Contains(i) && !Graph!.Records[i].IsGone && !replaced.ContainsKey(i))
            {
                records.Add(touched.GetValueOrDefault(i, Graph.Records[i]));
            }
        }

        records.AddRange(replaced.Values);
        records.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        mentions = null;
        edges = new EdgeBuilder(names, records, PackageNames.Read(root, projects, records.Select(static r => r.Path)));
        ulong[][] uses = new ulong[records.Count][];
        Parallel.For(0, records.Count, i => uses[i] = edges.UsesOf(i));
        var nodes = GraphNodes.Of(records, uses, Histories());
        return RepositoryGraph.Of(root, names, nodes, records, projects);
    }

    private RepositoryGraph Partly(RepositoryGraph before, List<(int Number, FileRecord Record)> changes, List<int> gone, Dictionary<int, FileRecord> touched)
    {
        if (changes.Count + gone.Count == 0)
        {
            foreach (var (number, record) in touched)
            {
                before.Records[number] = record;
            }

            return before;
        }

        // Where packages begin decides what absolute imports mean, everywhere.
        if (changes.Exists(c => c.Number >= before.Records.Count && IsPackage(c.Record.Path)) || gone.Exists(g => IsPackage(before.Records[g].Path)))
        {
            return Whole(before.Map.Names, changes, gone, touched, before.Projects) with { Skipped = before.Skipped, Made = before.Made, Head = before.Head };
        }

        var builder = Edges;
        var filter = mentions ??= new MentionFilter(before.Records);
        var affected = Affected.By(before, filter, changes, gone);
        foreach (var (number, record) in touched)
        {
            before.Records[number] = record;
        }

        foreach (var (number, record) in changes)
        {
            builder.Replace(number, record);
            filter.Replace(number, record);
        }

        foreach (int number in gone)
        {
            var none = new FileRecord { Path = before.Records[number].Path, IsGone = true };
            builder.Replace(number, none);
            filter.Replace(number, none);
        }

        foreach (int number in affected)
        {
            builder.Forget(number);
        }

        int[] again = [.. affected];
        ulong[][] uses = new ulong[again.Length][];
        Parallel.For(0, again.Length, i => uses[i] = builder.UsesOf(again[i]));
        return before.With(GraphNodes.Changed(before.Map.Files, before.Records, again, uses, gone));
    }

    private static bool IsPackage(string path) => path.EndsWith("__init__.py", StringComparison.Ordinal);

    private RepositoryGraph Finish(RepositoryGraph graph, List<SkippedFile> skipped, long now, Dictionary<string, FileHistory>? history, string? head, int read)
    {
        skipped.AddRange(graph.Records.Where(static r => r is { IsGone: false, Skip: not null }).Select(static r => new SkippedFile(r.Path, r.Skip!)));
        skipped.Sort(static (a, b) => string.CompareOrdinal(a.Path, b.Path));
        if (history is { Count: > 0 })
        {
            FileNode[] nodes = [.. graph.Map.Files.Select(node => node with { History = history.GetValueOrDefault(node.Path) })];
            graph = RepositoryGraph.Of(root, graph.Map.Names, nodes, graph.Records, graph.Projects);
        }

        return graph with { Skipped = skipped, Made = now, Head = head, Updated = read };
    }

    private Func<string, FileHistory> Histories()
    {
        var map = Graph?.Map;
        return path => map is not null && map.Find(path) is >= 0 and var number ? map.Files[number].History : default;
    }
}
