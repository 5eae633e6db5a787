using CodeRouter.Config;
using CodeRouter.Tests.Architecture;
using Xunit;

namespace CodeRouter.Tests.Config;

/// <summary>What a reader copies out of a document has to load as it stands.</summary>
public sealed class SnippetsOfTheDocuments
{
    private const string Begin = "```yaml\n", End = "```";

    public static TheoryData<string, string> Snippets
    {
        get
        {
            var found = new TheoryData<string, string>();
            foreach (string file in Directory.EnumerateFiles(Path.Combine(Repository.Root, "docs"), "*.md").Append(Path.Combine(Repository.Root, "README.md")))
            {
                string text = File.ReadAllText(file).ReplaceLineEndings("\n");
                for (int at = text.IndexOf(Begin, StringComparison.Ordinal); at >= 0; at = text.IndexOf(Begin, at + 1, StringComparison.Ordinal))
                {
                    int from = at + Begin.Length;
                    found.Add($"{Path.GetFileName(file)}:{text.AsSpan(0, at).Count('\n') + 1}", text[from..text.IndexOf(End, from, StringComparison.Ordinal)]);
                }
            }

            return found;
        }
    }

    [Theory]
    [MemberData(nameof(Snippets))]
    public void A_configuration_in_a_document_loads(string place, string yaml)
    {
        // Every variable is set; folders and files of the example need not be here.
        var compiled = SettingsCompiler.Compile(yaml, static name => "https://example.com/" + name, ConfigFiles.Catalog);
        Assert.True(compiled.Settings is not null && !compiled.Problems.Any(static p => p.Message.Contains("not known", StringComparison.Ordinal)), $"{place}: {string.Join("; ", compiled.Problems.Select(static p => $"{p.Path}: {p.Message}"))}");
    }
}
