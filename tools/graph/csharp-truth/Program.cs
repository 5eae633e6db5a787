using System.Text.Json;
using System.Text.RegularExpressions;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

// How the C# scanner compares with Roslyn's syntax trees: definitions by name and line. Roslyn reads one side of an #if, the scanner both:
// a file is parsed with none of the symbols it asks about, with all, and with each alone, and what any of the trees holds counts once.
//   coderouter index DIR --dump | dotnet run --project tools/graph/csharp-truth -- DIR [--show]
string root = args[0];
bool show = args.Contains("--show");
HashSet<string> noteworthy = ["class", "interface", "struct", "enum", "type", "function", "method"];
int files = 0, truth = 0, ours = 0, hits = 0;
while (Console.ReadLine() is { } line)
{
    using var file = JsonDocument.Parse(line);
    string path = file.RootElement.GetProperty("path").GetString()!;
    if (file.RootElement.GetProperty("language").GetString() != "csharp")
    {
        continue;
    }

    string text = File.ReadAllText(Path.Combine(root, path));
    string[] symbols = [.. Regex.Matches(text, @"^[ \t]*#(?:el)?if\b(.*)$", RegexOptions.Multiline).SelectMany(m => Regex.Matches(m.Groups[1].Value, @"[A-Za-z_]\w*")).Select(m => m.Value).Distinct()];
    var left = new HashSet<(string Name, int Line, int Column)>();
    foreach (var defined in symbols.Select(s => new[] { s }).Append([]).Append(symbols))
    {
        var tree = CSharpSyntaxTree.ParseText(text, new CSharpParseOptions(LanguageVersion.Preview, preprocessorSymbols: defined));
        foreach (var token in tree.GetRoot().DescendantNodes().Select(Name).OfType<SyntaxToken>())
        {
            var at = token.GetLocation().GetLineSpan().StartLinePosition;
            left.Add((token.ValueText, at.Line + 1, at.Character));
        }
    }

    files++;
    truth += left.Count;
    foreach (var definition in file.RootElement.GetProperty("definitions").EnumerateArray().Where(d => noteworthy.Contains(d.GetProperty("kind").GetString()!)))
    {
        ours++;
        var found = (Name: definition.GetProperty("name").GetString()!, Line: definition.GetProperty("line").GetInt32());
        var match = left.FirstOrDefault(l => l.Name == found.Name && l.Line == found.Line);
        if (left.Remove(match))
        {
            hits++;
        }
        else if (show)
        {
            Console.WriteLine($"extra {path}:{found}");
        }
    }

    foreach (var missed in show ? left : [])
    {
        Console.WriteLine($"missed {path}:{missed}");
    }
}

Console.WriteLine($"files {files}: definitions {truth}, recall {(double)hits / truth:0.0000}, precision {(double)hits / ours:0.0000}");

static SyntaxToken? Name(SyntaxNode node) => node switch
{
    BaseTypeDeclarationSyntax type => type.Identifier,
    DelegateDeclarationSyntax type => type.Identifier,
    MethodDeclarationSyntax method => method.Identifier,
    LocalFunctionStatementSyntax function => function.Identifier,
    _ => null,
};
