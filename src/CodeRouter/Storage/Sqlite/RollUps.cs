using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>
/// Sums by hour, by day and by session, kept up in the same transaction as the steps, so that usage over millions of steps reads thousands of
/// rows and is never behind.
/// </summary>
internal sealed class RollUps : IDisposable
{
    private readonly Dictionary<SlotKey, StepSums> _hours = [];
    private readonly Dictionary<SlotKey, StepSums> _days = [];
    private readonly Dictionary<(string Id, string Key), SessionPart> _sessions = [];
    private readonly Dictionary<(string Group, long Slot), StepSums> _groups = [];
    private readonly SqliteStatement _hour;
    private readonly SqliteStatement _day;
    private readonly SqliteStatement _session;
    private readonly SqliteStatement _group;

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
        _group = new SqliteStatement(link, """
            INSERT INTO group_day (token_group, slot, cost, billed, tokens) VALUES (?, ?, ?, ?, ?)
            ON CONFLICT (token_group, slot) DO UPDATE SET cost = cost + excluded.cost, billed = billed + excluded.billed, tokens = tokens + excluded.tokens
            """);
        _session = new SqliteStatement(link, $"""
            INSERT INTO session (id, key_id, agent, repository, first_at, last_at, last_model, last_phase, {columns}) VALUES (?, ?, ?, ?, ?, ?, ?, ?, {marks})
            ON CONFLICT (id, key_id) DO UPDATE SET agent = coalesce(excluded.agent, agent), repository = coalesce(excluded.repository, repository),
            first_at = min(first_at, excluded.first_at), last_at = max(last_at, excluded.last_at),
            last_model = coalesce(excluded.last_model, last_model), last_phase = coalesce(excluded.last_phase, last_phase), {added}
            """);
    }

    public void Add(StepRecord step, long baselineExtra)
    {
        var hour = new SlotKey(
            StepTime.ToMicros(step.At) / StepTime.Hour, step.KeyId ?? "", step.Model ?? "", step.Phase, step.Agent ?? "", step.Tier,
            step.Repository ?? "", step.BaselineModel ?? "");
        if (!_hours.TryGetValue(hour, out var sums))
        {
            _hours.Add(hour, sums = new StepSums());
        }

        sums.Add(step, baselineExtra);
        var id = (step.Session, step.KeyId ?? "");
        if (!_sessions.TryGetValue(id, out var session))
        {
            _sessions.Add(id, session = new SessionPart());
        }

        session.Add(step, baselineExtra);
        if (step.TokenGroup is { } group)
        {
            var day = (group, hour.Slot / 24);
            if (!_groups.TryGetValue(day, out var shared))
            {
                _groups.Add(day, shared = new StepSums());
            }

            shared.Add(step, baselineExtra);
        }
    }

    public void Save()
    {
        // Days from the batch's hours: a batch has few of either.
        foreach (var (key, sums) in _hours)
        {
            Save(_hour, key, sums);
            var day = key with { Slot = key.Slot / 24 };
            if (!_days.TryGetValue(day, out var daily))
            {
                _days.Add(day, daily = new StepSums());
            }

            daily.Add(sums);
        }

        foreach (var (key, sums) in _days)
        {
            Save(_day, key, sums);
        }

        foreach (var ((id, key), part) in _sessions)
        {
            _session.Bind(id).Bind(key).Bind(part.Agent).Bind(part.Repository).Bind((long?)part.FirstAt).Bind((long?)part.LastAt)
                .Bind(part.LastModel).Bind(part.LastPhase?.Name());
            Run(_session, part.Sums);
        }

        foreach (var ((group, slot), sums) in _groups)
        {
            long tokens = sums[Measure.InputTokens] + sums[Measure.CachedInputTokens] + sums[Measure.CacheWriteTokens] + sums[Measure.OutputTokens];
            _group.Bind(group).Bind((long?)slot).Bind((long?)sums[Measure.Cost]).Bind((long?)sums[Measure.Billed]).Bind((long?)tokens).Run();
        }

        Forget();
    }

    public void Forget()
    {
        _groups.Clear();
        _hours.Clear();
        _days.Clear();
        _sessions.Clear();
    }

    public void Dispose()
    {
        _hour.Dispose();
        _day.Dispose();
        _session.Dispose();
        _group.Dispose();
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

    private readonly record struct SlotKey(
        long Slot, string Key, string Model, Phase Phase, string Agent, Tier? Tier, string Repository, string Baseline);

    private sealed class SessionPart
    {
        public StepSums Sums { get; } = new();

        public string? Agent { get; private set; }

        public string? Repository { get; private set; }

        public long FirstAt { get; private set; } = long.MaxValue;

        public long LastAt { get; private set; }

        public string? LastModel { get; private set; }

        public Phase? LastPhase { get; private set; }

        public void Add(StepRecord step, long baselineExtra)
        {
            Sums.Add(step, baselineExtra);
            long at = StepTime.ToMicros(step.At);
            Agent = step.Agent ?? Agent;
            Repository = step.Repository ?? Repository;
            (FirstAt, LastAt) = (Math.Min(FirstAt, at), Math.Max(LastAt, at));
            // A title says nothing about where the work stands.
            if (step.Kind is StepKind.Turn or StepKind.ToolContinuation)
            {
                (LastModel, LastPhase) = (step.Model ?? LastModel, step.Phase);
            }
        }
    }
}
