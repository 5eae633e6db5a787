using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Resolving;

/// <summary>The text of an import → the file it means. A number below −1 is a folder of the package, see <see cref="Folder"/>.</summary>
internal sealed class ImportResolver(NameTable names, PathIndex paths, IReadOnlyList<FileRecord> files, NameIndex definitions, PackageNames packages)
{
    public const int Outside = -1;

    /// <summary>How many imports one may begin with what another brought in.</summary>
    private const int MostSteps = 4;

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
            CodeLanguage.Rust => RustModules.Find(paths, packages, names, files, file, text, import.Form),
            CodeLanguage.Go => packages.GoFolder(file, text) is { } folder && paths.In(folder) is not null ? Number(folder) : Outside,
            CodeLanguage.Java or CodeLanguage.Kotlin => ByPackage(file, text, (byte)'.', import.Form == ImportForm.Child),
            CodeLanguage.Scala => import.Form == ImportForm.Enclosing ? Outside : Relative(file, import, text, MostSteps),
            CodeLanguage.Php when import.Form == ImportForm.Path => Beside(file, text),
            CodeLanguage.Php => ByPackage(file, text, (byte)'\\', false),
            CodeLanguage.CSharp => import.Form == ImportForm.Namespace ? ByPackage(file, text, (byte)'.', false) : Outside,
            CodeLanguage.Ruby => RubyFile(file, text, import.Form),
            _ => Outside,
        };
    }

    /// <summary>
    /// Scala looks for the first name of an import among the imports before it, then in the packages around it from the inside out, then
    /// at the root.
    /// </summary>
    private int Relative(FileRecord file, ImportFact import, ReadOnlySpan<byte> text, int steps)
    {
        if (text.StartsWith("_root_."u8))
        {
            return ByPackage(file, text[7..], (byte)'.', false);
        }

        int dot = text.IndexOf((byte)'.');
        int first = names.Find(dot < 0 ? text : text[..dot]);
        if (first > 0 && steps > 0)
        {
            foreach (var binding in file.Bindings)
            {
                var other = file.Imports[binding.Import];
                if (binding.Local == first && binding.Member > 0 && other.Line <= import.Line && other != import)
                {
                    return Relative(file, other, dot < 0 ? names.Bytes(other.Text) : [.. names.Bytes(other.Text), .. text[dot..]], steps - 1);
                }
            }
        }

        var package = names.Bytes(file.Package);
        for (int found = file.Package == 0 ? Outside : Within(file, package, text); ; )
        {
            if (found >= 0)
            {
                return found;
            }

            // The next package outwards that has a clause of its own.
            ReadOnlySpan<byte> outer = default;
            foreach (var around in file.Imports)
            {
                if (around.Form == ImportForm.Enclosing && names.Bytes(around.Text) is var it && it.Length < package.Length && it.Length > outer.Length)
                {
                    outer = it;
                }
            }

            if (outer.IsEmpty)
            {
                return AfterWildcards(file, import, text);
            }

            package = outer;
            found = Within(file, package, text);
        }
    }

    /// <summary>In a package that an import before it brought in whole, itself looked for like any name; else from the root.</summary>
    private int AfterWildcards(FileRecord file, ImportFact import, ReadOnlySpan<byte> text)
    {
        int atRoot = ByPackage(file, text, (byte)'.', false);
        foreach (var binding in atRoot < 0 ? file.Bindings : [])
        {
            var other = file.Imports[binding.Import];
            if (binding.Local != 0 || other.Form == ImportForm.Enclosing || other.Line > import.Line || other == import)
            {
                continue;
            }

            if (Within(file, names.Bytes(other.Text), text) is >= 0 and var found)
            {
                return found;
            }

            foreach (int around in Around(file))
            {
                if (Within(file, [.. names.Bytes(around), (byte)'.', .. names.Bytes(other.Text)], text) is >= 0 and var inner)
                {
                    return inner;
                }
            }
        }

        return atRoot;
    }

    /// <summary>The packages a file stands in, as names.</summary>
    private static IEnumerable<int> Around(FileRecord file)
    {
        if (file.Package != 0)
        {
            yield return file.Package;
        }

        foreach (var import in file.Imports)
        {
            if (import.Form == ImportForm.Enclosing)
            {
                yield return import.Text;
            }
        }
    }

    private int Within(FileRecord file, ReadOnlySpan<byte> package, ReadOnlySpan<byte> text) =>
        ByPackage(file, [.. package, (byte)'.', .. text], (byte)'.', false, package.Length);

    /// <summary><c>a.b.C</c>: a file of package a.b that defines C; what follows a type is a member of it.</summary>
    /// <param name="least">A package no shorter than so many bytes.</param>
    private int ByPackage(FileRecord file, ReadOnlySpan<byte> text, byte separator, bool member, int least = 1)
    {
        for (int tries = 0; tries < 4; tries++)
        {
            int dot = text.LastIndexOf(separator);
            if (dot < least)
            {
                return Outside;
            }

            int package = names.Find(text[..dot]), name = names.Find(text[(dot + 1)..]);
            if (package > 0 && name > 0 && !(member && tries == 0))
            {
                int best = Outside, near = -1;
                foreach (var place in definitions.Of(name))
                {
                    // What has members is no function.
                    if (files[place.File].Package == package && !place.Nested && (tries == 0 || place.Kind.IsType() || file.Language != CodeLanguage.Scala) && Nearest.Common(files[place.File].Path, file.Path) is var common && common > near)
                    {
                        (best, near) = (place.File, common);
                    }
                }

                if (best >= 0)
                {
                    return best;
                }
            }

            if (file.Language == CodeLanguage.Scala && tries < 2 && name > 0 && names.Find(text) is > 0 and var whole && PackageObject(file, whole, name) is >= 0 and var around)
            {
                return around;
            }

            text = text[..dot];
        }

        return Outside;
    }

    /// <summary>A value of a package object: the file whose package it makes.</summary>
    private int PackageObject(FileRecord file, int package, int name)
    {
        int best = Outside, near = -1;
        foreach (var place in definitions.Of(name))
        {
            if (files[place.File].Package == package && files[place.File].Language == CodeLanguage.Scala && place is { Nested: true, Kind: DefinitionKind.Class } && Nearest.Common(files[place.File].Path, file.Path) is var common && common > near)
            {
                (best, near) = (place.File, common);
            }
        }

        return best;
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
