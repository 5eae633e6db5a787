using CodeRouter.Admin;
using CodeRouter.Dashboard.Editing;

namespace CodeRouter.Dashboard.Pages;

/// <summary>One past decision made again under other settings. Nothing is sent, kept or changed.</summary>
internal sealed class ReplayPage(DashboardParts parts)
{
    private static readonly (string, string)[] Preferences = [("", "as it is in force"), ("cost", "cost"), ("balanced", "balanced"), ("quality", "quality")];
    private readonly TryBox _box = new(parts);

    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        string id = visit.Form is null ? visit.Query("id") ?? "" : visit.Field("id");
        string preference = visit.Field("preference"), yaml = visit.Written("yaml") ?? "";
        var problems = new List<FieldProblem>();
        Html? result = null;
        if (visit.Form is not null)
        {
            var (settings, wrong) = parts.Admin.Items.TryPatch(preference.Length == 0 ? yaml : $"{yaml}\nrouting: {{preference: {Word(preference)}}}");
            problems.AddRange(wrong.Select(static p => new FieldProblem("yaml", $"{(p.Field.Length > 0 ? p.Field + ": " : "")}{p.Message}", p.Remedy)));
            if (id.Length == 0 || await (await parts.BooksAsync(visit.Cancel)).FindAsync(id, null, visit.Cancel) is null)
            {
                problems.Add(new FieldProblem("id", "there is no decision of this id", "take it from a session, or from X-CodeRouter-Decision"));
            }

            result = problems.Count == 0 ? await _box.CompareAsync(visit, settings!, id) : null;
        }

        var body = new Html().Add($"<p>Makes a decision again from what stands in the books beside it, under the settings in force with these changes. Nothing is sent, and nothing changes.</p>{Forms.Begin(visit, "/dashboard/replay")}");
        Forms.Input(body, "id", "Decision", id, problems, "Its id, as sessions and X-CodeRouter-Decision show it.");
        Controls.Choice(body, "preference", "Preference", preference, Preferences, problems);
        Controls.Area(body, "yaml", "Changed settings", yaml, 4, problems, "YAML, only what differs, such as routing: {phases: {debug: [gpt-5.5]}}");
        body.Add($"<div class=\"actions\">{(visit.MayChange ? Button : null)}</div></form>{result}");
        return new Reply("Replay a decision", body, problems.Count > 0 ? 400 : 200);
    }

    private static string Word(string preference) => preference is "cost" or "balanced" or "quality" ? preference : "balanced";

    private static readonly Html Button = new Html().Add($"<button>Replay</button>");
}
