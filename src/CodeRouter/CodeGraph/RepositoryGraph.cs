using CodeRouter.CodeGraph.Files;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>A repository's graph as it was made last: the map for questions, and what the next update needs to be quick.</summary>
/// <param name="Root">The repository's folder, absolute.</param>
/// <param name="Records">By the numbers of the map's files.</param>
/// <param name="Made">UTC ticks of when the update began: a file written after that moment is looked at again.</param>
/// <param name="Head">The commit its history was read at; null without one.</param>
internal sealed record RepositoryGraph(string Root, CodeMap Map, List<FileRecord> Records, long Made, string? Head, IReadOnlyList<string> Projects)
{
    public IReadOnlyList<SkippedFile> Skipped { get; init; } = [];

    /// <summary>Files read for this version of it.</summary>
    public int Updated { get; init; }

    /// <summary>File-to-file edges.</summary>
    public int Edges { get; init; }

    public int FileCount { get; init; }

    public int Symbols { get; init; }

    public static RepositoryGraph Of(string root, NameTable names, FileNode[] nodes, List<FileRecord> records, IReadOnlyList<string> projects)
    {
        var paths = new Dictionary<string, int>(nodes.Length, StringComparer.Ordinal);
        int symbols = 0, edges = 0;
        for (int i = 0; i < nodes.Length; i++)
        {
            if (!nodes[i].IsGone)
            {
                paths[nodes[i].Path] = i;
                symbols += nodes[i].Definitions.Length;
                edges += nodes[i].UsedBy.Length;
            }
        }

        return new RepositoryGraph(root, new CodeMap(names, nodes, paths), records, 0, null, projects) { FileCount = paths.Count, Symbols = symbols, Edges = edges };
    }

    /// <summary>With some nodes of the map replaced; the records are changed by the caller.</summary>
    public RepositoryGraph With(IReadOnlyDictionary<int, FileNode> changes)
    {
        int files = FileCount, symbols = Symbols, edges = Edges;
        foreach (var (number, node) in changes)
        {
            Count(node, 1);
            if (number < Map.Files.Length)
            {
                Count(Map.Files[number], -1);
            }
        }

        return this with { Map = Map.With(changes), FileCount = files, Symbols = symbols, Edges = edges };

        void Count(FileNode node, int sign)
        {
            files += node.IsGone ? 0 : sign;
            symbols += node.IsGone ? 0 : sign * node.Definitions.Length;
            edges += node.IsGone ? 0 : sign * node.UsedBy.Length;
        }
    }
}
