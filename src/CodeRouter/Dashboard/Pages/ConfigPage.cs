using System.Globalization;
using System.Security.Cryptography;
using System.Text;
using CodeRouter.Admin;
using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The configuration as it is in force, changed as text, compared between versions, brought back.</summary>
internal sealed class ConfigPage(DashboardParts parts)
{
    private const int PerPage = 50;

    public Reply Answer(Visit visit) => (visit.Id.Split('/'), visit.Form) switch
    {
        ([""], null) => Show(visit),
        (["edit"], null) => visit.MayChange ? Edit(visit, parts.Admin.Configuration.Text, [], null, 200) : Reply.Missing("such page"),
        (["edit"], _) => Save(visit),
        ([var number], null) when Version(number) is { } version => Compare(visit, version),
        ([var number, "rollback"], not null) => RollBack(visit, number),
        _ => Reply.Missing("such version"),
    };

    private ConfigVersion? Version(string number) =>
        long.TryParse(number, NumberStyles.None, CultureInfo.InvariantCulture, out long known) ? parts.Admin.Configuration.Version(known) : null;

    private Reply Show(Visit visit)
    {
        var desk = parts.Admin.Configuration;
        var body = new Html();
        foreach (var warning in desk.Current.Warnings)
        {
            body.Add($"<p class=\"wrong\">{warning.Path}{(warning.Line > 0 ? string.Create(CultureInfo.InvariantCulture, $" (line {warning.Line})") : "")}: {warning.Message}; {warning.Remedy}.</p>");
        }

        body.Add($"<p>Where the file and the database both have an item or a setting, the database's counts. Credentials are masked.</p>");
        if (visit.MayChange)
        {
            body.Add($"<p><a class=\"button\" href=\"/dashboard/config/edit\">Edit as text</a></p>");
        }

        string text = desk.Text;
        body.Add($"<h2>In force</h2>{(text.Length > MostShown ? TooLong : null)}<pre tabindex=\"0\" role=\"region\" aria-label=\"Configuration as YAML\">{(text.Length > MostShown ? text[..MostShown] : text)}</pre><h2>Versions</h2>");
        int offset = Paging.Offset(visit);
        var versions = desk.Versions(PerPage + 1, offset);
        if (versions.Count == 0)
        {
            return new Reply("Configuration", body.Add($"<p>Nothing was changed yet but in the file.</p>"));
        }

        body.Add($"{Controls.Table("Versions", "#Version", "Time", "Who", "What", "Compare", "Go back")}");
        foreach (var version in versions.Take(PerPage))
        {
            string number = version.Number.ToString(CultureInfo.InvariantCulture);
            body.Add($"<tr><td class=\"number\">{number}</td><td>{Shown.When(version.At)}</td><td>{version.Actor}</td><td class=\"long\">{version.Summary}</td><td><a href=\"/dashboard/config/{number}\">Compare<span class=\"spoken\"> version {number}</span></a></td><td>{(visit.MayChange ? Back(visit, number) : null)}</td></tr>");
        }

        return new Reply("Configuration", body.Add($"{Controls.TableEnd}{Paging.Links("/dashboard/config", "", offset, PerPage, versions.Count)}"));
    }

    /// <summary>Longer ones are cut on the page; all of it is in the editor.</summary>
    private const int MostShown = 60_000;

    private static readonly Html TooLong = new Html().Add($"<p>Only its beginning is shown here; all of it is behind Edit as text, and at <code>GET /admin/v1/config</code>.</p>");

    private static Html Back(Visit visit, string number) => Forms.Button(visit, $"/dashboard/config/{number}/rollback", "Roll back", $"to version {number}", $"Bring version {number} back?");

    private Reply Compare(Visit visit, ConfigVersion version)
    {
        string number = version.Number.ToString(CultureInfo.InvariantCulture);
        var body = new Html().Add($"<p><a href=\"/dashboard/config\">Back to the configuration</a></p><p>{version.Summary}, by {version.Actor}, {Shown.When(version.At)}</p>");
        if (parts.Admin.Configuration.Version(version.Number - 1) is { } before)
        {
            body.Add($"<h2>What it changed</h2>{DiffShown.Of(before.Text, version.Text)}");
        }

        body.Add($"<h2>From then to now</h2>{DiffShown.Of(version.Text, parts.Admin.Configuration.Text)}");
        return new Reply($"Version {number}", visit.MayChange ? body.Add($"<div class=\"actions apart\">{Back(visit, number)}</div>") : body);
    }

    private Reply Save(Visit visit)
    {
        string yaml = visit.Written("yaml") ?? "", now = parts.Admin.Configuration.Text;
        if (visit.Field("seen") is { Length: > 0 } seen && seen != Mark(now))
        {
            var notice = new Html().Add($"<p class=\"wrong\" role=\"alert\">Somebody changed the configuration while you had it open. Nothing was saved, and your text is as you left it. Below is what saving it now would change of what is in force: put their changes into your text, or save again.</p>{DiffShown.Of(now, yaml)}");
            return Edit(visit, yaml, [], notice, 409);
        }

        if (visit.Field("do") == "diff")
        {
            return Edit(visit, yaml, parts.Admin.Items.TryText(yaml), new Html().Add($"<h2>What would change</h2>{DiffShown.Of(now, yaml)}"), 200);
        }

        var saved = parts.Admin.Items.ReplaceText(yaml, visit.Actor);
        return saved.Kind switch
        {
            OutcomeKind.Done => Reply.To("/dashboard/config"),
            OutcomeKind.Stale => Edit(visit, yaml, [new FieldProblem("yaml", "somebody else changed something meanwhile", "look at the changes, and save again")], null, 409),
            _ => Edit(visit, yaml, saved.Problems, null, 400),
        };
    }

    private Reply Edit(Visit visit, string yaml, IReadOnlyList<FieldProblem> problems, Html? below, int status)
    {
        var body = new Html().Add($"<p><a href=\"/dashboard/config\">Back to the configuration</a></p><p class=\"note\">What you change here is kept in the database, item by item, and counts instead of the file's from then on. Leave the dots where a credential stands to keep it. Listeners and the store take effect with the next start.</p>{Forms.Begin(visit, "/dashboard/config/edit")}<input type=\"hidden\" name=\"seen\" value=\"{Mark(parts.Admin.Configuration.Text)}\">");
        // One problem stands at the field, the others below it, each with its place in the text.
        FieldProblem[] told = [.. problems.Select(static p => p.Field == "yaml" ? p : new FieldProblem("yaml", $"{(p.Line > 0 ? FormattableString.Invariant($"line {p.Line}: ") : "")}{(p.Field.Length > 0 ? p.Field + ": " : "")}{p.Message}", p.Remedy))];
        Controls.Area(body, "yaml", "Configuration as YAML", yaml, 24, told);
        foreach (var problem in told.Skip(1))
        {
            body.Add($"<p class=\"wrong\">{problem.Message}: {problem.Remedy}.</p>");
        }

        return new Reply("Edit the configuration", body.Add($"<div class=\"actions\"><button>Save</button><button name=\"do\" value=\"diff\" class=\"second\">Show changes</button></div></form>{below}"), status);
    }

    private static string Mark(string text) => Convert.ToHexStringLower(SHA256.HashData(Encoding.UTF8.GetBytes(text)).AsSpan(0, 8));

    private Reply RollBack(Visit visit, string text)
    {
        if (Version(text) is not { } version)
        {
            return Reply.Missing("such version");
        }

        var outcome = parts.Admin.Items.Rollback(version.Number, visit.Actor);
        return outcome.Kind switch
        {
            OutcomeKind.Done => Reply.To("/dashboard/config"),
            OutcomeKind.Missing => Reply.Missing("such version"),
            _ => new Reply("Not rolled back", new Html().Add($"<p class=\"wrong\" role=\"alert\">{string.Join(" ", outcome.Problems.Select(static p => $"{p.Field}: {p.Message}; {p.Remedy}."))} Nothing was changed.</p><p><a href=\"/dashboard/config\">Back to the configuration</a></p>"), 409),
        };
    }
}
