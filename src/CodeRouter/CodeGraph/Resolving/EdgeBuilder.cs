using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Resolving;

/// <summary>All files of a repository, what they say, and what that means for the others: imports and references resolved to files.</summary>
internal sealed class EdgeBuilder
{
    private readonly NameTable names;
    private readonly PathIndex paths = new();
    private readonly NameIndex definitions = new();
    private readonly List<FileRecord> files;
    private readonly List<int[]?> targets;
    private readonly ImportResolver imports;
    private readonly ReferenceResolver references;

    /// <param name="names">Names of all records.</param>
    /// <param name="files">By number; the list is kept and changed in place.</param>
    /// <param name="packages">What its packages are called.</param>
    public EdgeBuilder(NameTable names, List<FileRecord> files, PackageNames packages)
    {
        this.names = names;
        this.files = files;
        targets = [.. files.Select(static _ => (int[]?)null)];
        for (int i = 0; i < files.Count; i++)
        {
            if (!files[i].IsGone)
            {
                paths.Add(i, files[i].Path);
                definitions.Add(i, files[i]);
            }
        }

        imports = new ImportResolver(names, paths, files, definitions, packages);
        references = new ReferenceResolver(names, files, definitions, imports, TargetsOf);
    }

    public PathIndex Paths => paths;

    /// <summary>Where the imports of a file lead, resolved when they are first asked for; two who ask at once find the same.</summary>
    private int[] TargetsOf(int file)
    {
        if (targets[file] is { } known)
        {
            return known;
        }

        var record = files[file];
        int[] goals = new int[record.Imports.Length];
        for (int i = 0; i < goals.Length; i++)
        {
            goals[i] = imports.Resolve(record, record.Imports[i]);
        }

        targets[file] = goals;
        return goals;
    }

    /// <summary>Imports are resolved anew when they are next asked for.</summary>
    public void Forget(int file) => targets[file] = null;

    /// <summary>What a file uses, as sorted <see cref="Use"/> values.</summary>
    public ulong[] UsesOf(int file)
    {
        var record = files[file];
        var uses = new HashSet<ulong>();
        foreach (int target in TargetsOf(file))
        {
            if (target >= 0 && target != file)
            {
                uses.Add(Use.Of(target, 0));
            }
        }

        if (record.Language == CodeLanguage.Python)
        {
            foreach (var (_, target) in ImportEdges(file))
            {
                if (target is { } module && module != file)
                {
                    uses.Add(Use.Of(module, 0));
                }
            }
        }

        foreach (ulong pair in record.References)
        {
            int target = references.Resolve(file, (int)(pair >> 32), (int)pair);
            if (target >= 0 && target != file)
            {
                uses.Add(Use.Of(target, (int)pair));
            }
        }

        ulong[] sorted = [.. uses];
        Array.Sort(sorted);
        return sorted;
    }

    /// <summary>The file a reference means, by path; null when nothing is sure.</summary>
    public string? Meaning(int file, Reference reference) =>
        references.Resolve(file, reference.Qualifier, reference.Name) is >= 0 and var target ? files[target].Path : null;

    /// <summary>Each import with the file it leads to; Python's <c>from a import b</c> leads to b where that is a module.</summary>
    public IEnumerable<(ImportFact Import, int? Target)> ImportEdges(int file)
    {
        var record = files[file];
        var goals = TargetsOf(file);
        for (int i = 0; i < record.Imports.Length; i++)
        {
            if (record.Imports[i].Form == ImportForm.Enclosing)
            {
                continue;
            }

            if (record.Language != CodeLanguage.Python)
            {
                yield return (record.Imports[i], goals[i] == ImportResolver.Outside ? null : goals[i]);
                continue;
            }

            bool members = false, others = false;
            foreach (var binding in record.Bindings)
            {
                if (binding.Import != i)
                {
                    continue;
                }

                int module = binding.Member > 0 ? Submodule(record, record.Imports[i], binding.Member, goals[i]) : -1;
                others |= module < 0;
                if (module >= 0)
                {
                    members = true;
                    yield return (record.Imports[i], module);
                }
            }

            if (!members || others)
            {
                yield return (record.Imports[i], goals[i] < 0 ? null : goals[i]);
            }
        }
    }

    /// <summary>The path of an import's file, or of its package's folder.</summary>
    public string? PathOf(int? target) => target is not { } number ? null : number >= 0 ? files[number].Path : imports.Folder(number).TrimEnd('/') is { Length: > 0 } folder ? folder : ".";

    /// <summary>Puts a record in the place of another, or at the end. What depends on it is resolved by the caller.</summary>
    public void Replace(int file, FileRecord record)
    {
        if (file < files.Count)
        {
            if (!files[file].IsGone)
            {
                definitions.Remove(file, files[file]);
                paths.Remove(file, files[file].Path);
            }

            files[file] = record;
        }
        else
        {
            files.Add(record);
            targets.Add(null);
        }

        targets[file] = null;
        if (!record.IsGone)
        {
            paths.Add(file, record.Path);
            definitions.Add(file, record);
        }
    }

    private int Submodule(FileRecord record, ImportFact import, int member, int package)
    {
        // Only a package has modules in it; most imports are of plain modules.
        if (package >= 0 && !files[package].Path.EndsWith("__init__.py", StringComparison.Ordinal))
        {
            return -1;
        }

        var module = names.Bytes(import.Text);
        byte[] joined = module.Length > 0 && module[^1] == '.' ? [.. module, .. names.Bytes(member)] : [.. module, (byte)'.', .. names.Bytes(member)];
        int found = imports.Resolve(record, import with { Text = names.Intern(joined) });
        return found >= 0 && package >= 0 && Defines(files[package], member) ? -1 : found;
    }

    private static bool Defines(FileRecord record, int name) => Array.Exists(record.Definitions, d => d.Name == name && !d.Nested);
}
