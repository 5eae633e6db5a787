using System.Globalization;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard;

/// <summary>Fields of more than one line or kind, labelled and explained as those of <see cref="Forms"/> are.</summary>
internal static class Controls
{
    private static readonly Html Selected = new Html().Add($" selected"), Ticked = new Html().Add($" checked");

    public static void Area(Html to, string name, string label, string value, int rows, IReadOnlyList<FieldProblem> problems, string? hint = null)
    {
        // The line break behind the tag is HTML's own: without it a text's first empty line would be lost.
        to.Add($"<div class=\"field\"><label for=\"{name}\">{label}</label><textarea id=\"{name}\" name=\"{name}\" rows=\"{(long)Math.Clamp(value.AsSpan().Count('\n') + 1, rows, 30)}\" spellcheck=\"false\"{Forms.Tied(name, problems, hint)}>\n{value}</textarea>");
        Forms.Notes(to, name, problems, hint);
    }

    public static void Choice(Html to, string name, string label, string value, IReadOnlyList<(string Value, string Words)> choices, IReadOnlyList<FieldProblem> problems, string? hint = null)
    {
        to.Add($"<div class=\"field\"><label for=\"{name}\">{label}</label><select id=\"{name}\" name=\"{name}\"{Forms.Tied(name, problems, hint)}>");
        foreach (var (each, words) in choices.Any(c => c.Value == value) ? choices : [.. choices, (value, value)])
        {
            to.Add($"<option value=\"{each}\"{(each == value ? Selected : null)}>{words}</option>");
        }

        to.Add($"</select>");
        Forms.Notes(to, name, problems, hint);
    }

    public static void Check(Html to, string name, string label, bool value, string? hint = null)
    {
        to.Add($"<div class=\"field tick\"><input type=\"hidden\" name=\"{name}\" value=\"\"><input id=\"{name}\" name=\"{name}\" type=\"checkbox\" value=\"true\"{(value ? Ticked : null)}{Forms.Tied(name, [], hint)}><label for=\"{name}\">{label}</label>");
        Forms.Notes(to, name, [], hint);
    }

    /// <summary>A table that scrolls by itself on a narrow screen.</summary>
    /// <param name="columns">Headings; one that begins with # is of a column of numbers.</param>
    public static Html Table(string label, params ReadOnlySpan<string> columns)
    {
        var table = new Html().Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"{label}\"><table><thead><tr>");
        foreach (string column in columns)
        {
            table.Add($"<th scope=\"col\"{(column.StartsWith('#') ? Number : null)}>{column.TrimStart('#')}</th>");
        }

        return table.Add($"</tr></thead><tbody>");
    }

    public static Html TableEnd { get; } = new Html().Add($"</tbody></table></div>");

    /// <summary>A share from 0 to 1 as a bar, with its value for those who cannot see it.</summary>
    public static Html Bar(double share, string says) => new Html().Add(
        $"<svg class=\"bar-svg\" viewBox=\"0 0 100 8\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"{says}\"><rect class=\"track\" width=\"100\" height=\"8\"/><rect class=\"fill\" width=\"{Math.Clamp(share * 100, 0, 100).ToString("0.#", CultureInfo.InvariantCulture)}\" height=\"8\"/></svg>");

    private static readonly Html Number = new Html().Add($" class=\"number\"");
}
