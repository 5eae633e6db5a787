using CodeRouter.CodeGraph.Files;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>Records and their outgoing edges → the nodes of a map, with the edges turned round.</summary>
internal static class GraphNodes
{
    public static FileNode[] Of(List<FileRecord> records, ulong[][] uses, Func<string, FileHistory> history)
    {
        int[] counts = new int[records.Count];
        foreach (ulong[] edges in uses)
        {
            foreach (ulong edge in edges)
            {
                counts[Use.High(edge)]++;
            }
        }

        ulong[][] incoming = Array.ConvertAll(counts, static n => n == 0 ? [] : new ulong[n]);
        Array.Clear(counts);
        for (int file = 0; file < uses.Length; file++)
        {
            foreach (ulong edge in uses[file])
            {
                int target = Use.High(edge);
                incoming[target][counts[target]++] = Use.By(Use.Low(edge), file);
            }
        }

        var nodes = new FileNode[records.Count];
        Parallel.For(0, nodes.Length, i =>
        {
            Array.Sort(incoming[i]);
            nodes[i] = Of(records[i], uses[i], incoming[i], history(records[i].Path));
        });
        return nodes;
    }

    /// <summary>The nodes with some files' edges replaced; arrays that did not change are shared.</summary>
    public static FileNode[] With(FileNode[] before, List<FileRecord> records, int[] again, ulong[][] uses, List<int> gone)
    {
        var nodes = new FileNode[records.Count];
        before.CopyTo(nodes, 0);
        var added = new Dictionary<int, HashSet<ulong>>();
        var removed = new Dictionary<int, HashSet<ulong>>();
        for (int i = 0; i < again.Length; i++)
        {
            int file = again[i];
            ulong[] old = file < before.Length ? before[file].Uses : [];
            Note(removed, old, file);
            Note(added, uses[i], file);
            nodes[file] = Of(records[file], uses[i], file < before.Length ? before[file].UsedAs : [], file < before.Length ? before[file].History : default);
        }

        foreach (int file in gone)
        {
            Note(removed, before[file].Uses, file);
            nodes[file] = new FileNode { Path = before[file].Path, IsGone = true };
        }

        foreach (int target in added.Keys.Union(removed.Keys).ToArray())
        {
            if (nodes[target].IsGone)
            {
                continue;
            }

            var plus = added.GetValueOrDefault(target) ?? [];
            var minus = removed.GetValueOrDefault(target) ?? [];
            if (plus.SetEquals(minus))
            {
                continue;
            }

            var kept = new List<ulong>(nodes[target].UsedAs.Length + plus.Count);
            kept.AddRange(nodes[target].UsedAs.Where(edge => !minus.Contains(edge)));
            kept.AddRange(plus);
            ulong[] incoming = [.. kept];
            Array.Sort(incoming);
            nodes[target] = nodes[target] with { UsedAs = incoming, UsedBy = Users(incoming) };
        }

        return nodes;
    }

    private static void Note(Dictionary<int, HashSet<ulong>> edges, ulong[] uses, int file)
    {
        foreach (ulong use in uses)
        {
            if (!edges.TryGetValue(Use.High(use), out var set))
            {
                edges.Add(Use.High(use), set = []);
            }

            set.Add(Use.By(Use.Low(use), file));
        }
    }

    private static FileNode Of(FileRecord record, ulong[] uses, ulong[] incoming, FileHistory history) => new()
    {
        Path = record.Path,
        Language = record.Language,
        IsTest = TestPaths.IsTest(record.Path, record.Language),
        IsEntryPoint = record.IsEntryPoint,
        IsGone = record.IsGone || record.Skip is not null,
        Definitions = record.Definitions,
        Uses = uses,
        UsedAs = incoming,
        UsedBy = Users(incoming),
        History = history,
    };

    private static int[] Users(ulong[] incoming)
    {
        if (incoming.Length == 0)
        {
            return [];
        }

        int[] users = new int[incoming.Length];
        for (int i = 0; i < users.Length; i++)
        {
            users[i] = Use.Low(incoming[i]);
        }

        Array.Sort(users);
        int count = 1;
        for (int i = 1; i < users.Length; i++)
        {
            if (users[i] != users[count - 1])
            {
                users[count++] = users[i];
            }
        }

        return users[..count];
    }
}
