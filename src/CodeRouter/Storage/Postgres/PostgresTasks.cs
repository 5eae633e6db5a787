using CodeRouter.Core.Models;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Postgres;

/// <summary>
/// The tasks of one batch's sessions. Read anew for each batch, because other gateways write the same sessions; the session's rows are
/// locked meanwhile, in one order, so that nobody begins a task twice.
/// </summary>
internal sealed class PostgresTasks(PostgresLink link, Blocks numbers) : ITaskRows
{
    private const string Columns = "id, session, key_id, started_at, opening_hash, human, answered, since_raise, tier";

    private readonly Dictionary<long, (OpenTask Task, (string Session, string Key) Of)> _known = [];
    private readonly Dictionary<(string Session, string Key), OpenTask> _newest = [];

    /// <summary>Locks the sessions of these steps, making those that are new, and reads the newest task of each.</summary>
    public void Load(IReadOnlyList<StepRecord> steps)
    {
        var sessions = new ColumnArrays().Texts("session", "key_id").Wholes("at");
        foreach (var group in steps.GroupBy(static s => (PostgresText.Of(s.Session), Key: s.KeyId ?? ""))
            .OrderBy(static g => g.Key.Item1, StringComparer.Ordinal).ThenBy(static g => g.Key.Key, StringComparer.Ordinal))
        {
            long at = StepTime.ToMicros(group.Min(static s => s.At));
            sessions.Add(group.Key.Item1).Add(group.Key.Key).Add((long?)at).EndRow();
        }

        sessions.Run(link, $"INSERT INTO session (id, key_id, first_at, last_at) SELECT session, key_id, at, at FROM {sessions.Unnest} ON CONFLICT DO NOTHING");
        sessions.Run(link, $"SELECT 1 FROM session s JOIN {sessions.Unnest} ON u.session = s.id AND u.key_id = s.key_id ORDER BY s.id, s.key_id FOR UPDATE OF s");
        using var rows = sessions.Query(link, $"""
            SELECT t.* FROM {sessions.Unnest} CROSS JOIN LATERAL (
                SELECT {Columns} FROM task t WHERE t.session = u.session AND t.key_id = u.key_id ORDER BY t.started_at DESC, t.id DESC LIMIT 1) t
            """);
        while (rows.Read())
        {
            var (task, of) = Read(rows);
            _newest[of] = task;
        }
    }

    public OpenTask? Find((string Session, string Key) session, long at)
    {
        if (at == long.MaxValue)
        {
            return _newest.GetValueOrDefault((PostgresText.Of(session.Session), session.Key));
        }

        OpenTask? found = null;
        using (var rows = new Question($"SELECT {Columns} FROM task").WhereEqual("session", session.Session).WhereEqual("key_id", session.Key)
            .Where("started_at <= @at", "@at", at).Then("ORDER BY started_at DESC, id DESC LIMIT 1").On(link))
        {
            if (rows.Read())
            {
                (found, _) = Read(rows);
            }
        }

        // This batch's own are not in the table yet.
        var of = (PostgresText.Of(session.Session), session.Key);
        foreach (var (task, _) in _known.Values.Where(k => k.Of == of && k.Task.StartedAt <= at))
        {
            found = found is null || task.StartedAt > found.StartedAt ? task : found;
        }

        return found;
    }

    public OpenTask Insert((string Session, string Key) session, long at)
    {
        var task = new OpenTask { Id = numbers.Next(link), StartedAt = at };
        var of = (PostgresText.Of(session.Session), session.Key);
        _known.Add(task.Id, (task, of));
        return task;
    }

    public void Save(IReadOnlyCollection<OpenTask> changed)
    {
        var rows = new ColumnArrays().Wholes("id").Texts("session", "key_id").Wholes("started_at", "last_at").Texts("opening_hash")
            .Wholes("human", "steps", "answered", "cost", "since_raise").Texts("tier").Wholes("evidence", "verdict");
        foreach (var task in changed.OrderBy(static t => t.Id))
        {
            var (session, key) = _known[task.Id].Of;
            long? evidence = (long?)task.Evidence ?? 0;
            rows.Add((long?)task.Id).Add(session).Add(key).Add((long?)task.StartedAt).Add((long?)task.LastAt).Add(task.OpeningHash)
                .Add(task.Human ? 1L : 0).Add((long?)task.AddedSteps).Add((long?)task.AddedAnswered).Add((long?)task.AddedCost).Add((long?)task.SinceRaise)
                .Add(task.Tier?.Name()).Add(evidence).Add(evidence).EndRow();
        }

        rows.Run(link, $"""
            INSERT INTO task ({rows.Names}) SELECT {rows.Names} FROM {rows.Unnest}
            ON CONFLICT (id) DO UPDATE SET opening_hash = excluded.opening_hash, human = excluded.human, since_raise = excluded.since_raise,
            tier = excluded.tier, steps = task.steps + excluded.steps, answered = task.answered + excluded.answered, cost = task.cost + excluded.cost,
            last_at = greatest(task.last_at, excluded.last_at),
            evidence = CASE WHEN excluded.evidence <> 0 THEN excluded.evidence ELSE task.evidence END,
            verdict = CASE WHEN excluded.evidence <> 0 AND task.feedback_weight < 3 THEN excluded.evidence ELSE task.verdict END
            """);
    }

    private (OpenTask Task, (string Session, string Key) Of) Read(IRows row)
    {
        long id = row.GetInt64(0);
        if (!_known.TryGetValue(id, out var known))
        {
            known = (new OpenTask
            {
                Id = id,
                StartedAt = row.GetInt64(3),
                OpeningHash = row.GetStringOrNull(4),
                Human = row.GetInt64(5) != 0,
                Answered = (int)row.GetInt64(6),
                SinceRaise = row.GetInt64(7),
                Tier = row.GetStringOrNull(8) is { } tier && Enum.TryParse<Tier>(tier, ignoreCase: true, out var parsed) ? parsed : null,
            }, (row.GetString(1), row.GetString(2)));
            _known.Add(id, known);
        }

        return known;
    }
}
