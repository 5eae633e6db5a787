using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>One session step by step: what it was taken for, where it went and why, what tests said, and what else was weighed.</summary>
internal sealed class SessionTimeline(DashboardParts parts)
{
    private const int PerPage = 30;

    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        var store = await parts.BooksAsync(visit.Cancel);
        int offset = Paging.Offset(visit);
        var steps = await store.StepsAsync(new StepQuery { Session = visit.Id, Limit = PerPage + 1, Offset = offset, WithDetail = true }, visit.Cancel);
        if (steps.Count == 0)
        {
            return Reply.Missing("session of this name");
        }

        var tasks = await store.TasksAsync(visit.Id, null, visit.Cancel);
        string path = "/dashboard/sessions/" + Uri.EscapeDataString(visit.Id);
        StepRecord[] shown = [.. steps.Take(PerPage).Reverse()];
        var body = new Html().Add($"<div id=\"live\"><dl><dt>Session</dt><dd><code>{visit.Id}</code></dd><dt>Agent</dt><dd>{steps[0].Agent ?? "unknown"}</dd><dt>Repository</dt><dd>{steps[0].Repository ?? "unknown"}</dd><dt>Tasks</dt><dd>{(long)tasks.Count}, {(long)tasks.Count(static t => t.Verdict == Verdict.Successful)} successful, {(long)tasks.Count(static t => t.Verdict == Verdict.Failed)} failed</dd>");
        if (Progress(shown) is { Length: > 0 } progress)
        {
            body.Add($"<dt>Evidence</dt><dd>{progress}</dd>");
        }

        body.Add($"</dl><h2>Steps, oldest first</h2>{Controls.Table("Steps", "Time", "Kind", "Phase", "Evidence", "Model", "Why", "#Cost", "Prompt cache", "#Took")}");
        foreach (var step in shown)
        {
            Row(body, step);
        }

        body.Add($"{Controls.TableEnd}{Paging.Links(path, "", offset, PerPage, steps.Count)}</div>");
        if (offset == 0)
        {
            body.Add($"<p><a class=\"button\" href=\"{path}\">Look again</a> <button type=\"button\" data-follow=\"live\" aria-pressed=\"false\" class=\"waits\">Follow live</button></p>");
        }

        return new Reply("Session", body);
    }

    private static void Row(Html body, StepRecord step)
    {
        body.Add($"<tr><td>{Shown.When(step.At)}</td><td>{step.Kind.Name()}{(step.Track == "main" ? null : new Html().Add($"<br><span class=\"dim\">{step.Track}</span>"))}</td><td>{step.Phase.Name()} <span class=\"dim\">{Shown.Number(step.PhaseConfidence)}</span></td><td>{Evidence(step)}</td><td>{DecisionHeaders.Plain(step.Model ?? "none")} <span class=\"tag\">{step.Tier?.Name() ?? "–"}</span></td><td class=\"long\">{DecisionHeaders.Plain(step.Reason ?? "no decision was due")}{State(step)}<br><a href=\"/dashboard/failures?search={step.Id}\">{step.Id}</a> <a href=\"/dashboard/replay?id={step.Id}\">Replay<span class=\"spoken\"> {step.Id}</span></a>");
        if (StepDetail.Of(step.DetailJson) is { } detail)
        {
            detail.Write(body);
        }

        body.Add($"</td><td class=\"number\">{Shown.Usd(step.CostUsd)}</td><td>{Cache(step)}</td><td class=\"number\">{Shown.Ms(step.TotalMs)}</td></tr>");
    }

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

    private static Html? State(StepRecord step) => step.State == StepState.Answered ? null : new Html().Add($" <strong class=\"bad\">{step.State.Name()}{(step.ErrorMessage is null ? "" : ": " + step.ErrorMessage)}</strong>");
}
