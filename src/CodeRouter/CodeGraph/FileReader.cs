using CodeRouter.CodeGraph.Files;
using CodeRouter.CodeGraph.Resolving;
using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>Reads single files again, for answers that need lines: the graph itself keeps only what depends on what.</summary>
internal sealed class FileReader(string root, RepositoryGraph graph, EdgeBuilder edges)
{
    private readonly SourceText text = new();
    private readonly FileScanner scanner = new(graph.Map.Names);

    /// <summary>Null when it cannot be read now.</summary>
    public FileReading? Read(int file)
    {
        var record = graph.Records[file];
        if (text.Read(Path.Combine(root, record.Path), record.Size) is not null)
        {
            return null;
        }

        var names = graph.Map.Names;
        scanner.Scan(text.Bytes, record.Language, header: false);
        var imports = new List<ImportReading>();
        foreach (var (import, target) in edges.ImportEdges(file))
        {
            var reading = new ImportReading(names.Text(import.Text), import.Line, edges.PathOf(target) ?? Unlisted(record, names.Text(import.Text)));
            if (!imports.Contains(reading))
            {
                imports.Add(reading);
            }
        }

        var references = new List<ReferenceReading>();
        var seen = new HashSet<(int, int, string?)>();
        foreach (var reference in scanner.Facts.References)
        {
            string? to = edges.Meaning(file, reference);
            if (seen.Add((reference.Name, reference.Line, to)))
            {
                references.Add(new ReferenceReading(names.Text(reference.Name), reference.Line, to, Within(record, reference.Line, names)));
            }
        }

        return new FileReading(record.Path, record.Language, record.Definitions, imports, references, TestPaths.IsTest(record.Path, record.Language));
    }

    /// <summary>A file the import names that is no source of ours: a style sheet, a JSON table.</summary>
    private string? Unlisted(FileRecord record, string import)
    {
        if (record.Language is not (CodeLanguage.TypeScript or CodeLanguage.JavaScript) || !import.StartsWith('.') || import.Contains('\0'))
        {
            return null;
        }

        string path = Path.GetFullPath(import, Path.Combine(root, record.Folder.ToString()));
        return File.Exists(path) ? RepositoryPath.Inside(root, path, out _) : null;
    }

    private static string? Within(FileRecord record, int line, NameTable names)
    {
        // The innermost is the last that begins before the line and ends after it.
        for (int i = record.Definitions.Length - 1; i >= 0; i--)
        {
            var definition = record.Definitions[i];
            if (definition.Line <= line && line <= definition.EndLine && definition.EndLine > definition.Line)
            {
                return names.Text(definition.Name);
            }
        }

        return null;
    }
}
