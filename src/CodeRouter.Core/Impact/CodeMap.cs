namespace CodeRouter.Core.Impact;

/// <summary>A repository as files and the edges between them: immutable, so that questions run while the next one is made.</summary>
public sealed class CodeMap(NameTable names, FileNode[] files, IReadOnlyDictionary<string, int> byPath)
{
    public static CodeMap Empty { get; } = new(new NameTable(), [], new Dictionary<string, int>(StringComparer.Ordinal));

    public NameTable Names => names;

    /// <summary>By number; some may be gone.</summary>
    public FileNode[] Files => files;

    internal DependencyWeb Web { get; } = new(files);

    /// <summary>The number of a file by its path relative to the repository; -1 when it is not in the map.</summary>
    public int Find(string path) => byPath.TryGetValue(path, out int number) && !files[number].IsGone ? number : -1;

    /// <summary>The definitions of that name in a file, in order. A dotted name means a member: its last part is looked for.</summary>
    public IEnumerable<Definition> DefinitionsOf(int file, string symbol)
    {
        string name = symbol[(symbol.LastIndexOfAny(['.', ':', '#']) + 1)..];
        foreach (var definition in files[file].Definitions)
        {
            if (string.Equals(names.Text(definition.Name), name, StringComparison.Ordinal))
            {
                yield return definition;
            }
        }
    }

    /// <summary>Numbers of the files that use this name of that file, sorted.</summary>
    public int[] UsersOf(int file, int name)
    {
        var all = files[file].UsedAs;
        int from = LowerBound(all, Use.By(name, 0));
        int to = from;
        while (to < all.Length && Use.High(all[to]) == name)
        {
            to++;
        }

        int[] users = new int[to - from];
        for (int i = from; i < to; i++)
        {
            users[i - from] = Use.Low(all[i]);
        }

        return users;
    }

    private static int LowerBound(ulong[] sorted, ulong value)
    {
        int at = Array.BinarySearch(sorted, value);
        return at < 0 ? ~at : at;
    }
}
