using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Admin;
using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Single settings changed in one form, all or nothing: each belongs to the database from then on.</summary>
/// <param name="page">The page it stands on.</param>
/// <param name="settings">Path, label, what is in force, and the words there are; none is a number.</param>
internal sealed class SettingsForm(DashboardParts parts, string page, Func<IReadOnlyList<SettingShown>> settings)
{
    /// <summary>Saves what was changed; null where the page is to be shown again with the problems.</summary>
    public Reply? Save(Visit visit, List<FieldProblem> problems)
    {
        var changed = new List<(string, JsonNode)>();
        foreach (var setting in settings())
        {
            string written = visit.Field(setting.Path);
            if (visit.Written(setting.Path) is null || written == setting.Value)
            {
                continue;
            }

            // What the form showed is no longer what is in force: somebody else was here.
            if (visit.Written("was:" + setting.Path) is { } was && was != setting.Value)
            {
                problems.Add(new FieldProblem(setting.Path, $"somebody set this to {setting.Value} meanwhile, and nothing of yours was saved", "choose again and save"));
            }
            else if (setting.Words.Count > 0 ? !setting.Words.Contains(written, StringComparer.Ordinal) : !long.TryParse(written, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            {
                problems.Add(new FieldProblem(setting.Path, setting.Words.Count > 0 ? $"'{written}' is none of the choices" : "a whole number, not below 0, is expected", setting.Words.Count > 0 ? $"choose one of {string.Join(", ", setting.Words)}" : "write one, such as 3600"));
            }
            else
            {
                changed.Add((setting.Path, setting.Words.Count == 0 ? JsonValue.Create(long.Parse(written, CultureInfo.InvariantCulture)) : written is "true" or "false" ? JsonValue.Create(written == "true") : JsonValue.Create(written)));
            }
        }

        if (problems.Count > 0)
        {
            return null;
        }

        var outcome = parts.Admin.Items.Set(changed, visit.Actor);
        problems.AddRange(outcome.Problems);
        return outcome.Kind == OutcomeKind.Done ? Reply.To($"/dashboard/{page}") : null;
    }

    public Html Of(Visit visit, IReadOnlyList<FieldProblem> problems)
    {
        var stored = parts.Admin.Items.List(ConfigSection.Settings).Where(static i => i.Owner == ConfigOwner.Database).Select(static i => i.Name).ToHashSet(StringComparer.Ordinal);
        var body = visit.MayChange ? Forms.Begin(visit, $"/dashboard/{page}") : new Html();
        var all = settings();
        Forms.Others(body, problems, [.. all.Select(static s => s.Path)]);
        body.Add($"<div class=\"fields\">");
        foreach (var setting in all)
        {
            string value = problems.Count > 0 ? visit.Written(setting.Path) ?? setting.Value : setting.Value;
            string hint = $"{setting.Says} {(stored.Contains(setting.Path) ? "Set in the database." : "As the file says, or by default.")}".TrimStart();
            body.Add($"<input type=\"hidden\" name=\"was:{setting.Path}\" value=\"{setting.Value}\">");
            if (setting.Words.Count > 0)
            {
                Controls.Choice(body, setting.Path, setting.Label, value, [.. setting.Words.Select(static w => (w, w switch { "true" => "on", "false" => "off", _ => w }))], problems, hint);
            }
            else
            {
                Forms.Input(body, setting.Path, setting.Label, value, problems, hint);
            }
        }

        return body.Add($"</div>{(visit.MayChange ? Button : null)}");
    }

    private static readonly Html Button = new Html().Add($"<div class=\"actions\"><button>Save</button></div></form>");
}

internal sealed record SettingShown(string Path, string Label, string Value, IReadOnlyList<string> Words, string Says = "");
