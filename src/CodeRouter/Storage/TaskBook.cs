using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>
/// Which task a step belongs to: one human turn of a session, from its first words to the next. Kept while writing, because a question
/// over millions of steps cannot find the turns again.
/// </summary>
internal sealed class TaskBook(ITaskRows rows)
{
    private const int MostSessions = 20_000;

    /// <summary>What a feedback that is a verdict makes of a task; what was read from the conversation where it says neither.</summary>
    public const string VerdictSql =
        "CASE feedback_outcome WHEN 'success' THEN 1 WHEN 'failure' THEN -1 WHEN 'partial' THEN 0 WHEN 'cancelled' THEN 0 ELSE evidence END";

    private readonly Dictionary<(string Session, string Key), OpenTask> _newest = [];
    private readonly HashSet<OpenTask> _changed = [];

    /// <summary>What the step asked about last says of the work before it: its tier, and what the test run came to. Null where it says nothing, or the tier is not known.</summary>
    public (Tier Tier, Verdict Verdict)? Judged { get; private set; }

    /// <summary>The step's task; null where it was refused, which is no work.</summary>
    public OpenTask? TaskOf(StepRecord step)
    {
        Judged = null;
        if (step.State == StepState.Refused)
        {
            return null;
        }

        var session = (step.Session, step.KeyId ?? "");
        long at = StepTime.ToMicros(step.At);
        if (!_newest.TryGetValue(session, out var task))
        {
            Remember(session, task = rows.Find(session, long.MaxValue) ?? rows.Insert(session, at));
        }

        if (at < task.StartedAt)
        {
            // A step of a sub-agent may end after the next turn began.
            task = rows.Find(session, at) ?? task;
        }

        Judge(step, task);
        if (step is { HumanTurn: true, Kind: StepKind.Turn })
        {
            if (task.EndsAt(step) && at >= task.StartedAt)
            {
                Remember(session, task = rows.Insert(session, at));
            }

            if (!task.Human)
            {
                (task.Human, task.OpeningHash) = (true, step.RequestHash);
            }
        }

        _changed.Add(task);
        return task;
    }

    /// <summary>Writes what the batch added.</summary>
    public void Save()
    {
        rows.Save(_changed);
        foreach (var task in _changed)
        {
            task.Saved();
        }

        _changed.Clear();
    }

    /// <summary>What was remembered may not be so: the transaction was undone, or others write too.</summary>
    public void Forget()
    {
        _newest.Clear();
        _changed.Clear();
    }

    // What a request says about the execution before it belongs to the task that was open then, even where the same request opens the next.
    private void Judge(StepRecord step, OpenTask before)
    {
        Verdict? verdict = step.EvidenceOutcome switch
        {
            Outcome.TestPassed => Verdict.Successful,
            Outcome.TestFailed => Verdict.Failed,
            _ => null,
        };
        if (verdict is { } known)
        {
            before.Judge(known);
            Judged = before.Tier is { } tier ? (tier, known) : null;
            _changed.Add(before);
        }
    }

    private void Remember((string Session, string Key) session, OpenTask task)
    {
        if (_newest.Count >= MostSessions)
        {
            Save();
            _newest.Clear();
        }

        _newest[session] = task;
    }
}

/// <summary>The task table as the batch under way sees it.</summary>
internal interface ITaskRows
{
    /// <summary>The session's newest task begun at a time (microseconds) or before.</summary>
    OpenTask? Find((string Session, string Key) session, long at);

    OpenTask Insert((string Session, string Key) session, long at);

    /// <summary>Writes what the batch added to these.</summary>
    void Save(IReadOnlyCollection<OpenTask> changed);
}
