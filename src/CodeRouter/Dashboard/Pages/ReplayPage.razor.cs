using CodeRouter.Admin;
using CodeRouter.Dashboard.Editing;

namespace CodeRouter.Dashboard.Pages;

/// <summary>One past decision made again under other settings. Nothing is sent, kept or changed.</summary>
public sealed partial class ReplayPage(DashboardParts parts)
{
    private static readonly (string, string)[] Preferences = [("", "as it is in force"), ("cost", "cost"), ("balanced", "balanced"), ("quality", "quality")];
    private readonly List<FieldProblem> _problems = [];
    private Visit _visit = null!;
    private string _id = "", _preference = "", _yaml = "";
    private TriedSample? _result;

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        _visit = visit;
        _id = visit.Form is null ? visit.Query("id") ?? "" : visit.Field("id");
        (_preference, _yaml) = (visit.Field("preference"), visit.Written("yaml") ?? "");
        if (visit.Form is not null)
        {
            await ReplayAsync();
        }

        return Shows("Replay a decision", _problems.Count > 0 ? 400 : 200);
    }

    private async Task ReplayAsync()
    {
        var (settings, wrong) = parts.Admin.Items.TryPatch(_preference.Length == 0 ? _yaml : $"{_yaml}\nrouting: {{preference: {Word(_preference)}}}");
        _problems.AddRange(wrong.Select(static p => new FieldProblem("yaml", $"{(p.Field.Length > 0 ? p.Field + ": " : "")}{p.Message}", p.Remedy)));
        if (_id.Length == 0 || await (await parts.BooksAsync(_visit.Cancel)).FindAsync(_id, null, _visit.Cancel) is null)
        {
            _problems.Add(new FieldProblem("id", "there is no decision of this id", "take it from a session, or from X-CodeRouter-Decision"));
        }

        _result = _problems.Count == 0 ? await new TryBox(parts).CompareAsync(_visit, settings!, _id) : null;
    }

    private static string Word(string preference) => preference is "cost" or "balanced" or "quality" ? preference : "balanced";
}
