using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>One session step by step: what it was taken for, where it went and why, and what tests said.</summary>
internal sealed class SessionTimeline(DashboardParts parts)
{
    private const int PerPage = 100;

    public async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        var store = await parts.BooksAsync(visit.Cancel);
        int offset = Paging.Offset(visit);
        var steps = await store.StepsAsync(new StepQuery { Session = visit.Id, Limit = PerPage + 1, Offset = offset }, visit.Cancel);
        if (steps.Count == 0)
        {
            return Reply.Missing("session of this name");
        }

        var tasks = await store.TasksAsync(visit.Id, null, visit.Cancel);
        string path = "/dashboard/sessions/" + Uri.EscapeDataString(visit.Id);
        var body = new Html().Add($"<dl><dt>Session</dt><dd><code>{visit.Id}</code></dd><dt>Agent</dt><dd>{steps[0].Agent ?? "unknown"}</dd><dt>Repository</dt><dd>{steps[0].Repository ?? "unknown"}</dd><dt>Tasks</dt><dd>{(long)tasks.Count}, {(long)tasks.Count(static t => t.Verdict == Verdict.Successful)} successful, {(long)tasks.Count(static t => t.Verdict == Verdict.Failed)} failed</dd></dl><h2>Steps, oldest first</h2><div class=\"scroll\" tabindex=\"0\" role=\"region\" aria-label=\"Steps\"><table><thead><tr><th scope=\"col\">Time</th><th scope=\"col\">Kind</th><th scope=\"col\">Phase</th><th scope=\"col\">Evidence</th><th scope=\"col\">Model</th><th scope=\"col\">Why</th><th scope=\"col\" class=\"number\">Cost</th><th scope=\"col\" class=\"number\">Cached tokens</th><th scope=\"col\" class=\"number\">Took</th></tr></thead><tbody>");
        foreach (var step in steps.Take(PerPage).Reverse())
        {
            body.Add($"<tr><td>{Shown.When(step.At)}</td><td>{step.Kind.Name()}</td><td>{step.Phase.Name()} <span class=\"dim\">{Shown.Number(step.PhaseConfidence)}</span></td><td>{Evidence(step)}</td><td>{DecisionHeaders.Plain(step.Model ?? "none")} <span class=\"tag\">{step.Tier?.Name() ?? "–"}</span></td><td class=\"long\">{DecisionHeaders.Plain(step.Reason ?? "no decision was due")}{State(step)}<br><a href=\"/dashboard/failures?search={step.Id}\">{step.Id}</a></td><td class=\"number\">{Shown.Usd(step.CostUsd)}</td><td class=\"number\">{Shown.Count(step.Usage.CacheRead)}</td><td class=\"number\">{Shown.Ms(step.TotalMs)}</td></tr>");
        }

        body.Add($"</tbody></table></div>{Paging.Links(path, "", offset, PerPage, steps.Count)}");
        return new Reply("Session", body);
    }

    private static string Evidence(StepRecord step) => step.EvidenceSummary ?? step.EvidenceOutcome?.Name() ?? "–";

    private static Html? State(StepRecord step) => step.State == StepState.Answered ? null : new Html().Add($" <strong class=\"bad\">{step.State.Name()}{(step.ErrorMessage is null ? "" : ": " + step.ErrorMessage)}</strong>");
}
