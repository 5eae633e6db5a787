using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Resolving;

/// <summary>The text of an import → the file it means. A number below −1 is a folder of the package, see <see cref="Folder"/>.</summary>
internal sealed class ImportResolver(NameTable names, PathIndex paths, IReadOnlyList<FileRecord> files, NameIndex definitions, PackageNames packages)
{
    public const int Outside = -1;

    private readonly List<string> folders = [];
    private readonly Dictionary<string, int> folderNumbers = new(StringComparer.Ordinal);

    /// <summary>The folder a number below −1 stands for.</summary>
    public string Folder(int target) => folders[-2 - target];

    public int Resolve(FileRecord file, ImportFact import)
    {
        var text = names.Bytes(import.Text);
        if (text.Length is 0 or > 400)
        {
            return Outside;
        }

        return file.Language switch
        {
            CodeLanguage.Python => PythonModules.Find(paths, packages, file, text),
            CodeLanguage.TypeScript or CodeLanguage.JavaScript => ScriptModules.Find(paths, file, text),
            CodeLanguage.C or CodeLanguage.Cpp => Includes.Find(paths, files, file, text, import.Form),
            CodeLanguage.Rust => RustModules.Find(paths, packages, file, text, import.Form),
            CodeLanguage.Go => packages.GoFolder(file, text) is { } folder && paths.In(folder) is not null ? Number(folder) : Outside,
            CodeLanguage.Java or CodeLanguage.Kotlin or CodeLanguage.Scala => ByPackage(file, text, (byte)'.', import.Form == ImportForm.Child),
            CodeLanguage.Php when import.Form == ImportForm.Path => Beside(file, text),
            CodeLanguage.Php => ByPackage(file, text, (byte)'\\', false),
            CodeLanguage.CSharp => import.Form == ImportForm.Namespace ? ByPackage(file, text, (byte)'.', false) : Outside,
            CodeLanguage.Ruby => RubyFile(file, text, import.Form),
            _ => Outside,
        };
    }

    /// <summary><c>a.b.C</c>: a file of package a.b that defines C; what follows a type is a member of it.</summary>
    private int ByPackage(FileRecord file, ReadOnlySpan<byte> text, byte separator, bool member)
    {
        for (int tries = 0; tries < 4; tries++)
        {
            int dot = text.LastIndexOf(separator);
            if (dot <= 0)
            {
                return Outside;
            }

            int package = names.Find(text[..dot]), name = names.Find(text[(dot + 1)..]);
            if (package > 0 && name > 0 && !(member && tries == 0))
            {
                int best = Outside, near = -1;
                foreach (var place in definitions.Of(name))
                {
                    if (files[place.File].Package == package && !place.Nested && Nearest.Common(files[place.File].Path, file.Path) is var common && common > near)
                    {
                        (best, near) = (place.File, common);
                    }
                }

                if (best >= 0)
                {
                    return best;
                }
            }

            text = text[..dot];
        }

        return Outside;
    }

    private int Beside(FileRecord file, ReadOnlySpan<byte> text)
    {
        var path = new PathBuilder(stackalloc char[600]).Reset(file.Folder);
        path.Walk(text);
        return path.Holds ? paths.Find(path.Text) : Outside;
    }

    private int RubyFile(FileRecord file, ReadOnlySpan<byte> text, ImportForm form)
    {
        var path = new PathBuilder(stackalloc char[600]);
        if (form == ImportForm.Path)
        {
            path = path.Reset(file.Folder);
            path.Walk(text);
            return Ended(path);
        }

        path = path.Reset("lib/");
        path.Walk(text);
        if (Ended(path) is var own and >= 0)
        {
            return own;
        }

        // A gem below the top: the lib folder this file is in, or the only one that has it.
        int lib = file.Path.LastIndexOf("/lib/", StringComparison.Ordinal);
        if (lib >= 0)
        {
            path = path.Reset(file.Path.AsSpan(0, lib + 5));
            path.Walk(text);
            if (Ended(path) is var near and >= 0)
            {
                return near;
            }
        }

        path = path.Reset("");
        path.Walk(text);
        if (!path.Text.EndsWith(".rb"))
        {
            path.Append(".rb");
        }

        return path.Holds ? Includes.OnlyEnding(paths, files, path.Text, "lib/") : Outside;
    }

    private int Ended(PathBuilder path)
    {
        if (path.Holds && !path.Text.EndsWith(".rb"))
        {
            path.Append(".rb");
        }

        return path.Holds ? paths.Find(path.Text) : Outside;
    }

    private int Number(string folder)
    {
        lock (folders)
        {
            if (!folderNumbers.TryGetValue(folder, out int number))
            {
                folders.Add(folder);
                folderNumbers.Add(folder, number = -1 - folders.Count);
            }

            return number;
        }
    }
}
