using CodeRouter.Admin;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What guards do, what they found, and which requests and answers they stopped. Types and numbers: what was found is kept nowhere.</summary>
public sealed partial class GuardsPage
{
    private const int MostShown = 30;
    private const string Blocked = "blocked_by_guard";
    private static readonly string[] Actions = ["off", "observe", "redact", "block", "route"];
    private static readonly string[] AnswerActions = ["off", "observe", "redact", "block"];
    private readonly DashboardParts _parts;
    private readonly SettingsForm _form;
    private readonly List<FieldProblem> _problems = [];
    private Visit _visit = null!;
    private TimeRange _range = null!;
    private IReadOnlyList<Tally> _found = [];
    private IReadOnlyList<StepRecord> _stopped = [];

    public GuardsPage(DashboardParts parts)
    {
        _parts = parts;
        _form = new SettingsForm(parts, "guards", () =>
        {
            var guards = parts.State.Current.Settings.Guards;
            return
            [
                new("guards.secrets", "Secrets", guards.Secrets.ToString().ToLowerInvariant(), Actions, "Credentials in what is sent."),
                new("guards.pii", "Personal data", guards.Pii.ToString().ToLowerInvariant(), Actions, "Names, addresses, numbers of people."),
                new("guards.jailbreak", "Jailbreak", guards.Jailbreak.ToString().ToLowerInvariant(), Actions, "Attempts to override the model's rules, in what humans say."),
                new("guards.jailbreak_tools", "Jailbreak in tool results", guards.ToolInjection.ToString().ToLowerInvariant(), ["off", "observe", "block"], "The same in what tools say."),
                new("guards.answers.secrets", "Secrets in answers", guards.Answers.Secrets.ToString().ToLowerInvariant(), AnswerActions, "Credentials in what models write. Anything but off and observe holds the end of a stream back."),
                new("guards.answers.pii", "Personal data in answers", guards.Answers.Pii.ToString().ToLowerInvariant(), AnswerActions, "The same for personal data."),
            ];
        });
    }

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        if (visit.Form is not null && _form.Save(visit, _problems) is { } done)
        {
            return done;
        }

        (_visit, _range) = (visit, TimeRange.Of(visit));
        var store = await _parts.BooksAsync(visit.Cancel);
        _found = await store.TalliesAsync(TallyKind.Guard, _range.Since, byHour: false, visit.Cancel);
        var answers = await store.StepsAsync(new StepQuery { FailedOnly = true, ErrorKind = Blocked, Limit = MostShown }, visit.Cancel);
        _stopped = [.. _parts.Refusals.All.Where(static s => s.ErrorKind == Blocked).Concat(answers).OrderByDescending(static s => s.At).Take(MostShown)];
        return Shows("Guards", _problems.Count > 0 ? 400 : 200);
    }
}
