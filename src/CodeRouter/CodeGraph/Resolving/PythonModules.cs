namespace CodeRouter.CodeGraph.Resolving;

/// <summary><c>a.b</c> and <c>..a</c> → a module's file or a package's <c>__init__.py</c>.</summary>
internal static class PythonModules
{
    public static int Find(PathIndex paths, PackageNames packages, FileRecord file, ReadOnlySpan<byte> text)
    {
        var path = new PathBuilder(stackalloc char[600]);
        int dots = 0;
        while (dots < text.Length && text[dots] == '.')
        {
            dots++;
        }

        if (dots > 0)
        {
            path = path.Reset(file.Folder);
            for (int i = 1; i < dots; i++)
            {
                path.Up();
            }

            return At(paths, ref path, text[dots..]);
        }

        // The folder its own package lies in, the usual ones, its own, then wherever a package of that name lies.
        int root = packages.PythonRoot(paths, file);
        if (At(paths, file.Path.AsSpan(0, root), text) is var own and >= 0)
        {
            return own;
        }

        foreach (string folder in (ReadOnlySpan<string>)["", "src/", "lib/", "python/"])
        {
            if (At(paths, folder, text) is var found and >= 0)
            {
                return found;
            }
        }

        if (At(paths, file.Folder, text) is var beside and >= 0)
        {
            return beside;
        }

        // Several projects of a repository may call a package the same: the one that lies nearest.
        int dot = text.IndexOf((byte)'.'), best = ImportResolver.Outside, near = -1;
        foreach (string folder in packages.PythonRoots(dot < 0 ? text : text[..dot]))
        {
            if (Nearest.Common(folder, file.Path) is var common && common > near && At(paths, folder, text) is >= 0 and var found)
            {
                (best, near) = (found, common);
            }
        }

        return best;
    }

    private static int At(PathIndex paths, ReadOnlySpan<char> folder, ReadOnlySpan<byte> module)
    {
        var path = new PathBuilder(stackalloc char[600]).Reset(folder);
        return At(paths, ref path, module);
    }

    private static int At(PathIndex paths, ref PathBuilder path, ReadOnlySpan<byte> module)
    {
        if (module.Length > 0)
        {
            path.Append(module, '.');
            if (!path.Holds)
            {
                return ImportResolver.Outside;
            }

            int end = path.Length;
            foreach (string ending in (ReadOnlySpan<string>)[".py", ".pyi"])
            {
                path.Append(ending);
                if (paths.Find(path.Text) is var found and >= 0)
                {
                    return found;
                }

                path.Cut(end);
            }

            path.Append("/");
        }

        path.Append("__init__.py");
        return path.Holds ? paths.Find(path.Text) : ImportResolver.Outside;
    }
}
