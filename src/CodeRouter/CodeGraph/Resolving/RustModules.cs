using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Resolving;

/// <summary><c>mod x;</c> and paths of <c>use</c> → the file of the deepest module on the way.</summary>
internal static class RustModules
{
    public static int Find(PathIndex paths, PackageNames packages, NameTable names, IReadOnlyList<FileRecord> files, FileRecord file, ReadOnlySpan<byte> text, ImportForm form)
    {
        var path = new PathBuilder(stackalloc char[600]);
        if (form == ImportForm.Path)
        {
            path = path.Reset(file.Folder);
            path.Walk(text);
            return path.Holds ? paths.Find(path.Text) : ImportResolver.Outside;
        }

        if (form == ImportForm.Child)
        {
            return ChildOf(paths, file, ref path, text);
        }

        int colon = text.IndexOf((byte)':');
        var head = colon < 0 ? text : text[..colon];
        var rest = colon < 0 ? default : text[(colon + 2)..];
        int here = ImportResolver.Outside;
        if (head.SequenceEqual("crate"u8))
        {
            path = path.Reset(CrateRoot(paths, file));
            here = Root(paths, ref path);
        }
        else if (head.SequenceEqual("self"u8))
        {
            path = path.Reset(file.Folder);
            Own(file, ref path);
            here = paths.Find(file.Path);
        }
        else if (head.SequenceEqual("super"u8))
        {
            path = path.Reset(file.Folder);
            Own(file, ref path);
            path.Up();
            while (rest.StartsWith("super"u8))
            {
                path.Up();
                int next = rest.IndexOf((byte)':');
                rest = next < 0 ? default : rest[(next + 2)..];
            }

            here = OfFolder(paths, ref path);
        }
        else if (packages.RustCrate(head) is { } crate)
        {
            path = path.Reset(crate);
            here = Root(paths, ref path);
        }
        else
        {
            // Since 2018 a bare path may start at a module beside this one.
            here = ChildOf(paths, file, ref path, head);
            if (here < 0)
            {
                return ImportResolver.Outside;
            }
        }

        while (rest.Length > 0 && path.Holds)
        {
            colon = rest.IndexOf((byte)':');
            var name = colon < 0 ? rest : rest[..colon];
            int below = Module(paths, ref path, name);
            if (below < 0 && here >= 0 && Elsewhere(names, files[here], name) is { IsEmpty: false } own)
            {
                path = path.Reset(files[here].Folder);
                path.Walk(own);
                below = path.Holds ? paths.Find(path.Text) : -1;
                if (below >= 0)
                {
                    path = path.Reset(files[below].Folder);
                    Own(files[below], ref path);
                }
            }

            if (below < 0)
            {
                break;
            }

            here = below;
            rest = colon < 0 ? default : rest[(colon + 2)..];
        }

        return here;
    }

    /// <summary>A module below a file. What is not below a test's or a program's own file lies beside it.</summary>
    private static int ChildOf(PathIndex paths, FileRecord file, ref PathBuilder path, ReadOnlySpan<byte> text)
    {
        path = path.Reset(file.Folder);
        Own(file, ref path);
        int found = Module(paths, ref path, text);
        if (found < 0 && (file.Folder.EndsWith("tests/") || file.Folder.EndsWith("examples/") || file.Folder.EndsWith("benches/") || file.Folder.EndsWith("bin/")))
        {
            path = path.Reset(file.Folder);
            found = Module(paths, ref path, text);
        }

        return found;
    }

    /// <summary>The path a file gives a module of its own; empty where it gives none.</summary>
    private static ReadOnlySpan<byte> Elsewhere(NameTable names, FileRecord file, ReadOnlySpan<byte> module)
    {
        foreach (var binding in file.Bindings)
        {
            if (binding.Member == 0 && file.Imports[binding.Import].Form == ImportForm.Path && names.Bytes(binding.Local).SequenceEqual(module))
            {
                return names.Bytes(file.Imports[binding.Import].Text);
            }
        }

        return default;
    }

    /// <summary>From a file's folder to the folder of its module's children.</summary>
    private static void Own(FileRecord file, ref PathBuilder path)
    {
        var name = file.Path.AsSpan(file.Folder.Length);
        if (name is not ("mod.rs" or "lib.rs" or "main.rs"))
        {
            path.Append(name[..^3]);
            path.Append("/");
        }
    }

    /// <summary>x.rs or x/mod.rs in the folder, which then is x/.</summary>
    private static int Module(PathIndex paths, ref PathBuilder path, ReadOnlySpan<byte> name)
    {
        int end = path.Length;
        path.Append(name.StartsWith("r#"u8) ? name[2..] : name);
        path.Append(".rs");
        int found = path.Holds ? paths.Find(path.Text) : -1;
        if (path.Holds)
        {
            path.Cut(path.Length - 3);
            path.Append("/");
            if (found < 0)
            {
                int folder = path.Length;
                path.Append("mod.rs");
                found = path.Holds ? paths.Find(path.Text) : -1;
                path.Cut(folder);
            }
        }

        if (found < 0)
        {
            path.Cut(end);
        }

        return found;
    }

    private static int Root(PathIndex paths, ref PathBuilder path)
    {
        int end = path.Length;
        foreach (string name in (ReadOnlySpan<string>)["lib.rs", "main.rs"])
        {
            path.Append(name);
            int found = paths.Find(path.Text);
            path.Cut(end);
            if (found >= 0)
            {
                return found;
            }
        }

        return ImportResolver.Outside;
    }

    private static int OfFolder(PathIndex paths, ref PathBuilder path)
    {
        if (!path.Holds)
        {
            return ImportResolver.Outside;
        }

        int end = path.Length;
        foreach (string name in (ReadOnlySpan<string>)["mod.rs", "lib.rs", "main.rs"])
        {
            path.Append(name);
            int found = paths.Find(path.Text);
            path.Cut(end);
            if (found >= 0)
            {
                return found;
            }
        }

        if (end == 0)
        {
            return ImportResolver.Outside;
        }

        path.Cut(end - 1);
        path.Append(".rs");
        int file = path.Holds ? paths.Find(path.Text) : -1;
        path.Cut(end - 1);
        path.Append("/");
        return file;
    }

    private static ReadOnlySpan<char> CrateRoot(PathIndex paths, FileRecord file)
    {
        Span<char> buffer = stackalloc char[600];
        for (var folder = file.Folder; ; folder = folder[..(folder[..^1].LastIndexOf('/') + 1)])
        {
            var path = new PathBuilder(buffer).Reset(folder);
            if (Root(paths, ref path) >= 0)
            {
                return folder;
            }

            if (folder.Length == 0)
            {
                return file.Folder;
            }
        }
    }
}
