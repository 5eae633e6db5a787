using System.Text.Json;

namespace CodeRouter.Core.Tests.Steps;

/// <summary>Golden cases in tests/corpus: one folder per agent or runner, one case per folder within.</summary>
internal static class Corpus
{
    public static string Folder { get; } = Find();

    public static IEnumerable<(string Name, JsonElement Case)> Cases(Func<string, bool> groups)
    {
        foreach (string group in Directory.EnumerateDirectories(Folder).Order(StringComparer.Ordinal))
        {
            if (!groups(Path.GetFileName(group)))
            {
                continue;
            }

            foreach (string folder in Directory.EnumerateDirectories(group).Order(StringComparer.Ordinal))
            {
                using var document = JsonDocument.Parse(File.ReadAllText(Path.Combine(folder, "case.json")));
                yield return (Path.GetFileName(group) + "/" + Path.GetFileName(folder), document.RootElement.Clone());
            }
        }
    }

    private static string Find()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string corpus = Path.Combine(folder.FullName, "tests", "corpus");
            if (Directory.Exists(corpus))
            {
                return corpus;
            }
        }

        throw new InvalidOperationException("tests/corpus is not above the test's folder");
    }
}
