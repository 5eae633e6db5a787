using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text;
using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>
/// A graph on disk: one compact file for each repository in the data folder, never in the repository. Written whole and put in its
/// place at once; what cannot be read is made anew.
/// </summary>
internal static class GraphStore
{
    private const uint Magic = 0x31475243;
    /// <summary>Grows with the form of the file and with what the scanners find: an older graph is made anew.</summary>
    private const int Version = 12;
    private const uint End = 0x444E4521;

    /// <summary>Where the graph of a repository is kept.</summary>
    public static string PathOf(string dataFolder, string root) =>
        Path.Combine(dataFolder, "graphs", Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(root)))[..24] + ".graph");

    /// <summary>The repository a kept graph is of, from its first bytes; null when it is none this version can read.</summary>
    public static string? RootOf(string path)
    {
        try
        {
            byte[] head = new byte[4096];
            using var file = File.OpenHandle(path, FileMode.Open, FileAccess.Read, FileShare.ReadWrite | FileShare.Delete);
            int read = RandomAccess.Read(file, head, 0);
            var from = new PackedReader(head[..read]);
            return from.Word() == Magic && from.Number() == Version ? from.Text() : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or IndexOutOfRangeException)
        {
            return null;
        }
    }

    /// <summary>Null when there is none, or none this version can read.</summary>
    public static RepositoryGraph? Load(string dataFolder, string root)
    {
        try
        {
            string path = PathOf(dataFolder, root);
            return File.Exists(path) ? Read(new PackedReader(File.ReadAllBytes(path)), root) : null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException or ArgumentException or IndexOutOfRangeException or OverflowException or InvalidDataException)
        {
            return null;
        }
    }

    /// <summary>Null when it was written, else why not.</summary>
    public static string? Save(string dataFolder, RepositoryGraph graph)
    {
        string path = PathOf(dataFolder, graph.Root);
        string fresh = $"{path}.{Environment.ProcessId}.new";
        try
        {
            Directory.CreateDirectory(Path.GetDirectoryName(path)!);
            using (var file = new FileStream(fresh, FileMode.Create, FileAccess.Write, FileShare.None, 1 << 20))
            {
                Write(new PackedWriter(file), graph);
            }

            File.Move(fresh, path, overwrite: true);
            return null;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            try
            {
                File.Delete(fresh);
            }
            catch (Exception ignored) when (ignored is IOException or UnauthorizedAccessException)
            {
                // It was never made.
            }

            return e.Message;
        }
    }

    private static void Write(PackedWriter to, RepositoryGraph graph)
    {
        to.Word(Magic);
        to.Number(Version);
        to.Text(graph.Root);
        to.Long(graph.Made);
        to.Text(graph.Head ?? "");
        to.Texts(graph.Projects);
        to.Number(graph.Skipped.Count);
        foreach (var skipped in graph.Skipped)
        {
            to.Text(skipped.Path);
            to.Text(skipped.Reason);
        }

        var names = graph.Map.Names;
        to.Block(MemoryMarshal.AsBytes(names.Lengths().AsSpan()));
        to.Block(names.Texts());
        to.Number(graph.Records.Count);
        for (int i = 0; i < graph.Records.Count; i++)
        {
            Write(to, graph.Records[i], graph.Map.Files[i]);
        }

        to.Word(End);
        to.Flush();
    }

    private static void Write(PackedWriter to, FileRecord record, FileNode node)
    {
        to.Text(record.Path);
        to.Number((int)record.Language | (record.IsEntryPoint ? 32 : 0) | (record.IsGone ? 64 : 0));
        to.Text(record.Skip ?? "");
        to.Long(record.Size);
        to.Long(record.Changed);
        to.Long((long)(ulong)record.Hash);
        to.Long((long)(ulong)(record.Hash >> 64));
        to.Number(record.Package);
        to.Number(record.Definitions.Length);
        foreach (var d in record.Definitions)
        {
            to.Number(d.Name);
            to.Number(d.Line);
            to.Number(d.EndLine - d.Line);
            to.Number((int)d.Kind | (d.Public ? 32 : 0) | (d.Nested ? 64 : 0));
        }

        to.Number(record.Imports.Length);
        foreach (var import in record.Imports)
        {
            to.Number(import.Text);
            to.Number(import.Line);
            to.Number((int)import.Form);
        }

        to.Number(record.Bindings.Length);
        foreach (var binding in record.Bindings)
        {
            to.Number(binding.Local);
            to.Number(binding.Import);
            to.Number(binding.Member + 1);
        }

        to.Rising(record.References);
        to.Rising(node.Uses);
        to.Number(node.History.Commits);
        to.Number(node.History.Authors);
        to.Number((int)(node.History.MainShare * 1000));
        to.Number((int)(node.History.HotSpot * 1000));
    }

    private static RepositoryGraph? Read(PackedReader from, string root)
    {
        if (from.Word() != Magic || from.Number() != Version || from.Text() != root)
        {
            return null;
        }

        long made = from.Long();
        string head = from.Text();
        string[] projects = from.Texts();
        var skipped = new Files.SkippedFile[from.Count()];
        for (int i = 0; i < skipped.Length; i++)
        {
            skipped[i] = new Files.SkippedFile(from.Text(), from.Text());
        }

        var lengths = MemoryMarshal.Cast<byte, ushort>(from.Block());
        var names = new NameTable(lengths, from.Block());
        int count = from.Count();
        var records = new List<FileRecord>(count);
        ulong[][] uses = new ulong[count][];
        var histories = new Dictionary<string, FileHistory>(StringComparer.Ordinal);
        for (int i = 0; i < count; i++)
        {
            var record = Record(from);
            uses[i] = from.Rising();
            records.Add(record);
            histories[record.Path] = new FileHistory(from.Number(), from.Number(), from.Number() / 1000f, from.Number() / 1000f);
        }

        if (from.Word() != End)
        {
            return null;
        }

        var nodes = GraphNodes.Of(records, uses, path => histories.GetValueOrDefault(path));
        return RepositoryGraph.Of(root, names, nodes, records, projects) with { Made = made, Head = head.Length > 0 ? head : null, Skipped = skipped };
    }

    private static FileRecord Record(PackedReader from)
    {
        string path = from.Text();
        int flags = from.Number();
        string skip = from.Text();
        var record = new FileRecord
        {
            Path = path,
            Language = (CodeLanguage)(flags & 31),
            IsEntryPoint = (flags & 32) != 0,
            IsGone = (flags & 64) != 0,
            Skip = skip.Length > 0 ? skip : null,
            Size = from.Long(),
            Changed = from.Long(),
            Hash = (ulong)from.Long() | ((UInt128)(ulong)from.Long() << 64),
            Package = from.Number(),
        };
        var definitions = new Definition[from.Count()];
        for (int i = 0; i < definitions.Length; i++)
        {
            int name = from.Number(), line = from.Number(), end = line + from.Number(), kind = from.Number();
            definitions[i] = new Definition(name, line, end, (DefinitionKind)(kind & 31), (kind & 32) != 0, (kind & 64) != 0);
        }

        var imports = new ImportFact[from.Count()];
        for (int i = 0; i < imports.Length; i++)
        {
            imports[i] = new ImportFact(from.Number(), from.Number(), (ImportForm)from.Number());
        }

        var bindings = new Binding[from.Count()];
        for (int i = 0; i < bindings.Length; i++)
        {
            bindings[i] = new Binding(from.Number(), from.Number(), from.Number() - 1);
        }

        return record with { Definitions = definitions, Imports = imports, Bindings = bindings, References = from.Rising() };
    }
}
