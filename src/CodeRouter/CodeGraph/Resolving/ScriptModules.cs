namespace CodeRouter.CodeGraph.Resolving;

/// <summary>Relative imports of TypeScript and JavaScript: the file itself, with an ending, or a folder's index.</summary>
internal static class ScriptModules
{
    private static readonly string[] Endings = [".ts", ".tsx", ".d.ts", ".js", ".jsx", ".mts", ".cts", ".mjs", ".cjs", ".d.mts"];

    /// <summary>An import says what will be there after the build; the source has another ending.</summary>
    private static readonly (string Written, string[] Source)[] Built =
    [
        (".js", [".ts", ".tsx", ".d.ts", ".jsx"]), (".jsx", [".tsx"]), (".mjs", [".mts", ".d.mts"]), (".cjs", [".cts"]),
    ];

    public static int Find(PathIndex paths, FileRecord file, ReadOnlySpan<byte> text)
    {
        if (text[0] != '.')
        {
            return ImportResolver.Outside;
        }

        int query = text.IndexOfAny((byte)'?', (byte)'#');
        text = query > 0 ? text[..query] : text;
        var path = new PathBuilder(stackalloc char[600]).Reset(file.Folder);
        path.Walk(text);
        if (!path.Holds)
        {
            return ImportResolver.Outside;
        }

        bool folderOnly = path.Length == 0 || path.Text[^1] == '/';
        int end = path.Length;
        if (!folderOnly)
        {
            if (paths.Find(path.Text) is var exact and >= 0)
            {
                return exact;
            }

            if (With(paths, ref path, Endings) is var ended and >= 0)
            {
                return ended;
            }

            foreach (var (written, source) in Built)
            {
                if (path.Text.EndsWith(written))
                {
                    path.Cut(end - written.Length);
                    if (With(paths, ref path, source) is var built and >= 0)
                    {
                        return built;
                    }

                    path = path.Reset(file.Folder);
                    path.Walk(text);
                    break;
                }
            }

            path.Append("/");
        }

        path.Append("index");
        return With(paths, ref path, Endings);
    }

    private static int With(PathIndex paths, ref PathBuilder path, string[] endings)
    {
        int end = path.Length;
        foreach (string ending in endings)
        {
            path.Append(ending);
            int found = path.Holds ? paths.Find(path.Text) : -1;
            path.Cut(end);
            if (found >= 0)
            {
                return found;
            }
        }

        return ImportResolver.Outside;
    }
}
