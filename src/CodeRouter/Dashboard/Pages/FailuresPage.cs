using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Requests that did not end in a whole answer; and any request by the id its answer or error carried.</summary>
internal sealed class FailuresPage(DashboardParts parts)
{
    private const int PerPage = 50;

    /// <summary>From the books, and of those that were turned away before the books, the latest.</summary>
    private async Task<IReadOnlyList<StepRecord>> LatestAsync(ILedgerStore store, int offset, CancellationToken cancel)
    {
        var refused = parts.Refusals.All;
        int skipped = Math.Max(0, offset - refused.Count);
        var failed = await store.StepsAsync(new StepQuery { FailedOnly = true, Limit = offset - skipped + PerPage + 1, Offset = skipped }, cancel);
        return [.. failed.Concat(refused).OrderByDescending(static s => s.At).Skip(offset - skipped).Take(PerPage + 1)];
    }

    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        string search = visit.Query("search") ?? "";
        int offset = Paging.Offset(visit);
        var store = await parts.BooksAsync(visit.Cancel);
        var body = Paging.Search("/dashboard/failures", search, "Id of a decision, an error or a request (hash)");
        IReadOnlyList<StepRecord> found = search.Length == 0 ? await LatestAsync(store, offset, visit.Cancel)
            : (await store.FindAsync(search, null, visit.Cancel) ?? parts.Refusals.Find(search)) is { } one ? [one]
            : [];
        if (found.Count == 0)
        {
            return new Reply("Failures", body.Add($"<p>{(search.Length > 0 ? "There is no request with this id. Take it from X-CodeRouter-Decision or from the error." : "No data yet: no request has failed.")}</p>"));
        }

        body.Add($"<div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Requests\"><table><thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Ended</th><th scope=\"col\" class=\"number\">Status</th><th scope=\"col\">Model</th><th scope=\"col\">What was said</th><th scope=\"col\">Ids</th><th scope=\"col\">Session</th></tr></thead><tbody>");
        foreach (var step in found.Take(PerPage))
        {
            body.Add($"<tr><td>{Shown.When(step.At)}</td><td>{step.State.Name()}</td><td class=\"number\">{(long)step.Status}</td><td>{step.Model ?? step.AskedModel}</td><td class=\"long\">{step.ErrorMessage ?? step.Reason}<br><span class=\"dim\">{step.Attempts}</span></td><td>{step.Id}<br>{step.ErrorId}</td><td>{Session(step)}</td></tr>");
        }

        body.Add($"</tbody></table></div>");
        return new Reply(search.Length > 0 ? "Request" : "Failures", body.Add($"{Paging.Links("/dashboard/failures", search, offset, PerPage, found.Count)}"));
    }

    // What was turned away before it was journalled belongs to no session of the books.
    private static Html? Session(StepRecord step) => step.Session.Length == 0 || step.State == StepState.Refused ? null
        : new Html().Add($"<a href=\"/dashboard/sessions/{Uri.EscapeDataString(step.Session)}\">{(step.Session.Length > 24 ? step.Session[..24] + "…" : step.Session)}</a>");
}
