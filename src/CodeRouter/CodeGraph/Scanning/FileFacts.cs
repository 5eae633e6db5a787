using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Scanning;

/// <summary>How an import is written, where that decides how it is resolved.</summary>
internal enum ImportForm : byte
{
    /// <summary>A module by name, absolute or relative.</summary>
    Module,

    /// <summary>A file by its path, looked for beside this one first.</summary>
    Path,

    /// <summary>A file by its path, looked for in the include folders.</summary>
    System,

    /// <summary>Rust's <c>mod x;</c>: a file below this one, <c>a/x</c> where that stands in <c>mod a { … }</c>.</summary>
    Child,

    /// <summary>A namespace whose types become visible.</summary>
    Namespace,

    /// <summary>No import: Scala's package around the file's own, opened by a clause of its own, so that all in it is visible.</summary>
    Enclosing,
}

internal readonly record struct ImportFact(int Text, int Line, ImportForm Form);

/// <summary>A name an import brings in.</summary>
/// <param name="Member">The name it has where it comes from; 0 is the module itself, −1 everything in it.</param>
internal readonly record struct Binding(int Local, int Import, int Member);

/// <param name="Qualifier">What stands before the dot, as written; 0 is nothing.</param>
internal readonly record struct Reference(int Qualifier, int Name, int Line);

/// <summary>What one file says, as read by its scanner. Filled by a scanner, one instance for each worker.</summary>
internal sealed class FileFacts(NameTable names)
{
    private const int CacheSize = 1 << 14;

    private readonly (ulong Hash, int Number)[] recent = new (ulong, int)[CacheSize];

    public List<Definition> Definitions { get; } = [];

    public List<ImportFact> Imports { get; } = [];

    public List<Binding> Bindings { get; } = [];

    public List<Reference> References { get; } = [];

    /// <summary>The namespace or package it declares; 0 is none.</summary>
    public int Package { get; set; }

    public bool IsEntryPoint { get; set; }

    public void Clear()
    {
        Definitions.Clear();
        Imports.Clear();
        Bindings.Clear();
        References.Clear();
        Package = 0;
        IsEntryPoint = false;
    }

    /// <summary>A name's number. The names a worker met last need no lock.</summary>
    public int Name(ReadOnlySpan<byte> text)
    {
        ulong hash = NameTable.Hash(text);
        ref var slot = ref recent[hash & (CacheSize - 1)];
        if (slot.Hash != hash || slot.Number == 0)
        {
            slot = (hash, names.Intern(text, hash));
        }

        return slot.Number;
    }

    public ReadOnlySpan<byte> NameOf(int definition) => names.Bytes(Definitions[definition].Name);

    /// <summary>Goes into a package, seen from the one it stands in, which stays visible.</summary>
    public void Enter(ReadOnlySpan<byte> package, int line)
    {
        if (Package == 0)
        {
            Package = Name(package);
            return;
        }

        Imports.Add(new ImportFact(Package, line, ImportForm.Enclosing));
        Bindings.Insert(0, new Binding(0, Imports.Count - 1, -1));
        Package = Name([.. names.Bytes(Package), (byte)'.', .. package]);
    }

    public int Define(ReadOnlySpan<byte> name, DefinitionKind kind, int line, bool open, bool nested)
    {
        Definitions.Add(new Definition(Name(name), line, line, kind, open, nested));
        return Definitions.Count - 1;
    }

    public void End(int definition, int line)
    {
        var known = Definitions[definition];
        Definitions[definition] = known with { EndLine = Math.Max(line, known.Line) };
    }

    public int Import(ReadOnlySpan<byte> text, int line, ImportForm form)
    {
        Imports.Add(new ImportFact(Name(text), line, form));
        return Imports.Count - 1;
    }

    public void Bind(ReadOnlySpan<byte> local, int import, ReadOnlySpan<byte> member) =>
        Bindings.Add(new Binding(Name(local), import, member.IsEmpty ? 0 : Name(member)));

    public void BindAll(int import) => Bindings.Add(new Binding(0, import, -1));
}
