using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Files;

/// <summary>Which files are tests, by folder and name, as each language's runners find them.</summary>
internal static class TestPaths
{
    private static readonly HashSet<string> Folders = new(StringComparer.OrdinalIgnoreCase) { "test", "tests", "__tests__", "spec", "specs", "testing", "e2e", "androidTest", "jvmTest", "commonTest", "selftests", "kunit" };
    private static readonly HashSet<string>.AlternateLookup<ReadOnlySpan<char>> ByFolder = Folders.GetAlternateLookup<ReadOnlySpan<char>>();

    public static bool IsTest(string path, CodeLanguage language)
    {
        int slash = path.LastIndexOf('/');
        var folders = slash < 0 ? [] : path.AsSpan(0, slash);
        foreach (var range in folders.Split('/'))
        {
            var folder = folders[range];
            if (ByFolder.Contains(folder) || folder.EndsWith(".Tests", StringComparison.Ordinal) || folder.EndsWith(".Test", StringComparison.Ordinal) || folder.EndsWith("Tests", StringComparison.Ordinal))
            {
                return true;
            }
        }

        var name = path.AsSpan(slash + 1);
        var stem = name[..name.LastIndexOf('.')];
        return language switch
        {
            CodeLanguage.Python => stem.StartsWith("test_", StringComparison.Ordinal) || stem.EndsWith("_test", StringComparison.Ordinal) || stem is "conftest" or "tests",
            CodeLanguage.TypeScript or CodeLanguage.JavaScript => stem.EndsWith(".test", StringComparison.Ordinal) || stem.EndsWith(".spec", StringComparison.Ordinal) || stem.EndsWith("-test", StringComparison.Ordinal) || stem.EndsWith("_test", StringComparison.Ordinal),
            CodeLanguage.Go or CodeLanguage.Rust => stem.EndsWith("_test", StringComparison.Ordinal) || (language == CodeLanguage.Rust && stem is "tests"),
            CodeLanguage.Ruby => stem.EndsWith("_spec", StringComparison.Ordinal) || stem.EndsWith("_test", StringComparison.Ordinal) || stem.StartsWith("test_", StringComparison.Ordinal),
            CodeLanguage.C or CodeLanguage.Cpp => stem.EndsWith("_test", StringComparison.Ordinal) || stem.EndsWith("_unittest", StringComparison.Ordinal) || stem.StartsWith("test_", StringComparison.Ordinal) || stem.EndsWith("-test", StringComparison.Ordinal),
            _ => stem.EndsWith("Test", StringComparison.Ordinal) || stem.EndsWith("Tests", StringComparison.Ordinal) || stem.EndsWith("Spec", StringComparison.Ordinal),
        };
    }
}
