using System.Text.RegularExpressions;

namespace CodeRouter.Tests.Architecture;

/// <summary>One project's sources, and which top folder names which other: by a using, or by a qualified name of one of its types.</summary>
internal sealed partial class SourceTree
{
    private readonly string _root;
    private readonly string _namespace;
    private readonly Dictionary<string, HashSet<string>> _typesByFolder = new(StringComparer.Ordinal);

    public SourceTree(string project, string rootNamespace)
    {
        _root = Path.Combine(Repository.Root, "src", project);
        _namespace = rootNamespace;
        Files = [.. new[] { "*.cs", "*.razor" }.SelectMany(kind => Directory.EnumerateFiles(_root, kind, SearchOption.AllDirectories))
            .Where(f => !Path.GetRelativePath(_root, f).Split('/', '\\').Any(p => p is "bin" or "obj"))
            .Select(f => new SourceFile(Path.GetRelativePath(_root, f).Replace('\\', '/'), File.ReadAllText(f)))];
        foreach (var file in Files)
        {
            foreach (Match match in TypeDeclaration().Matches(file.Text))
            {
                if (!_typesByFolder.TryGetValue(file.Folder, out var types))
                {
                    _typesByFolder[file.Folder] = types = new HashSet<string>(StringComparer.Ordinal);
                }

                types.Add(match.Groups["name"].Value);
            }
        }
    }

    public IReadOnlyList<SourceFile> Files { get; }

    public IEnumerable<string> Folders => Files.Select(f => f.Folder).Where(f => f.Length > 0).Distinct(StringComparer.Ordinal).Order(StringComparer.Ordinal);

    public IReadOnlySet<string> TypesOf(string folder) => _typesByFolder.GetValueOrDefault(folder) ?? [];

    /// <summary>Edges between top folders with one file that shows each; files at the root belong to no folder.</summary>
    public Dictionary<(string From, string To), string> Edges()
    {
        var edges = new Dictionary<(string, string), string>();
        var folders = Folders.ToHashSet(StringComparer.Ordinal);
        foreach (var file in Files.Where(f => f.Folder.Length > 0))
        {
            foreach (Match match in Using().Matches(file.Text))
            {
                string[] parts = match.Groups["ns"].Value.Split('.');
                int depth = _namespace.Split('.').Length;
                if (match.Groups["ns"].Value.StartsWith(_namespace + ".", StringComparison.Ordinal) && folders.Contains(parts[depth]) && parts[depth] != file.Folder)
                {
                    edges.TryAdd((file.Folder, parts[depth]), file.Path);
                }
            }

            foreach (Match match in Qualified().Matches(file.Text))
            {
                string folder = match.Groups["folder"].Value;
                if (folder != file.Folder && folders.Contains(folder) && TypesOf(folder).Contains(match.Groups["type"].Value))
                {
                    edges.TryAdd((file.Folder, folder), file.Path);
                }
            }
        }

        return edges;
    }

    [GeneratedRegex(@"^\s*(?:public|internal|file|private)?\s*(?:(?:static|sealed|abstract|partial|readonly|ref)\s+)*(?:class|struct|interface|enum|record(?:\s+struct|\s+class)?)\s+(?<name>[A-Z]\w*)", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex TypeDeclaration();

    [GeneratedRegex(@"^@?using\s+(?:static\s+)?(?:\w+\s*=\s*)?(?<ns>[\w.]+);?\s*$", RegexOptions.Multiline | RegexOptions.ExplicitCapture)]
    private static partial Regex Using();

    [GeneratedRegex(@"(?<![\w.])(?:CodeRouter\.)?(?:Core\.)?(?<folder>[A-Z]\w+)\.(?<type>[A-Z]\w+)", RegexOptions.ExplicitCapture)]
    private static partial Regex Qualified();
}

internal sealed record SourceFile(string Path, string Text)
{
    /// <summary>The top folder; empty for a file at the project's root.</summary>
    public string Folder { get; } = Path.Contains('/', StringComparison.Ordinal) ? Path[..Path.IndexOf('/', StringComparison.Ordinal)] : "";

    public int Lines { get; } = Text.AsSpan().Count('\n');
}
