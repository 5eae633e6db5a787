using CodeRouter.Admin;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What guards do, what they found, and which requests they stopped. Types and numbers: what was found is kept nowhere.</summary>
internal sealed class GuardsPage
{
    private const int MostShown = 30;
    private static readonly string[] Actions = ["off", "observe", "redact", "block", "route"];
    private readonly DashboardParts _parts;
    private readonly SettingsForm _form;

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
            ];
        });
    }

    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        var problems = new List<FieldProblem>();
        if (visit.Form is not null && _form.Save(visit, problems) is { } done)
        {
            return done;
        }

        var range = TimeRange.Of(visit);
        var store = await _parts.BooksAsync(visit.Cancel);
        var found = await store.TalliesAsync(TallyKind.Guard, range.Since, byHour: false, visit.Cancel);
        var body = new Html().Add($"<h2>What they do</h2>{_form.Of(visit, problems)}<h2>What they found</h2>");
        range.Choose(body, "/dashboard/guards", null);
        if (found.Count == 0)
        {
            body.Add($"<p>No data yet: nothing was found {range.Words}.</p>");
        }
        else
        {
            long most = found.Max(static t => t.Count);
            body.Add($"{Controls.Table("What guards found", "Guard", "Type", "#Found", "Share")}");
            foreach (var tally in found.Take(100))
            {
                string[] name = tally.Name.Split(':', 2);
                body.Add($"<tr><td>{name[0].Replace("pii", "personal data", StringComparison.Ordinal)}</td><td>{(name.Length > 1 ? name[1].Replace('_', ' ') : "")}</td><td class=\"number\">{Shown.Count(tally.Count)}</td><td>{Controls.Bar((double)tally.Count / most, Shown.Count(tally.Count))}</td></tr>");
            }

            body.Add($"{Controls.TableEnd}");
        }

        var stopped = _parts.Refusals.All.Where(static s => s.ErrorKind == "blocked_by_guard").Take(MostShown).ToList();
        body.Add($"<h2>What they stopped</h2>");
        if (stopped.Count == 0)
        {
            return new Reply("Guards", body.Add($"<p>Nothing since the start.</p>"), problems.Count > 0 ? 400 : 200);
        }

        body.Add($"{Controls.Table("Stopped requests", "Time", "Why", "Ids", "Session")}");
        foreach (var step in stopped)
        {
            body.Add($"<tr><td>{Shown.When(step.At)}</td><td class=\"long\">{step.ErrorMessage}</td><td><a href=\"/dashboard/failures?search={step.Id}\">{step.Id}</a></td><td>{(step.Session.Length > 24 ? step.Session[..24] + "…" : step.Session)}</td></tr>");
        }

        return new Reply("Guards", body.Add($"{Controls.TableEnd}"), problems.Count > 0 ? 400 : 200);
    }
}
