using System.Text.Json;
using CodeRouter.CodeGraph;
using CodeRouter.Core.Impact;

namespace CodeRouter.Mcp;

/// <summary>The tools that ask the code graph where things are and who uses them. The graph is brought up to date before each answer.</summary>
/// <param name="open">The repository of a folder, or with null the current one; else the problem with its remedy.</param>
public sealed class CodeTools(Func<string?, (CodeBook? Book, string Problem)> open)
{
    private const int Usual = 20, Most = 500;

    private static readonly McpArgument Repository = new("repo", "string", "the repository's folder (default: the current one)");
    private static readonly McpArgument Symbol = new("symbol", "string", "its name; a member as Type.member", true);
    private static readonly McpArgument File = new("path", "string", "the file that defines it (needed where several files do)");
    private static readonly McpArgument Limit = new("limit", "integer", "how many, 1 to 500 (default 20)");

    // A client asks about one repository again and again: it stays open.
    private readonly Lock asking = new();
    private CodeBook? last;

    public IReadOnlyList<McpTool> All =>
    [
        new("search", "Find definitions by words, names or what a request is about: name, kind, file and line, the most relevant first", [new("query", "string", "a name, or some words", true), Limit, Repository], (a, _) => Ask(a, Search)),
        new("callers", "Say where a function, method or type is used: file, line, and the definition the use stands in", [Symbol, File, Limit, Repository], (a, _) => Ask(a, Callers)),
        new("callees", "Say what a function, method or type uses of this repository: name, line of the first use, and the file that defines it", [Symbol, File, Repository], (a, _) => Ask(a, Callees)),
    ];

    private Task<McpAnswer> Ask(JsonElement arguments, Func<CodeBook, JsonElement, McpAnswer> question)
    {
        lock (asking)
        {
            var (book, problem) = open(McpTools.Text(arguments, "repo"));
            if (book is null)
            {
                return Task.FromResult(Failed(problem));
            }

            book = last?.Root == book.Root ? last : last = book;
            book.Update();
            return Task.FromResult(question(book, arguments));
        }
    }

    private static McpAnswer Search(CodeBook book, JsonElement arguments) => Listed("hits", SymbolSearch.Find(book.Map!, McpTools.Text(arguments, "query")!, Bound(arguments)), static (json, hit) =>
    {
        json.WriteString("name", hit.Name);
        json.WriteString("kind", hit.Kind.Name());
        json.WriteString("path", hit.Path);
        json.WriteNumber("line", hit.Line);
        json.WriteNumber("score", hit.Score);
    });

    private static McpAnswer Callers(CodeBook book, JsonElement arguments) => Target(book, arguments, out string problem) is not { } target
        ? Failed(problem)
        : Listed("callers", book.Callers(target.Path, target.Symbol!, Bound(arguments)), static (json, caller) =>
        {
            json.WriteString("path", caller.Path);
            json.WriteNumber("line", caller.Use.Line);
            json.WriteString("in", caller.Use.Within);
        });

    private static McpAnswer Callees(CodeBook book, JsonElement arguments) => Target(book, arguments, out string problem) is not { } target
        ? Failed(problem)
        : Listed("callees", book.Callees(target.Path, target.Symbol!), static (json, used) =>
        {
            json.WriteString("name", used.Name);
            json.WriteNumber("line", used.Line);
            json.WriteString("path", used.To);
        });

    /// <summary>The named file's symbol; without a file the only one of that name.</summary>
    private static ImpactTarget? Target(CodeBook book, JsonElement arguments, out string problem)
    {
        string symbol = McpTools.Text(arguments, "symbol")!;
        if (McpTools.Text(arguments, "path") is { Length: > 0 } path)
        {
            return ImpactTarget.Parse(book, $"{path}:{symbol}", out problem);
        }

        var files = book.Map!.FilesThatDefine(symbol, 12);
        problem = files.Count switch
        {
            0 => $"No file of {book.Root} defines {symbol}. search finds names by words.",
            1 => "",
            _ => $"Several files define {symbol}: {string.Join(", ", files)}. Say which with path.",
        };
        return files.Count == 1 ? new ImpactTarget(files[0], symbol) : null;
    }

    private static int Bound(JsonElement arguments) =>
        arguments.TryGetProperty("limit", out var given) && given.ValueKind == JsonValueKind.Number && given.TryGetInt32(out int limit) ? Math.Clamp(limit, 1, Most) : Usual;

    private static McpAnswer Listed<T>(string name, IEnumerable<T> all, Action<Utf8JsonWriter, T> write) => new(McpTools.Object(json =>
    {
        json.WriteStartArray(name);
        foreach (var one in all)
        {
            json.WriteStartObject();
            write(json, one);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }));

    private static McpAnswer Failed(string problem) => new(McpTools.Object(json => json.WriteString("error", problem)), IsError: true);
}
