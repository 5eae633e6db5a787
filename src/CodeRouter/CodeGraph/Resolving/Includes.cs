using CodeRouter.CodeGraph.Scanning;

namespace CodeRouter.CodeGraph.Resolving;

/// <summary><c>#include</c>: beside the file, then in the include folders above it, then wherever only one file answers.</summary>
internal static class Includes
{
    private static readonly string[] Below = ["", "include/", "src/", "inc/", "lib/", "source/"];

    public static int Find(PathIndex paths, IReadOnlyList<FileRecord> files, FileRecord file, ReadOnlySpan<byte> text, ImportForm form)
    {
        var path = new PathBuilder(stackalloc char[700]);
        if (form == ImportForm.Path)
        {
            path = path.Reset(file.Folder);
            path.Walk(text);
            if (path.Holds && paths.Find(path.Text) is var beside and >= 0)
            {
                return beside;
            }
        }

        // The name alone decides quickly that it is not ours.
        Span<char> chars = stackalloc char[text.Length];
        System.Text.Encoding.Latin1.GetChars(text, chars);
        ReadOnlySpan<char> wanted = chars;
        var name = wanted[(wanted.LastIndexOf('/') + 1)..];
        if (paths.Named(name) is not { } candidates)
        {
            return ImportResolver.Outside;
        }

        if (!wanted.Contains("..", StringComparison.Ordinal))
        {
            for (var folder = file.Folder; ; folder = folder[..(folder[..^1].LastIndexOf('/') + 1)])
            {
                foreach (string below in Below)
                {
                    if (below.Length == 0 && form == ImportForm.System && folder.Length == file.Folder.Length)
                    {
                        continue;
                    }

                    path = path.Reset(folder);
                    path.Append(below);
                    path.Append(wanted);
                    if (path.Holds && paths.Find(path.Text) is var found and >= 0)
                    {
                        return found;
                    }
                }

                if (folder.Length == 0)
                {
                    break;
                }
            }
        }

        return candidates.Count > 400 ? ImportResolver.Outside : OnlyEnding(paths, files, wanted.TrimStart("./"), "");
    }

    /// <summary>The only file whose path ends with that one, below a folder of that name if one is given; −1 when there are more or none.</summary>
    public static int OnlyEnding(PathIndex paths, IReadOnlyList<FileRecord> files, ReadOnlySpan<char> ending, ReadOnlySpan<char> folder)
    {
        int only = ImportResolver.Outside;
        foreach (int candidate in paths.Named(ending[(ending.LastIndexOf('/') + 1)..]) ?? [])
        {
            var path = files[candidate].Path.AsSpan();
            if (!path.EndsWith(ending))
            {
                continue;
            }

            var before = path[..^ending.Length];
            if (before.Length > 0 && before[^1] != '/' || !before.EndsWith(folder) || (folder.Length > 0 && before.Length > folder.Length && before[^(folder.Length + 1)] != '/'))
            {
                continue;
            }

            if (only >= 0)
            {
                return ImportResolver.Outside;
            }

            only = candidate;
        }

        return only;
    }
}
