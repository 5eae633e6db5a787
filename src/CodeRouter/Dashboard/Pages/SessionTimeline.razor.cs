using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>One session step by step: what it was taken for, where it went and why, what tests said, and what else was weighed.</summary>
public sealed partial class SessionTimeline(DashboardParts parts)
{
    private const int PerPage = 30;
    private string _session = "", _agent = "", _repository = "";
    private string? _key;
    private int _offset, _found;
    private IReadOnlyList<StepRecord> _steps = [];
    private IReadOnlyList<TaskSummary> _tasks = [];
    private UsageSums _sums = null!;

    private string Path => SessionPlace.Of(_session);

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        string session = SessionPlace.SessionIn(visit.Id);
        _key = visit.Query("key");
        var store = await parts.BooksAsync(visit.Cancel);
        _offset = visit.Offset;
        var steps = await store.StepsAsync(new StepQuery { Session = session, KeyId = _key, Limit = PerPage + 1, Offset = _offset, WithDetail = true }, visit.Cancel);
        if (steps.Count == 0)
        {
            return Reply.Missing("session of this name");
        }

        _tasks = await store.TasksAsync(session, _key, visit.Cancel);
        _sums = (await store.UsageAsync(new UsageQuery { Session = session, KeyId = _key, SumsOnly = true }, visit.Cancel)).Totals;
        (_session, _agent, _repository) = (session, Newest(steps, static s => s.Agent), Newest(steps, static s => s.Repository));
        (_steps, _found) = ([.. steps.Take(PerPage).Reverse()], steps.Count);
        return Shows("Session");
    }

    // Not every step of a session tells: a client's own small requests often say less.
    private static string Newest(IReadOnlyList<StepRecord> steps, Func<StepRecord, string?> what) => steps.Select(what).FirstOrDefault(static w => w is not null) ?? "unknown";

    /// <summary>How what execution said changed: "tests 3 failed → 2 failed → passed".</summary>
    private static string Progress(IEnumerable<StepRecord> steps)
    {
        var said = new List<string>();
        foreach (string words in steps.Select(static s => s.EvidenceOutcome is null or Outcome.Ok or Outcome.NoOutput ? null : s.EvidenceSummary ?? s.EvidenceOutcome.Value.Name()).OfType<string>())
        {
            if (said.Count == 0 || said[^1] != words)
            {
                said.Add(words);
            }
        }

        return string.Join(" → ", said);
    }

    private static string Evidence(StepRecord step) => step.EvidenceSummary ?? step.EvidenceOutcome?.Name() ?? "–";

    private static string Cache(StepRecord step) =>
        step.CacheHit ? "answered from the answer cache"
        : step.Usage.CacheRead > 0 ? $"warm: {Shown.Count(step.Usage.CacheRead)} of {Shown.Count(step.Usage.TotalInput)} tokens read"
        : step.Usage.CacheWrite > 0 ? $"written: {Shown.Count(step.Usage.CacheWrite)} tokens"
        : step.Usage.TotalInput > 0 ? "cold" : "–";
}
