using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The sessions, newest first; each one's steps on a page of its own.</summary>
internal sealed class SessionsPage(DashboardParts parts)
{
    private const int PerPage = 50;
    private readonly SessionTimeline _timeline = new(parts);

    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        if (visit.Id.Length > 0)
        {
            return await _timeline.AnswerAsync(visit);
        }

        string search = visit.Query("search") ?? "";
        int offset = Paging.Offset(visit);
        var found = await (await parts.BooksAsync(visit.Cancel)).SessionsAsync(new SessionQuery { Search = search.Length > 0 ? search : null, Limit = PerPage + 1, Offset = offset }, visit.Cancel);
        var body = Paging.Search("/dashboard/sessions", search, "Part of a session's id, agent or repository");
        if (found.Count == 0)
        {
            body.Add($"<p>{(search.Length > 0 ? "Nothing fits." : "No data yet. Point an agent here, and its sessions appear with the first request.")}</p>");
            return new Reply("Sessions", body);
        }

        body.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Sessions\"><table><thead><tr><th scope=\"col\">Session</th><th scope=\"col\">Agent</th><th scope=\"col\">Repository</th><th scope=\"col\">Last step</th><th scope=\"col\">Last model</th><th scope=\"col\">Phase</th><th scope=\"col\" class=\"number\">Requests</th><th scope=\"col\" class=\"number\">Cost</th></tr></thead><tbody>");
        foreach (var session in found.Take(PerPage))
        {
            body.Add($"<tr><td><a href=\"/dashboard/sessions/{Uri.EscapeDataString(session.Id)}\">{Short(session.Id)}</a></td><td>{session.Agent ?? "–"}</td><td>{session.Repository ?? "–"}</td><td>{Shown.When(session.LastAt)}</td><td>{session.LastModel ?? "–"}</td><td>{session.LastPhase ?? "–"}</td><td class=\"number\">{Shown.Count(session.Sums.Whole(Measure.Requests))}</td><td class=\"number\">{UsagePage.Cost(session.Sums)}</td></tr>");
        }

        body.Add($"</tbody></table></div>{Paging.Links("/dashboard/sessions", search, offset, PerPage, found.Count)}");
        return new Reply("Sessions", body);
    }

    private static string Short(string id) => id.Length == 0 ? "(without id)" : id.Length > 60 ? id[..60] + "…" : id;
}
