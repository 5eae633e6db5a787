using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Postgres;

/// <summary>Adds a batch's sums to the rows of hours, days and sessions: one statement each, its rows in one order, so that no two gateways wait for each other.</summary>
internal sealed class PostgresRollUps(int shard)
{
    private static readonly string[] Slot = ["slot", "key_id", "model", "phase", "agent", "tier", "repository", "baseline_model"];

    public void Save(PostgresLink link, RollUpSums batch)
    {
        Save(link, "usage_hour", batch.Hours);
        Save(link, "usage_day", batch.Days());
        Save(link, batch.Sessions);
        Save(link, batch.Groups);
        Save(link, batch.Tallies);
    }

    private void Save(PostgresLink link, string table, IReadOnlyDictionary<SlotKey, StepSums> sums)
    {
        var rows = new ColumnArrays().Wholes("shard", "slot").Texts(Slot.AsSpan(1)).Wholes(UsageSums.Columns);
        foreach (var (key, values) in sums.OrderBy(static s => s.Key, SlotOrder.Instance))
        {
            rows.Add((long?)shard).Add((long?)key.Slot).Add(key.Key).Add(key.Model).Add(key.Phase.Name()).Add(key.Agent).Add(key.Tier?.Name() ?? "")
                .Add(key.Repository).Add(key.Baseline).Add(values).EndRow();
        }

        rows.Run(link, $"""
            INSERT INTO {table} ({rows.Names}) SELECT {rows.Names} FROM {rows.Unnest}
            ON CONFLICT ({string.Join(", ", Slot)}, shard) DO UPDATE SET {Added(table)}
            """);
    }

    private static void Save(PostgresLink link, IReadOnlyDictionary<(string Id, string Key), SessionPart> sessions)
    {
        var rows = new ColumnArrays().Texts("id", "key_id", "agent", "repository").Wholes("first_at", "last_at").Texts("last_model", "last_phase").Wholes(UsageSums.Columns);
        foreach (var ((id, key), part) in sessions.OrderBy(static s => s.Key.Id, StringComparer.Ordinal).ThenBy(static s => s.Key.Key, StringComparer.Ordinal))
        {
            rows.Add(id).Add(key).Add(part.Agent).Add(part.Repository).Add((long?)part.FirstAt).Add((long?)part.LastAt)
                .Add(part.LastModel).Add(part.LastPhase?.Name()).Add(part.Sums).EndRow();
        }

        rows.Run(link, $"""
            INSERT INTO session ({rows.Names}) SELECT {rows.Names} FROM {rows.Unnest}
            ON CONFLICT (id, key_id) DO UPDATE SET agent = coalesce(excluded.agent, session.agent), repository = coalesce(excluded.repository, session.repository),
            first_at = least(session.first_at, excluded.first_at), last_at = greatest(session.last_at, excluded.last_at),
            last_model = coalesce(excluded.last_model, session.last_model), last_phase = coalesce(excluded.last_phase, session.last_phase), {Added("session")}
            """);
    }

    private void Save(PostgresLink link, IReadOnlyDictionary<(string Group, long Day), StepSums> groups)
    {
        var rows = new ColumnArrays().Texts("token_group").Wholes("slot", "shard", "cost", "billed", "tokens");
        foreach (var ((group, day), sums) in groups.OrderBy(static g => g.Key.Group, StringComparer.Ordinal).ThenBy(static g => g.Key.Day))
        {
            rows.Add(group).Add((long?)day).Add((long?)shard).Add((long?)sums[Measure.Cost]).Add((long?)sums[Measure.Billed]).Add((long?)sums.Tokens).EndRow();
        }

        rows.Run(link, $"""
            INSERT INTO group_day ({rows.Names}) SELECT {rows.Names} FROM {rows.Unnest} ON CONFLICT (token_group, slot, shard) DO UPDATE
            SET cost = group_day.cost + excluded.cost, billed = group_day.billed + excluded.billed, tokens = group_day.tokens + excluded.tokens
            """);
    }

    private void Save(PostgresLink link, IReadOnlyDictionary<(TallyKind Kind, string Name, long Hour), long> tallies)
    {
        var rows = new ColumnArrays().Texts("kind", "name").Wholes("slot", "shard", "count");
        foreach (var ((kind, name, hour), count) in tallies.OrderBy(static t => t.Key.Kind).ThenBy(static t => t.Key.Name, StringComparer.Ordinal).ThenBy(static t => t.Key.Hour))
        {
            rows.Add(TallyRows.Word(kind)).Add(name).Add((long?)hour).Add((long?)shard).Add((long?)count).EndRow();
        }

        rows.Run(link, $"""
            INSERT INTO tally ({rows.Names}) SELECT {rows.Names} FROM {rows.Unnest} ON CONFLICT (kind, slot, name, shard) DO UPDATE SET count = tally.count + excluded.count
            """);
    }

    private static string Added(string table) => string.Join(", ", UsageSums.Columns.Select(c => $"{c} = {table}.{c} + excluded.{c}"));

    private sealed class SlotOrder : IComparer<SlotKey>
    {
        public static readonly SlotOrder Instance = new();

        public int Compare(SlotKey x, SlotKey y)
        {
            int order = x.Slot.CompareTo(y.Slot);
            order = order != 0 ? order : string.CompareOrdinal(x.Key, y.Key);
            order = order != 0 ? order : string.CompareOrdinal(x.Model, y.Model);
            order = order != 0 ? order : x.Phase.CompareTo(y.Phase);
            order = order != 0 ? order : string.CompareOrdinal(x.Agent, y.Agent);
            order = order != 0 ? order : Nullable.Compare(x.Tier, y.Tier);
            order = order != 0 ? order : string.CompareOrdinal(x.Repository, y.Repository);
            return order != 0 ? order : string.CompareOrdinal(x.Baseline, y.Baseline);
        }
    }
}
