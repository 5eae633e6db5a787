using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The sessions, newest first; each one's steps on a page of its own.</summary>
public sealed partial class SessionsPage(DashboardParts parts)
{
    private const int PerPage = 50;
    private string _search = "";
    private int _offset;
    private IReadOnlyList<SessionSummary> _found = [];

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        if (visit.Id.Length > 0)
        {
            return await new SessionTimeline(parts).AnswerAsync(visit);
        }

        _search = visit.Query("search") ?? "";
        _offset = visit.Offset;
        var store = await parts.BooksAsync(visit.Cancel);
        _found = await store.SessionsAsync(new SessionQuery { Search = _search.Length > 0 ? _search : null, Limit = PerPage + 1, Offset = _offset }, visit.Cancel);
        return Shows("Sessions");
    }

    private static string Short(string id) => id.Length == 0 ? "(without id)" : id.Length > 60 ? id[..60] + "…" : id;
}
