using System.Text.Json;
using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;
using Microsoft.CodeAnalysis.CSharp.Syntax;

// How the C# scanner compares with Roslyn's syntax trees: definitions by name and line.
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

    var tree = CSharpSyntaxTree.ParseText(File.ReadAllText(Path.Combine(root, path)), new CSharpParseOptions(LanguageVersion.Preview));
    var left = tree.GetRoot().DescendantNodes().Select(Name).OfType<SyntaxToken>().Select(t => (Name: t.ValueText, Line: t.GetLocation().GetLineSpan().StartLinePosition.Line + 1)).ToList();
    files++;
    truth += left.Count;
    foreach (var definition in file.RootElement.GetProperty("definitions").EnumerateArray().Where(d => noteworthy.Contains(d.GetProperty("kind").GetString()!)))
    {
        ours++;
        var found = (definition.GetProperty("name").GetString()!, definition.GetProperty("line").GetInt32());
        if (left.Remove(found))
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
