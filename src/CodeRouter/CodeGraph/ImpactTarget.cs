using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>A file of a repository, and a symbol of it if one is meant: <c>src/a.py:Session.close</c>.</summary>
public sealed record ImpactTarget(string Path, string? Symbol)
{
    /// <summary>Null with the problem and its remedy when the repository has no such file or symbol.</summary>
    public static ImpactTarget? Parse(CodeBook book, string text, out string problem)
    {
        problem = "";
        // A colon may belong to the file's name, or to a drive.
        string path = text;
        string? symbol = null;
        int colon = text.LastIndexOf(':');
        if (colon > 1 && !text.Contains('\0') && !System.IO.Path.Exists(System.IO.Path.GetFullPath(text, book.Root)))
        {
            int first = text.IndexOf(':', 2);
            path = text[..first];
            symbol = text[(first + 1)..].TrimStart(':');
        }

        if (RepositoryPath.Inside(book.Root, path, out string? refusal) is not { } inside)
        {
            problem = $"{path} is refused: {refusal}. Name a source file inside {book.Root}.";
            return null;
        }

        string full = System.IO.Path.Combine(book.Root, inside);
        if (Directory.Exists(full))
        {
            problem = $"{path} is a folder. Name a source file in it.";
            return null;
        }

        var map = book.Map ?? CodeMap.Empty;
        int file = map.Find(inside);
        if (file < 0)
        {
            problem = File.Exists(full)
                ? $"{path} is not in the graph: it is no source file of a known language, or it is ignored or skipped (coderouter index --json says why)."
                : $"{path} does not exist in {book.Root}. Check the path; it is relative to the repository.";
            return null;
        }

        if (symbol is { Length: > 0 } && !map.DefinitionsOf(file, symbol).Any())
        {
            problem = $"{inside} defines no {symbol}. coderouter index --dump lists what it defines.";
            return null;
        }

        return new ImpactTarget(inside, symbol is { Length: > 0 } ? symbol : null);
    }
}
