namespace CodeRouter.CodeGraph.Resolving;

/// <summary>Files by path, by name and by folder. Paths relative to the repository.</summary>
internal sealed class PathIndex
{
    private readonly Dictionary<string, int> byPath = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> byName = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<int>> byFolder = new(StringComparer.Ordinal);
    private readonly Dictionary<string, int>.AlternateLookup<ReadOnlySpan<char>> paths;
    private readonly Dictionary<string, List<int>>.AlternateLookup<ReadOnlySpan<char>> names;
    private readonly Dictionary<string, List<int>>.AlternateLookup<ReadOnlySpan<char>> folders;

    public PathIndex()
    {
        paths = byPath.GetAlternateLookup<ReadOnlySpan<char>>();
        names = byName.GetAlternateLookup<ReadOnlySpan<char>>();
        folders = byFolder.GetAlternateLookup<ReadOnlySpan<char>>();
    }

    public void Add(int file, string path)
    {
        byPath[path] = file;
        int slash = path.LastIndexOf('/');
        Of(names, path.AsSpan(slash + 1)).Add(file);
        Of(folders, path.AsSpan(0, slash + 1)).Add(file);
    }

    public void Remove(int file, string path)
    {
        byPath.Remove(path);
        int slash = path.LastIndexOf('/');
        Of(names, path.AsSpan(slash + 1)).Remove(file);
        Of(folders, path.AsSpan(0, slash + 1)).Remove(file);
    }

    /// <summary>−1 when there is no such file.</summary>
    public int Find(ReadOnlySpan<char> path) => paths.TryGetValue(path, out int file) ? file : -1;

    /// <summary>Files of that name in any folder.</summary>
    public List<int>? Named(ReadOnlySpan<char> name) => names.TryGetValue(name, out var files) && files.Count > 0 ? files : null;

    /// <param name="folder">With a slash at its end, "" at the top.</param>
    public List<int>? In(ReadOnlySpan<char> folder) => folders.TryGetValue(folder, out var files) && files.Count > 0 ? files : null;

    private static List<int> Of(Dictionary<string, List<int>>.AlternateLookup<ReadOnlySpan<char>> table, ReadOnlySpan<char> key)
    {
        if (!table.TryGetValue(key, out var list))
        {
            table[key] = list = [];
        }

        return list;
    }
}
