using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Resolving;

/// <summary>
/// A name used in a file → the file that defines it, where imports and scope leave no doubt. In the order languages look: the file
/// itself, what imports bring in by name, what is in the same package, what whole imports bring in, and for languages with one name
/// space the only definition there is.
/// </summary>
internal sealed class ReferenceResolver(NameTable names, IReadOnlyList<FileRecord> files, NameIndex definitions, ImportResolver imports, Func<int, int[]> targets)
{
    public const int Unknown = -1;

    private const int MaxHops = 6;

    /// <summary>The file a (qualifier, name) pair of that file means; <see cref="Unknown"/> when nothing is sure.</summary>
    public int Resolve(int file, int qualifier, int name)
    {
        var record = files[file];
        return qualifier == 0 ? Bare(file, record, name) : Member(file, record, qualifier, name);
    }

    private int Bare(int file, FileRecord record, int name)
    {
        if (Defines(record, name, nestedToo: HasImplicitThis(record.Language)))
        {
            return file;
        }

        var goals = targets(file);
        foreach (var binding in record.Bindings)
        {
            if (binding.Local == name)
            {
                int target = goals[binding.Import];
                return target < Unknown ? Unknown
                    : target < 0 || binding.Member <= 0 ? target
                    : Exported(target, binding.Member, MaxHops) is >= 0 and var found ? found
                    : target;
            }
        }

        if (record.Package != 0 && SharesPackage(record.Language) && InPackage(record, record.Package, name) is var same and >= 0)
        {
            return same;
        }

        return Whole(record, goals, name) is var whole and >= 0 ? whole : Everywhere(file, record, goals, name);
    }

    /// <summary>Through imports that bring in everything.</summary>
    private int Whole(FileRecord record, int[] goals, int name)
    {
        foreach (var binding in record.Bindings)
        {
            if (binding.Local != 0)
            {
                continue;
            }

            int target = goals[binding.Import];
            int found = target >= 0 ? Exported(target, name, MaxHops)
                : SharesPackage(record.Language) && target == Unknown ? InPackage(record, record.Imports[binding.Import].Text, name)
                : Unknown;
            if (found < 0 && record.Language == CodeLanguage.Scala)
            {
                found = InScalaPackage(record, record.Imports[binding.Import], name);
            }

            if (found >= 0)
            {
                return found;
            }
        }

        if (record.Language == CodeLanguage.CSharp && record.Package != 0)
        {
            // A namespace sees those it lies in.
            var package = names.Bytes(record.Package);
            for (int dot = package.LastIndexOf((byte)'.'); dot > 0; dot = package.LastIndexOf((byte)'.'))
            {
                package = package[..dot];
                if (names.Find(package) is > 0 and var outer && InPackage(record, outer, name) is var found and >= 0)
                {
                    return found;
                }
            }
        }

        return Unknown;
    }

    private int Everywhere(int file, FileRecord record, int[] goals, int name)
    {
        bool c = record.Language is CodeLanguage.C or CodeLanguage.Cpp;
        if (!c && record.Language is not (CodeLanguage.Ruby or CodeLanguage.Swift or CodeLanguage.CSharp))
        {
            return Unknown;
        }

        int only = Unknown, count = 0, near = Unknown, nearCount = 0;
        foreach (var place in definitions.Of(name))
        {
            var other = files[place.File];
            bool family = c ? other.Language is CodeLanguage.C or CodeLanguage.Cpp : other.Language == record.Language && (place.Kind.IsType() || place.Kind == DefinitionKind.Module || (record.Language == CodeLanguage.Swift && place.Kind == DefinitionKind.Function) || (record.Language == CodeLanguage.Ruby && place.Kind == DefinitionKind.Variable));
            if (!family || place.Kind == DefinitionKind.Method || (c && (place.Nested || place.Kind == DefinitionKind.Module)) || (!place.Public && place.File != file && !(c && IsHeader(other.Path))) || place.File == only)
            {
                continue;
            }

            only = place.File;
            count++;
            if (other.Folder.SequenceEqual(record.Folder) || Array.IndexOf(goals, place.File) >= 0)
            {
                nearCount += near == place.File ? 0 : 1;
                near = place.File;
            }
        }

        return count == 1 ? only : nearCount == 1 && record.Language != CodeLanguage.CSharp ? near : Unknown;
    }

    private int Member(int file, FileRecord record, int qualifier, int name)
    {
        var text = names.Bytes(qualifier);
        if (text.SequenceEqual("this"u8) || text.SequenceEqual("self"u8) || text.SequenceEqual("cls"u8) || text.SequenceEqual("Self"u8) || text.SequenceEqual("$this"u8) || text.SequenceEqual("static"u8))
        {
            return Defines(record, name, nestedToo: true) ? file : record.Language == CodeLanguage.Rust && text.SequenceEqual("self"u8) ? Bare(file, record, name) : Unknown;
        }

        var goals = targets(file);
        foreach (var binding in record.Bindings)
        {
            if (binding.Local == qualifier)
            {
                return ThroughBinding(file, record, goals[binding.Import], binding, name);
            }
        }

        int dot = text.LastIndexOfAny((byte)'.', (byte)':');
        if (record.Language == CodeLanguage.Rust)
        {
            int module = imports.Resolve(record, new ImportFact(qualifier, 0, ImportForm.Module));
            if (module >= 0)
            {
                return Exported(module, name, MaxHops) is >= 0 and var found ? found : Defines(files[module], name, nestedToo: true) ? module : Unknown;
            }
        }

        if (record.Language == CodeLanguage.Python && dot > 0 && text[dot] == '.')
        {
            // `import a` then a.b.c(): a's module b.
            return Submodule(record, goals, text, name);
        }

        // A type that is in sight: its members are in its file.
        if (dot < 0 && text.Length > 0 && text[0] is >= (byte)'A' and <= (byte)'Z')
        {
            int owner = Bare(file, record, qualifier);
            return owner >= 0 && (owner == file || !IsC(record.Language)) && Defines(files[owner], name, nestedToo: true) ? owner
                : owner >= 0 && owner != file ? owner : Unknown;
        }

        return Unknown;
    }

    private int ThroughBinding(int file, FileRecord record, int target, Binding binding, int name)
    {
        if (target < Unknown)
        {
            return InFolder(record, imports.Folder(target), name);
        }

        if (binding.Member <= 0)
        {
            return target < 0 ? Unknown : Exported(target, name, MaxHops) is >= 0 and var found ? found : target;
        }

        // A member of something imported: a module imported by name, which may lie in a folder without __init__.py, or a type.
        if (record.Language == CodeLanguage.Python && imports.Resolve(files[file], Joined(record, binding)) is >= 0 and var module && module != target)
        {
            return Exported(module, name, MaxHops) is >= 0 and var inner ? inner : module;
        }

        int owner = target < 0 ? Unknown : Exported(target, binding.Member, MaxHops);
        return owner >= 0 ? owner : target;
    }

    private ImportFact Joined(FileRecord record, Binding binding)
    {
        var import = record.Imports[binding.Import];
        var module = names.Bytes(import.Text);
        byte[] joined = module.Length > 0 && module[^1] == '.' ? [.. module, .. names.Bytes(binding.Member)] : [.. module, (byte)'.', .. names.Bytes(binding.Member)];
        return import with { Text = names.Intern(joined) };
    }

    private int Submodule(FileRecord record, int[] goals, ReadOnlySpan<byte> text, int name)
    {
        int first = names.Find(text[..text.IndexOf((byte)'.')]);
        foreach (var binding in record.Bindings)
        {
            if (binding.Local == first && goals[binding.Import] >= 0)
            {
                byte[] whole = binding.Member == 0
                    ? [.. names.Bytes(record.Imports[binding.Import].Text), .. text[text.IndexOf((byte)'.')..]]
                    : [.. names.Bytes(Joined(record, binding).Text), .. text[text.IndexOf((byte)'.')..]];
                int module = imports.Resolve(record, new ImportFact(names.Intern(whole), 0, ImportForm.Module));
                return module >= 0 ? Exported(module, name, MaxHops) is >= 0 and var found ? found : module : Unknown;
            }
        }

        return Unknown;
    }

    /// <summary>The file that defines a name another file shows: its own, or what it passes on from its imports.</summary>
    private int Exported(int target, int name, int hops)
    {
        var record = files[target];
        if (Defines(record, name, nestedToo: IsC(record.Language)))
        {
            return target;
        }

        if (hops == 0 || record.Language is not (CodeLanguage.Python or CodeLanguage.TypeScript or CodeLanguage.JavaScript or CodeLanguage.Rust))
        {
            return Unknown;
        }

        var goals = targets(target);
        if (goals.Length < record.Imports.Length)
        {
            return Unknown;
        }

        foreach (var binding in record.Bindings)
        {
            if (binding.Local == name && goals[binding.Import] is >= 0 and var next && next != target)
            {
                return binding.Member > 0 && Exported(next, binding.Member, hops - 1) is >= 0 and var found ? found : next;
            }
        }

        foreach (var binding in record.Bindings)
        {
            if (binding.Local == 0 && goals[binding.Import] is >= 0 and var next && next != target && Exported(next, name, hops - 1) is >= 0 and var found)
            {
                return found;
            }
        }

        return Unknown;
    }

    private int InPackage(FileRecord record, int package, int name)
    {
        int only = Unknown;
        foreach (var place in definitions.Of(name))
        {
            var other = files[place.File];
            if (other.Package != package || (place.Nested && record.Language != CodeLanguage.CSharp) || !Family(record.Language, other.Language) || place.Kind is DefinitionKind.Method)
            {
                continue;
            }

            if (record.Language == CodeLanguage.Go && !other.Folder.SequenceEqual(record.Folder))
            {
                continue;
            }

            if (only >= 0 && only != place.File)
            {
                // The same package twice: the nearer one. Parts of one type: the file of its name, if there is one.
                int here = Nearest.Common(other.Path, record.Path), there = Nearest.Common(files[only].Path, record.Path);
                only = here > there || (here == there && IsNamed(other, name)) ? place.File : only;
                continue;
            }

            only = place.File;
        }

        return only;
    }

    /// <summary>In a package that is imported whole, which may have a package object's file and may be named from a package around this one.</summary>
    private int InScalaPackage(FileRecord record, ImportFact import, int name)
    {
        int found = InPackage(record, import.Text, name);
        if (found >= 0 || import.Form == ImportForm.Enclosing)
        {
            return found;
        }

        var text = names.Bytes(import.Text);
        foreach (var around in record.Imports)
        {
            if (around.Form == ImportForm.Enclosing && names.Find([.. names.Bytes(around.Text), (byte)'.', .. text]) is > 0 and var outer && InPackage(record, outer, name) is >= 0 and var there)
            {
                return there;
            }
        }

        return names.Find([.. names.Bytes(record.Package), (byte)'.', .. text]) is > 0 and var inner ? InPackage(record, inner, name) : Unknown;
    }

    private int InFolder(FileRecord record, ReadOnlySpan<char> folder, int name)
    {
        foreach (var place in definitions.Of(name))
        {
            var other = files[place.File];
            if (!place.Nested && other.Language == record.Language && other.Folder.SequenceEqual(folder))
            {
                return place.File;
            }
        }

        return Unknown;
    }

    private bool IsNamed(FileRecord file, int name)
    {
        var stem = file.Path.AsSpan(file.Folder.Length);
        stem = stem[..stem.IndexOf('.')];
        return System.Text.Encoding.UTF8.GetBytes(stem.ToString()).AsSpan().SequenceEqual(names.Bytes(name));
    }

    private static bool Defines(FileRecord record, int name, bool nestedToo)
    {
        foreach (var definition in record.Definitions)
        {
            // A C++ namespace is opened in many files: it is no one's.
            if (definition.Name == name && (nestedToo || !definition.Nested) && !(definition.Kind == DefinitionKind.Module && IsC(record.Language)))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What is static in a header is there for everyone who includes it.</summary>
    private static bool IsHeader(string path) => path.EndsWith(".h", StringComparison.Ordinal) || path.EndsWith(".hpp", StringComparison.Ordinal) || path.EndsWith(".hh", StringComparison.Ordinal) || path.EndsWith(".hxx", StringComparison.Ordinal);

    private static bool IsC(CodeLanguage language) => language is CodeLanguage.C or CodeLanguage.Cpp;

    private static bool Family(CodeLanguage a, CodeLanguage b) => a == b || (a is CodeLanguage.Java or CodeLanguage.Kotlin or CodeLanguage.Scala && b is CodeLanguage.Java or CodeLanguage.Kotlin or CodeLanguage.Scala);

    private static bool HasImplicitThis(CodeLanguage language) => language is not (CodeLanguage.Python or CodeLanguage.TypeScript or CodeLanguage.JavaScript or CodeLanguage.Php or CodeLanguage.Rust or CodeLanguage.Go);

    private static bool SharesPackage(CodeLanguage language) => language is CodeLanguage.Java or CodeLanguage.Kotlin or CodeLanguage.Scala or CodeLanguage.CSharp or CodeLanguage.Php or CodeLanguage.Go;
}
