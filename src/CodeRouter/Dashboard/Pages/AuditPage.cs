using CodeRouter.Access;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Who changed what, newest first.</summary>
internal sealed class AuditPage(DashboardParts parts)
{
    private const int PerPage = 100;

    public Reply Answer(Visit visit)
    {
        string search = visit.Query("search") ?? "";
        int offset = Paging.Offset(visit);
        var entries = parts.Admin.Audit.Read(new AuditQuery(search.Length > 0 ? search : null, Limit: PerPage + 1, Offset: offset));
        var body = Paging.Search("/dashboard/audit", search, "Part of who, what or detail");
        if (entries.Count == 0)
        {
            return new Reply("Audit log", body.Add($"<p>{(search.Length > 0 ? "Nothing fits." : "Nothing was changed yet.")}</p>"));
        }

        body.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Audit log\"><table><thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Who</th><th scope=\"col\">Did</th><th scope=\"col\">To</th><th scope=\"col\">Detail</th><th scope=\"col\">From</th></tr></thead><tbody>");
        foreach (var entry in entries.Take(PerPage))
        {
            body.Add($"<tr><td>{Shown.When(entry.At)}</td><td>{entry.Actor}</td><td>{entry.Action}</td><td>{entry.Target}</td><td class=\"long\">{entry.Detail}</td><td>{entry.Address ?? "–"}</td></tr>");
        }

        return new Reply("Audit log", body.Add($"</tbody></table></div>{Paging.Links("/dashboard/audit", search, offset, PerPage, entries.Count)}"));
    }
}
