using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>
/// One repository's graph, open: updated, kept in the data folder, asked. What commands, MCP tools and pages use. One caller at a time;
/// the maps it hands out can be asked from anywhere.
/// </summary>
public sealed class CodeBook
{
    private readonly string dataFolder;
    private readonly GraphIndexer indexer;

    private CodeBook(string root, string dataFolder)
    {
        Root = root;
        this.dataFolder = dataFolder;
        indexer = new GraphIndexer(root, GraphStore.Load(dataFolder, root));
    }

    public string Root { get; }

    /// <summary>The graph as it was made last; null before the first update.</summary>
    public CodeMap? Map => indexer.Graph?.Map;

    /// <summary>Opens what is kept of a repository, without looking at the repository itself.</summary>
    public static CodeBook Open(string root, string dataFolder) => new(RepositoryPath.Real(root), dataFolder);

    /// <summary>Brings the graph to what lies on the disk, and keeps it.</summary>
    public IndexReport Update()
    {
        long started = System.Diagnostics.Stopwatch.GetTimestamp();
        var before = indexer.Graph;
        var graph = indexer.Update();
        // Times of files alone are no reason to write it all again, unless they would make the next update read them again.
        bool same = before is not null && ReferenceEquals(before.Map, graph.Map) && graph.Updated == 0 && before.Skipped.SequenceEqual(graph.Skipped);
        string? problem = same ? null : GraphStore.Save(dataFolder, graph);
        return new IndexReport(Root, graph.FileCount, graph.Symbols, graph.Edges, System.Diagnostics.Stopwatch.GetElapsedTime(started), graph.Updated, graph.Skipped, problem);
    }

    /// <summary>Brings the graph to what lies on the disk, in memory only.</summary>
    public void Refresh() => indexer.Update();

    /// <summary>Makes what the first change needs, so that it takes no longer than any other.</summary>
    public void Prepare()
    {
        indexer.Prepare();
        _ = Map?.Names.Find("");
    }

    /// <summary>Brings only these files up to date, in memory; paths relative to the repository.</summary>
    public void Update(IReadOnlyCollection<string> paths) => indexer.Update(paths);

    /// <summary>Keeps the graph as it is; the reason when that fails.</summary>
    public string? Save() => indexer.Graph is { } graph ? GraphStore.Save(dataFolder, graph) : null;

    /// <summary>Reads every file again and tells what it says and means, in the order of paths.</summary>
    public IEnumerable<FileReading> Read()
    {
        if (indexer.Graph is not { } graph)
        {
            yield break;
        }

        var reader = new FileReader(Root, graph, indexer.Edges);
        foreach (int file in Enumerable.Range(0, graph.Records.Count).OrderBy(i => graph.Records[i].Path, StringComparer.Ordinal))
        {
            if (!graph.Map.Files[file].IsGone && reader.Read(file) is { } reading)
            {
                yield return reading;
            }
        }
    }

    /// <summary>Where a symbol of a file is used: the using file, its line, and the definition it stands in. At most <paramref name="most"/>.</summary>
    public IReadOnlyList<(string Path, ReferenceReading Use)> Callers(string path, string symbol, int most = 200)
    {
        var found = new List<(string, ReferenceReading)>();
        if (indexer.Graph is not { } graph || graph.Map.Find(path) is not (>= 0 and var file) || graph.Map.DefinitionsOf(file, symbol).Select(static d => d.Name).FirstOrDefault() is not (> 0 and var name))
        {
            return found;
        }

        var reader = new FileReader(Root, graph, indexer.Edges);
        string spelt = graph.Map.Names.Text(name);
        foreach (int user in (int[])[file, .. graph.Map.UsersOf(file, name)])
        {
            foreach (var reference in reader.Read(user)?.References ?? [])
            {
                if (reference.Name == spelt && reference.To == path)
                {
                    found.Add((graph.Map.Files[user].Path, reference));
                    if (found.Count == most)
                    {
                        return found;
                    }
                }
            }
        }

        return found;
    }

    /// <summary>What a symbol of a file uses, of this repository.</summary>
    public IReadOnlyList<ReferenceReading> Callees(string path, string symbol)
    {
        if (indexer.Graph is not { } graph || graph.Map.Find(path) is not (>= 0 and var file) || new FileReader(Root, graph, indexer.Edges).Read(file) is not { } reading)
        {
            return [];
        }

        var inside = graph.Map.DefinitionsOf(file, symbol).ToArray();
        return [.. reading.References.Where(r => r.To is not null && Array.Exists(inside, d => r.Line >= d.Line && r.Line <= d.EndLine && r.Name != symbol)).DistinctBy(static r => (r.Name, r.To))];
    }
}
