using System.Text.RegularExpressions;
using Xunit;

namespace CodeRouter.Tests.Architecture;

/// <summary>Pages are components: markup stands in .razor files, where the compiler reads and escapes it.</summary>
public sealed partial class MarkupTests
{
    private static readonly SourceFile[] Dashboard = [.. new SourceTree("CodeRouter", "CodeRouter").Files.Where(static f => f.Folder == "Dashboard")];

    [Fact]
    public void No_markup_is_written_in_strings()
    {
        Assert.Contains(Dashboard, static f => f.Path.EndsWith(".razor", StringComparison.Ordinal));
        Assert.Empty(Dashboard.SelectMany(static f => Lines(f).Where(static l => Unescaped().IsMatch(l.Text) || (l.File.EndsWith(".cs", StringComparison.Ordinal) && Element().IsMatch(l.Text)))));
    }

    /// <summary>The compiler drops a space between a tag and what is computed: "Edit" and a name would be read as one word.</summary>
    [Fact]
    public void No_element_within_a_line_begins_or_ends_with_a_space_that_is_dropped() =>
        Assert.Empty(Dashboard.Where(static f => f.Path.EndsWith(".razor", StringComparison.Ordinal)).SelectMany(static f => Lines(f).Where(static l => DroppedSpace().IsMatch(l.Text))));

    private static IEnumerable<(string File, int Line, string Text)> Lines(SourceFile file) =>
        file.Text.Split('\n').Select((text, i) => (file.Path, i + 1, text.Trim())).Where(static l => !l.Item3.StartsWith("//", StringComparison.Ordinal));

    [GeneratedRegex(@"\b(?:MarkupString|AddMarkupContent)\b")]
    private static partial Regex Unescaped();

    [GeneratedRegex("""</?(?:a|b|body|br|button|code|dd|details|div|dl|dt|em|form|h[1-6]|head|html|input|label|li|link|main|meta|nav|ol|option|p|pre|rect|script|section|select|span|strong|summary|svg|t[dhr]|table|tbody|textarea|thead|time|title|ul)(?=[\s>/"\\])""")]
    private static partial Regex Element();

    [GeneratedRegex(@"<(?:a|b|button|code|em|label|option|span|strong)\b[^<>]*>\s+@|@[^<>]*\s</(?:a|b|button|code|em|label|option|span|strong)>")]
    private static partial Regex DroppedSpace();
}
