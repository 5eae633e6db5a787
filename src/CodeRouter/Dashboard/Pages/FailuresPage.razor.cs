using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>Requests that did not end in a whole answer; and any request by the id its answer or error carried.</summary>
public sealed partial class FailuresPage(DashboardParts parts)
{
    private const int PerPage = 50;
    private string _search = "";
    private int _offset;
    private IReadOnlyList<StepRecord> _found = [];

    /// <summary>From the books, and of those that were turned away before the books, the latest.</summary>
    private async Task<IReadOnlyList<StepRecord>> LatestAsync(ILedgerStore store, int offset, CancellationToken cancel)
    {
        var refused = parts.Refusals.All;
        int skipped = Math.Max(0, offset - refused.Count);
        var failed = await store.StepsAsync(new StepQuery { FailedOnly = true, Limit = offset - skipped + PerPage + 1, Offset = skipped }, cancel);
        return [.. failed.Concat(refused).OrderByDescending(static s => s.At).Skip(offset - skipped).Take(PerPage + 1)];
    }

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        (_search, _offset) = (visit.Query("search") ?? "", visit.Offset);
        var store = await parts.BooksAsync(visit.Cancel);
        _found = _search.Length == 0 ? await LatestAsync(store, _offset, visit.Cancel)
            : (await store.FindAsync(_search, null, visit.Cancel) ?? await parts.Refusals.FindAsync(_search, null, visit.Cancel)) is { } one ? [one]
            : [];
        return Shows(_search.Length > 0 && _found.Count > 0 ? "Request" : "Failures");
    }
}
