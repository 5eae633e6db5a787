using System.Diagnostics;
using CodeRouter.Core.Tasks;
using CodeRouter.Hosts.Planning;

namespace CodeRouter.Hosts.Running;

/// <summary>
/// Does a plan, task by task in its order. Where a check judges the work, it begins with the cheapest model: a failure is found out, given
/// back once with the check's output in the same conversation, and then handed to a clearly stronger model that starts from what is settled.
/// </summary>
/// <param name="choose">The model for a task that no check judges.</param>
/// <param name="books">The gateway's books; null when no gateway takes part.</param>
/// <param name="tell">Each step of it as it happens, for people.</param>
public sealed class PlanRun(
    WorkPlan plan, RunOptions options, IWorker worker, ModelLadder ladder, Func<PlannedTask, CancellationToken, Task<Rung>> choose, GatewayBooks? books, RunBook history, Workbench bench,
    string repository, Action<string> tell, TimeProvider clock)
{
    private const int MostTries = 2;
    private readonly string _name = "run-" + Guid.NewGuid().ToString("N")[..12];
    private readonly List<TaskReport> _reports = [];
    private readonly List<(string Title, string Text)> _said = [];
    private int _conversations;

    /// <summary>How it went; when it was stopped, how it went until then.</summary>
    /// <exception cref="GitException">The copy could not be worked with.</exception>
    public async Task<RunReport> RunAsync(CancellationToken cancellationToken)
    {
        string begun = bench.Settled;
        foreach (var task in plan.Tasks)
        {
            if (cancellationToken.IsCancellationRequested)
            {
                _reports.Add(new TaskReport(task.Id, task.Type, task.Words.Title, TaskOutcome.Skipped, [], "It was stopped before this."));
                continue;
            }

            var missing = task.Dependencies.FirstOrDefault(d => _reports.Any(r => r.Id == d && r.Outcome != TaskOutcome.Success));
            _reports.Add(missing is null
                ? await DoAsync(task, cancellationToken).ConfigureAwait(false)
                : new TaskReport(task.Id, task.Type, task.Words.Title, TaskOutcome.Skipped, [], $"It needs {missing}, which was not done."));
        }

        return RunReport.Of(plan.Host.Id, _reports, await bench.DiffAsync(begun, bench.Settled, CancellationToken.None).ConfigureAwait(false), cancellationToken.IsCancellationRequested && _reports.Exists(static r => r.Outcome != TaskOutcome.Success) ? Stopped() : null);
    }

    private string Stopped()
    {
        string kept = string.Join(", ", _reports.Where(static r => r.Outcome == TaskOutcome.Success).Select(static r => r.Id));
        return kept.Length == 0 ? "Stopped. Nothing was changed." : $"Stopped. What {kept} changed is in the repository, nothing else is.";
    }

    private async Task<TaskReport> DoAsync(PlannedTask task, CancellationToken cancellationToken)
    {
        // Whoever names a check expects a change, whatever the words were taken for.
        bool changes = Changes(task.Type) || (plan.Tasks.Count == 1 && options.Verify is not null);
        var attempts = new List<AttemptReport>();
        Rung? at = null;
        long since = 0;
        try
        {
            return await TryAsync(task, changes, attempts, rung => (at, since) = (rung, Stopwatch.GetTimestamp()), cancellationToken).ConfigureAwait(false);
        }
        catch (OperationCanceledException) when (cancellationToken.IsCancellationRequested)
        {
            // What the attempt under way has cost is not settled yet.
            if (at is not null)
            {
                attempts.Add(new AttemptReport(at.Model, at.Tier, null, null, Stopwatch.GetElapsedTime(since).TotalSeconds));
            }

            return new TaskReport(task.Id, task.Type, task.Words.Title, TaskOutcome.Failed, attempts, "It was stopped here, and nothing of it was kept.");
        }
    }

    // under: the model of the attempt under way; null between attempts.
    private async Task<TaskReport> TryAsync(PlannedTask task, bool changes, List<AttemptReport> attempts, Action<Rung?> under, CancellationToken cancellationToken)
    {
        TaskReport Ended(TaskOutcome outcome, string? note) => new(task.Id, task.Type, task.Words.Title, outcome, attempts, note);
        ChildResult? failed = null;

        // What cannot pass yet is not judged by what it would have to pass; the code that follows is.
        string? verify = changes && !task.Words.AwaitsCode ? options.Verify : null;
        for (var rung = await FirstAsync(task, verify, cancellationToken).ConfigureAwait(false); rung is not null; rung = options.Manual ? null : ladder.Above(rung.Tier))
        {
            string prompt = RunPrompts.First(plan, task, _said, verify, failed?.Output), session = $"{_name}-{++_conversations}";
            string? resume = null;
            decimal? before = 0;
            for (int attempt = 1; attempt <= MostTries; attempt++)
            {
                if (options.BudgetUsd is { } budget && Spent(attempts) >= budget)
                {
                    await bench.ResetAsync(cancellationToken).ConfigureAwait(false);
                    return Ended(TaskOutcome.Failed, "The budget of this run is used up. Raise --budget-usd to let it go on.");
                }

                tell($"{task.Id}: {rung.Model} ({Core.Models.TierNames.Name(rung.Tier)}), attempt {attempts.Count + 1}");
                long started = Stopwatch.GetTimestamp();
                under(rung);
                var done = await worker.WorkAsync(
                    new WorkOrder(rung.Model, prompt, session, resume, bench.Root, bench.Folder, changes, changes ? options.Verify : null, options.BudgetUsd - Spent(attempts) + (before ?? 0)), what => tell("  " + what), cancellationToken).ConfigureAwait(false);
                string tree = await bench.SnapshotAsync(cancellationToken).ConfigureAwait(false);
                bool changed = tree != bench.Settled;
                var check = verify is { } command && (changed || Changes(task.Type)) && (done.Problem is null || changed) ? await CheckAsync(command, cancellationToken).ConfigureAwait(false) : null;
                bool? verified = check is null ? null : check is { ExitCode: 0, TimedOut: false };
                decimal? total = books is null ? null : await books.CostAsync(session, cancellationToken).ConfigureAwait(false);
                decimal? cost = total is null ? done.CostUsd : total - before;
                before = total ?? before;
                attempts.Add(new AttemptReport(rung.Model, rung.Tier, verified, cost, Stopwatch.GetElapsedTime(started).TotalSeconds));
                under(null);
                await RememberAsync(task, attempts[^1], session, attempt, cancellationToken).ConfigureAwait(false);
                if (done.Problem is { } problem && verified is not true)
                {
                    await bench.ResetAsync(cancellationToken).ConfigureAwait(false);
                    return Ended(TaskOutcome.Failed, problem);
                }

                if (verified ?? (changed || !Changes(task.Type)))
                {
                    return Ended(TaskOutcome.Success, await SettleAsync(task, changes, tree, done.Text, cancellationToken).ConfigureAwait(false));
                }

                failed = check;
                resume = done.Resume;
                string again = check is null ? RunPrompts.Nothing() : RunPrompts.Again(verify!, check);

                // Where a conversation cannot be gone on with, the next one is told all of it; the files are as the last left them.
                prompt = resume is null ? $"{prompt}\n\nThis was tried already, and what was changed stands in the files.\n{again}" : again;
            }

            await bench.ResetAsync(cancellationToken).ConfigureAwait(false);
        }

        return Ended(TaskOutcome.Failed, failed is null ? "No file was changed." : $"No model passed the check. Its last output:\n{RepositoryTools.Tail(failed.Output, 2000)}");
    }

    // A check makes the cheapest model safe to begin with; without one the right model has to be chosen before.
    private async Task<Rung?> FirstAsync(PlannedTask task, string? verify, CancellationToken cancellationToken)
    {
        if (options.First is { } named)
        {
            return named;
        }

        return verify is not null ? ladder.Lowest : await choose(task, cancellationToken).ConfigureAwait(false);
    }

    private async Task<ChildResult> CheckAsync(string command, CancellationToken cancellationToken)
    {
        tell("  check: " + command);
        var check = await ChildProcess.RunAsync(ChildProcess.Shell(command, bench.Folder), options.VerifyLimit, null, cancellationToken).ConfigureAwait(false);
        tell(check.TimedOut ? "  check: ended, it took longer than --verify-timeout" : check.ExitCode == 0 ? "  check: passed" : $"  check: failed (status {check.ExitCode})");
        return check;
    }

    private async Task<string?> SettleAsync(PlannedTask task, bool changes, string tree, string text, CancellationToken cancellationToken)
    {
        _said.Add((task.Words.Title, text));
        string? kept = changes ? await bench.LandAsync(tree, cancellationToken).ConfigureAwait(false) : null;

        // What the check itself wrote, and what a task that only looks has left, does not stay.
        await bench.ResetAsync(CancellationToken.None).ConfigureAwait(false);
        return kept is null ? text : $"The repository was changed meanwhile, so these changes were not put into it. They are in {kept}: git apply --3way {kept}";
    }

    private async Task RememberAsync(PlannedTask task, AttemptReport attempt, string session, int number, CancellationToken cancellationToken)
    {
        try
        {
            history.Add(new RunEntry(clock.GetUtcNow(), plan.Host.Id, attempt.Model, task.Type.Name(), task.Class.Name(), attempt.Verified, attempt.Seconds, attempt.CostUsd, repository));
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            tell($"  stats will not know of this attempt: {e.Message.TrimEnd('.')}. Name a folder that may be written with --data.");
        }

        if (books is not null && attempt.Verified is { } verified)
        {
            await books.ReportAsync(session, verified, repository, $"{session}-{number}", cancellationToken).ConfigureAwait(false);
        }
    }

    private decimal Spent(List<AttemptReport> now) => _reports.SelectMany(static r => r.Attempts).Concat(now).Sum(static a => a.CostUsd ?? 0);

    private static bool Changes(TaskType type) => type is not (TaskType.Planning or TaskType.Analysis or TaskType.Review);
}
