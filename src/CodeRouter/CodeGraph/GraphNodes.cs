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
            nodes[i] = Of(records[i], uses[i], incoming[i], Users(incoming[i]), history(records[i].Path));
        });
        return nodes;
    }

    /// <summary>The nodes that differ once some files' edges are replaced, by number.</summary>
    public static Dictionary<int, FileNode> Changed(FileNodes before, List<FileRecord> records, int[] again, ulong[][] uses, List<int> gone)
    {
        var nodes = new Dictionary<int, FileNode>();
        var added = new Dictionary<int, HashSet<ulong>>();
        var removed = new Dictionary<int, HashSet<ulong>>();
        for (int i = 0; i < again.Length; i++)
        {
            int file = again[i];
            var old = file < before.Length ? before[file] : null;
            Note(removed, old?.Uses ?? [], uses[i], file);
            Note(added, uses[i], old?.Uses ?? [], file);
            nodes[file] = Of(records[file], uses[i], old?.UsedAs ?? [], old?.UsedBy ?? [], old?.History ?? default);
        }

        foreach (int file in gone)
        {
            Note(removed, before[file].Uses, [], file);
            nodes[file] = new FileNode { Path = before[file].Path, IsGone = true };
        }

        foreach (int target in added.Keys.Union(removed.Keys).ToArray())
        {
            var node = nodes.TryGetValue(target, out var changed) ? changed : before[target];
            if (records[target].IsGone)
            {
                continue;
            }

            var plus = added.GetValueOrDefault(target) ?? [];
            var minus = removed.GetValueOrDefault(target) ?? [];
            ulong[] incoming = [.. node.UsedAs.Where(edge => !minus.Contains(edge)), .. plus];
            Array.Sort(incoming);
            nodes[target] = node with { UsedAs = incoming, UsedBy = Users(incoming) };
        }

        return nodes;
    }

    /// <summary>The edges that are in one sorted list and not in the other, turned round.</summary>
    private static void Note(Dictionary<int, HashSet<ulong>> edges, ulong[] uses, ulong[] others, int file)
    {
        int at = 0;
        foreach (ulong use in uses)
        {
            while (at < others.Length && others[at] < use)
            {
                at++;
            }

            if (at < others.Length && others[at] == use)
            {
                continue;
            }

            if (!edges.TryGetValue(Use.High(use), out var set))
            {
                edges.Add(Use.High(use), set = []);
            }

            set.Add(Use.By(Use.Low(use), file));
        }
    }

    private static FileNode Of(FileRecord record, ulong[] uses, ulong[] incoming, int[] users, FileHistory history) => new()
    {
        Path = record.Path,
        Language = record.Language,
        IsTest = TestPaths.IsTest(record.Path, record.Language),
        IsEntryPoint = record.IsEntryPoint,
        IsGone = record.IsGone || record.Skip is not null,
        Definitions = record.Definitions,
        Uses = uses,
        UsedAs = incoming,
        UsedBy = users,
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
