using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Admin;
using CodeRouter.Config.Stored;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Single settings changed in one form, all or nothing: each belongs to the database from then on.</summary>
/// <param name="page">The page it stands on.</param>
/// <param name="settings">Path, label, what is in force, and the words there are; none is a number.</param>
public sealed class SettingsForm(DashboardParts parts, string page, Func<IReadOnlyList<SettingShown>> settings)
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
        return outcome.Kind == OutcomeKind.Done ? Done.To(visit, Path, Done.Saved) : null;
    }

    /// <summary>Where the form is sent to.</summary>
    public string Path => "/dashboard/" + page;

    /// <summary>The settings with what is in force, and which of them the database owns.</summary>
    public IEnumerable<(SettingShown Setting, bool Stored)> Shown()
    {
        var stored = parts.Admin.Items.List(ConfigSection.Settings).Where(static i => i.Owner == ConfigOwner.Database).Select(static i => i.Name).ToHashSet(StringComparer.Ordinal);
        return settings().Select(s => (s, stored.Contains(s.Path)));
    }
}

public sealed record SettingShown(string Path, string Label, string Value, IReadOnlyList<string> Words, string Says = "");
