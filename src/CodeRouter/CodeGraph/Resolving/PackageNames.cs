using System.Text;

namespace CodeRouter.CodeGraph.Resolving;

/// <summary>What the packages of a repository are called: modules of Go, crates of Rust, top-level packages of Python.</summary>
internal sealed class PackageNames
{
    private const long MaxBytes = 1 << 20;

    private readonly List<(string Folder, byte[] Module)> go = [];
    private readonly Dictionary<string, string> rust = new(StringComparer.Ordinal);
    private readonly Dictionary<string, List<string>> python = new(StringComparer.Ordinal);

    /// <param name="root">The repository.</param>
    /// <param name="projects">Relative paths of go.mod and Cargo.toml files.</param>
    /// <param name="paths">All source files.</param>
    public static PackageNames Read(string root, IEnumerable<string> projects, IEnumerable<string> paths)
    {
        var names = new PackageNames();
        foreach (string project in projects)
        {
            names.Project(root, project);
        }

        // The innermost module of a file is asked first.
        names.go.Sort(static (a, b) => b.Folder.Length.CompareTo(a.Folder.Length));
        var packages = paths.Where(static p => p.EndsWith("/__init__.py", StringComparison.Ordinal)).Select(static p => p[..^12]).ToHashSet(StringComparer.Ordinal);
        foreach (string package in packages.Order(StringComparer.Ordinal))
        {
            int slash = package.LastIndexOf('/');
            if (slash < 0 || !packages.Contains(package[..slash]))
            {
                string name = package[(slash + 1)..];
                if (!names.python.TryGetValue(name, out var roots))
                {
                    names.python.Add(name, roots = []);
                }

                roots.Add(package[..(slash + 1)]);
            }
        }

        return names;
    }

    /// <summary>The folder, with a slash at its end, of a Go package by its import path; null when it is not of this repository.</summary>
    public string? GoFolder(FileRecord file, ReadOnlySpan<byte> import)
    {
        foreach (var (folder, module) in go)
        {
            if (import.StartsWith(module) && (import.Length == module.Length || import[module.Length] == '/'))
            {
                string below = Encoding.UTF8.GetString(import[module.Length..].TrimStart((byte)'/'));
                return below.Length == 0 ? folder : $"{folder}{below}/";
            }
        }

        return null;
    }

    /// <summary>The folder of a crate's root file by the name <c>use</c> calls it.</summary>
    public string? RustCrate(ReadOnlySpan<byte> name) => rust.GetValueOrDefault(Encoding.UTF8.GetString(name));

    public IReadOnlyList<string> PythonRoots(ReadOnlySpan<byte> package) => python.GetValueOrDefault(Encoding.UTF8.GetString(package)) ?? [];

    /// <summary>Length of the path of the folder that the file's top-level package lies in.</summary>
    public int PythonRoot(PathIndex paths, FileRecord file)
    {
        int end = file.Folder.Length;
        Span<char> buffer = stackalloc char[700];
        while (end > 0)
        {
            var path = new PathBuilder(buffer).Reset(file.Path.AsSpan(0, end));
            path.Append("__init__.py");
            if (!path.Holds || paths.Find(path.Text) < 0)
            {
                break;
            }

            end = file.Path.AsSpan(0, end - 1).LastIndexOf('/') + 1;
        }

        return end;
    }

    private void Project(string root, string project)
    {
        string folder = project[..(project.LastIndexOf('/') + 1)];
        bool isGo = project.EndsWith("go.mod", StringComparison.Ordinal);
        bool inPackage = isGo;
        try
        {
            string file = Path.Combine(root, project);
            if (new FileInfo(file).Length is 0 or > MaxBytes)
            {
                return;
            }

            foreach (string line in File.ReadLines(file))
            {
                var text = line.AsSpan().Trim();
                if (isGo && text.StartsWith("module "))
                {
                    go.Add((folder, Encoding.UTF8.GetBytes(text[7..].Trim().Trim('"').ToString())));
                    return;
                }

                if (!isGo && text.StartsWith("["))
                {
                    inPackage = text is "[package]" or "[lib]";
                }
                else if (!isGo && inPackage && text.StartsWith("name") && text.IndexOf('"') is var open and > 0 && text[(open + 1)..].IndexOf('"') is var length and > 0)
                {
                    rust[text.Slice(open + 1, length).ToString().Replace('-', '_')] = folder + "src/";
                }
            }
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // Without it imports of that package stay outside.
        }
    }
}
