using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>Adds a batch's sums to the rows of hours, days and sessions, so that usage over millions of steps reads thousands of rows.</summary>
internal sealed class RollUps : IDisposable
{
    private readonly SqliteStatement _hour;
    private readonly SqliteStatement _day;
    private readonly SqliteStatement _session;
    private readonly SqliteStatement _group;
    private readonly SqliteStatement _tally;

    public RollUps(SqliteLink link)
    {
        string columns = string.Join(", ", UsageSums.Columns);
        string marks = string.Join(", ", UsageSums.Columns.Select(static _ => "?"));
        string added = string.Join(", ", UsageSums.Columns.Select(static c => $"{c} = {c} + excluded.{c}"));
        const string Slot = "slot, key_id, model, phase, agent, tier, repository, baseline_model";
        string Upsert(string table) =>
            $"INSERT INTO {table} ({Slot}, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, {marks}) ON CONFLICT ({Slot}) DO UPDATE SET {added}";
        _hour = new SqliteStatement(link, Upsert("usage_hour"));
        _day = new SqliteStatement(link, Upsert("usage_day"));
        _session = new SqliteStatement(link, $"""
            INSERT INTO session (id, key_id, agent, repository, first_at, last_at, last_model, last_phase, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, {marks})
            ON CONFLICT (id, key_id) DO UPDATE SET agent = coalesce(excluded.agent, agent), repository = coalesce(excluded.repository, repository),
            first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at),
            last_model = coalesce(excluded.last_model, last_model), last_phase = coalesce(excluded.last_phase, last_phase), {added}
            """);
        _group = new SqliteStatement(link, """
            INSERT INTO group_day (token_group, slot, cost, billed, tokens) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (token_group, slot) DO UPDATE SET cost = cost + excluded.cost, billed = billed + excluded.billed, tokens = tokens + excluded.tokens
            """);
        _tally = new SqliteStatement(link, "INSERT INTO tally (kind, name, slot, count) VALUES (?, ?, ?, ?) ON CONFLICT (kind, slot, name) DO UPDATE SET count = count + excluded.count");
    }

    public void Save(RollUpSums batch)
    {
        foreach (var (key, sums) in batch.Hours)
        {
            Save(_hour, key, sums);
        }

        foreach (var (key, sums) in batch.Days())
        {
            Save(_day, key, sums);
        }

        foreach (var ((id, key), part) in batch.Sessions)
        {
            _session.Bind(id).Bind(key).Bind(part.Agent).Bind(part.Repository).Bind((long?)part.FirstAt).Bind((long?)part.LastAt)
                .Bind(part.LastModel).Bind(part.LastPhase?.Name());
            Run(_session, part.Sums);
        }

        foreach (var ((group, day), sums) in batch.Groups)
        {
            _group.Bind(group).Bind((long?)day).Bind((long?)sums[Measure.Cost]).Bind((long?)sums[Measure.Billed]).Bind((long?)sums.Tokens).Run();
        }

        foreach (var ((kind, name, hour), count) in batch.Tallies)
        {
            _tally.Bind(TallyRows.Word(kind)).Bind(name).Bind((long?)hour).Bind((long?)count).Run();
        }
    }

    public void Dispose()
    {
        _hour.Dispose();
        _day.Dispose();
        _session.Dispose();
        _group.Dispose();
        _tally.Dispose();
    }

    private static void Save(SqliteStatement statement, SlotKey key, StepSums sums)
    {
        statement.Bind((long?)key.Slot).Bind(key.Key).Bind(key.Model).Bind(key.Phase.Name()).Bind(key.Agent).Bind(key.Tier?.Name() ?? "")
            .Bind(key.Repository).Bind(key.Baseline);
        Run(statement, sums);
    }

    private static void Run(SqliteStatement statement, StepSums sums)
    {
        for (int i = 0; i < UsageSums.Count; i++)
        {
            statement.Bind((long?)sums[(Measure)i]);
        }

        statement.Run();
    }
}
