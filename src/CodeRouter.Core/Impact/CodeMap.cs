namespace CodeRouter.Core.Impact;

/// <summary>A repository as files and the edges between them: immutable, so that questions run while the next one is made.</summary>
public sealed class CodeMap
{
    private readonly NameTable names;
    private readonly FileNodes files;
    private readonly Dictionary<string, int> byPath;

    /// <param name="byPath">The numbers of the files that are not gone.</param>
    public CodeMap(NameTable names, FileNode[] files, Dictionary<string, int> byPath)
    {
        this.names = names;
        this.files = new FileNodes(files);
        this.byPath = byPath;
        Web = new DependencyWeb(this.files);
    }

    private CodeMap(NameTable names, FileNodes files, Dictionary<string, int> byPath, DependencyWeb web)
    {
        this.names = names;
        this.files = files;
        this.byPath = byPath;
        Web = web;
    }

    public static CodeMap Empty { get; } = new(new NameTable(), [], new Dictionary<string, int>(StringComparer.Ordinal));

    public NameTable Names => names;

    /// <summary>By number; some may be gone.</summary>
    public FileNodes Files => files;

    internal DependencyWeb Web { get; }

    /// <summary>The same repository with some files replaced, by number; numbers beyond the end are new. What did not change is shared.</summary>
    public CodeMap With(IReadOnlyDictionary<int, FileNode> changes)
    {
        var next = files.With(changes);
        var paths = byPath;
        foreach (var (number, node) in changes)
        {
            if (!node.IsGone && !(paths.TryGetValue(node.Path, out int known) && known == number))
            {
                paths = ReferenceEquals(paths, byPath) ? new Dictionary<string, int>(byPath, StringComparer.Ordinal) : paths;
                paths[node.Path] = number;
            }
        }

        return new CodeMap(names, next, paths, Web.With(next, changes));
    }

    /// <summary>No file was added between the two; some may be gone.</summary>
    public bool HasThePathsOf(CodeMap other) => ReferenceEquals(byPath, other.byPath);

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

    /// <summary>Paths of the files that define a name, at most so many; a dotted name means a member.</summary>
    public List<string> FilesThatDefine(string symbol, int most)
    {
        var found = new List<string>();
        int name = names.Find(symbol[(symbol.LastIndexOfAny(['.', ':', '#']) + 1)..]);
        for (int i = 0; i < files.Length && name > 0 && found.Count < most; i++)
        {
            if (Array.Exists(files[i].Definitions, d => d.Name == name && d.Kind.IsOfNote()))
            {
                found.Add(files[i].Path);
            }
        }

        return found;
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
