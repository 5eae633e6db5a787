using System.Globalization;
using CodeRouter.Admin;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The configuration as it is in force, and the versions it can go back to.</summary>
internal sealed class ConfigPage(DashboardParts parts)
{
    public Reply Answer(Visit visit)
    {
        if (visit.Form is not null)
        {
            return RollBack(visit);
        }

        var desk = parts.Admin.Configuration;
        var body = new Html();
        foreach (var warning in desk.Current.Warnings)
        {
            body.Add($"<p class=\"wrong\">{warning.Path}{(warning.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $" (line {warning.Line})") : "")}: {warning.Message}; {warning.Remedy}.</p>");
        }

        body.Add($"<h2>In force</h2><pre tabindex=\"0\" role=\"region\" aria-label=\"Configuration as YAML\">{desk.Text}</pre><h2>Versions</h2>");
        var versions = desk.Versions(100, 0);
        if (versions.Count == 0)
        {
            return new Reply("Configuration", body.Add($"<p>Nothing was changed yet but in the file.</p>"));
        }

        body.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Versions\"><table><thead><tr><th scope=\"col\" class=\"number\">Version</th><th scope=\"col\">Time</th><th scope=\"col\">Who</th><th scope=\"col\">What</th><th scope=\"col\">Go back</th></tr></thead><tbody>");
        foreach (var version in versions)
        {
            string number = version.Number.ToString(CultureInfo.InvariantCulture);
            body.Add($"<tr><td class=\"number\">{number}</td><td>{Shown.When(version.At)}</td><td>{version.Actor}</td><td class=\"long\">{version.Summary}</td><td>{(visit.MayChange ? Forms.Button(visit, $"/dashboard/config/{number}/rollback", "Roll back", $"to version {number}", $"Bring version {number} back?") : null)}</td></tr>");
        }

        return new Reply("Configuration", body.Add($"</tbody></table></div>"));
    }

    private Reply RollBack(Visit visit)
    {
        string[] path = visit.Id.Split('/');
        if (path is not [var text, "rollback"] || !long.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out long number))
        {
            return Reply.Missing("such version");
        }

        var outcome = parts.Admin.Items.Rollback(number, visit.Actor);
        return outcome.Kind switch
        {
            OutcomeKind.Done => Reply.To("/dashboard/config"),
            OutcomeKind.Missing => Reply.Missing("such version"),
            _ => new Reply("Not rolled back", new Html().Add($"<p class=\"wrong\" role=\"alert\">{string.Join(" ", outcome.Problems.Select(static p => $"{p.Field}: {p.Message}; {p.Remedy}."))} Nothing was changed.</p><p><a href=\"/dashboard/config\">Back to the configuration</a></p>"), 409),
        };
    }
}
