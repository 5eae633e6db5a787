using System.Collections.Concurrent;
using CodeRouter.CodeGraph.Files;
using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>Reads and scans files on every core while the walk still lists them.</summary>
internal sealed class FileReaders : IDisposable
{
    private readonly BlockingCollection<SourceEntry> waiting = new(4096);
    private readonly List<FileRecord>[] results;
    private readonly Thread[] workers;
    private readonly string root;
    private readonly NameTable names;

    /// <param name="most">No more than so many files will be added: few need few workers.</param>
    public FileReaders(string root, NameTable names, int most = int.MaxValue)
    {
        this.root = root;
        this.names = names;
        workers = new Thread[Math.Clamp(Math.Min(Environment.ProcessorCount, most), 1, 8)];
        results = new List<FileRecord>[workers.Length];
        for (int i = 0; i < workers.Length; i++)
        {
            var mine = results[i] = [];
            workers[i] = new Thread(() => Work(mine), 16 << 20) { IsBackground = true, Name = "code graph" };
        }
    }

    public void Add(SourceEntry entry)
    {
        if (!workers[0].IsAlive)
        {
            foreach (var worker in workers)
            {
                worker.Start();
            }
        }

        waiting.Add(entry);
    }

    /// <summary>All that was added, read and scanned.</summary>
    public List<FileRecord> Finish()
    {
        waiting.CompleteAdding();
        foreach (var worker in workers)
        {
            if (worker.IsAlive)
            {
                worker.Join();
            }
        }

        return [.. results.SelectMany(static r => r)];
    }

    public void Dispose()
    {
        waiting.CompleteAdding();
        waiting.Dispose();
    }

    private void Work(List<FileRecord> mine)
    {
        var text = new SourceText();
        var scanner = new FileScanner(names);
        foreach (var entry in waiting.GetConsumingEnumerable())
        {
            mine.Add(Read(root, entry, text, scanner));
        }
    }

    private static FileRecord Read(string root, SourceEntry entry, SourceText text, FileScanner scanner)
    {
        var record = new FileRecord { Path = entry.Path, Size = entry.Size, Changed = entry.Changed, Language = entry.Language };
        if (text.Read(Path.Combine(root, entry.Path), entry.Size) is { } reason)
        {
            return record with { Skip = reason, Hash = reason == "gone while reading" ? 0 : text.Hash };
        }

        var language = scanner.Scan(text.Bytes, entry.Language, entry.Path.EndsWith(".h", StringComparison.OrdinalIgnoreCase));
        var facts = scanner.Facts;
        return record with
        {
            Hash = text.Hash,
            Language = language,
            Package = facts.Package,
            IsEntryPoint = facts.IsEntryPoint,
            Definitions = [.. facts.Definitions],
            Imports = [.. facts.Imports],
            Bindings = [.. facts.Bindings],
            References = Distinct(facts.References),
        };
    }

    private static ulong[] Distinct(List<Reference> references)
    {
        if (references.Count == 0)
        {
            return [];
        }

        ulong[] pairs = new ulong[references.Count];
        for (int i = 0; i < pairs.Length; i++)
        {
            pairs[i] = ((ulong)(uint)references[i].Qualifier << 32) | (uint)references[i].Name;
        }

        Array.Sort(pairs);
        int count = 1;
        for (int i = 1; i < pairs.Length; i++)
        {
            if (pairs[i] != pairs[count - 1])
            {
                pairs[count++] = pairs[i];
            }
        }

        return pairs[..count];
    }
}
