using CodeRouter.Config;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class SettingReferenceTests
{
    /// <summary>After a change of the table: <c>CODEROUTER_WRITE_DOCS=1 dotnet run --project tests/CodeRouter.Tests</c> writes the page anew.</summary>
    [Fact]
    public void The_reference_page_is_what_the_table_says()
    {
        var page = Path.Combine(Root(), "docs", "configuration.md");
        if (Environment.GetEnvironmentVariable("CODEROUTER_WRITE_DOCS") is "1")
        {
            File.WriteAllText(page, SettingReference.Markdown());
        }

        Assert.Equal(SettingReference.Markdown(), File.ReadAllText(page).ReplaceLineEndings("\n"));
    }

    [Fact]
    public void Every_setting_has_its_place_on_the_page() => Assert.Empty(SettingReference.Unplaced());

    private static string Root()
    {
        var folder = AppContext.BaseDirectory;
        while (!File.Exists(Path.Combine(folder, "CodeRouter.slnx")))
        {
            folder = Path.GetDirectoryName(folder) ?? throw new InvalidOperationException("the tests run outside the repository");
        }

        return folder;
    }
}
