using System.Text.Json;
using CodeRouter.Storage.Postgres;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Storage;

/// <summary>
/// Moves everything in a SQLite file to PostgreSQL, table by table and a portion at a time. Each portion and how far it came are one
/// transaction, so a move that was interrupted goes on where it was. Counts and sums of both sides are compared at the end.
/// </summary>
public sealed class StoreMove : IDisposable
{
    private const int Portion = 5000;

    private readonly SqliteDatabase _from;
    private readonly PostgresDatabase _to;
    private readonly Action<string> _say;

    private StoreMove(SqliteDatabase from, PostgresDatabase to, Action<string> say) => (_from, _to, _say) = (from, to, say);

    /// <param name="sqlite">The file; nobody may write it meanwhile.</param>
    /// <param name="postgres">Connection string.</param>
    /// <param name="say">Told how far it is, a line at a time.</param>
    /// <exception cref="FileNotFoundException">There is no such file.</exception>
    /// <exception cref="System.Data.Common.DbException">Either store does not answer.</exception>
    public static StoreMove Open(string sqlite, string postgres, Action<string> say)
    {
        if (!File.Exists(sqlite))
        {
            throw new FileNotFoundException($"There is no SQLite store at {sqlite}. Name it with --from, or its folder with --data.", sqlite);
        }

        var from = SqliteDatabase.Open(sqlite);
        try
        {
            return new StoreMove(from, PostgresDatabase.Open(postgres), say);
        }
        catch
        {
            from.Dispose();
            throw;
        }
    }

    /// <summary>Null when everything is there and agrees; else what is wrong, with the remedy.</summary>
    public string? Run()
    {
        using var from = _from.Connect();
        using var to = _to.Connect();
        long identity = IdentityOf(from);
        to.Run("CREATE TABLE IF NOT EXISTS store_move (identity bigint NOT NULL, table_name text NOT NULL, upto text, PRIMARY KEY (identity, table_name))");
        var tables = MoveTable.All(from);
        if (to.Scalar("SELECT count(*) FROM store_move WHERE identity = @identity", ("@identity", identity)) == 0)
        {
            foreach (var table in tables)
            {
                if (to.Scalar($"SELECT 1 FROM {table.Name} LIMIT 1") is not null)
                {
                    return $"The database {_to.Address} holds something already (table {table.Name}), and not from this SQLite store. Name an empty database; nothing was changed.";
                }
            }
        }

        foreach (var table in tables)
        {
            table.Describe(to);
            Move(from, to, identity, table);
        }

        // New rows take numbers behind those that were moved.
        foreach (var (sequence, sql) in (ReadOnlySpan<(string, string)>)[("step_block", "SELECT max(seq) FROM step"), ("task_block", "SELECT max(id) FROM task")])
        {
            to.Run($"SELECT setval('{sequence}', greatest((SELECT last_value FROM {sequence}), @block))", ("@block", ((to.Scalar(sql) ?? 0) / Blocks.Size) + 1));
        }

        foreach (string table in (ReadOnlySpan<string>)["config_version", "audit"])
        {
            to.Run($"SELECT setval(pg_get_serial_sequence('{table}', 'number'), greatest((SELECT coalesce(max(number), 0) FROM {table}), 1))");
        }

        to.Run("UPDATE generation SET number = number + 1");
        to.Run("ANALYZE");
        foreach (var table in tables)
        {
            string here = table.Sums(from), there = table.Sums(to);
            if (!string.Equals(here, there, StringComparison.Ordinal))
            {
                return $"The stores differ in table {table.Name} (SQLite {here}, PostgreSQL {there}). Gateways may have written to one of them meanwhile; move to an empty database again.";
            }

            _say($"{table.Name}: {here.Split(' ')[0]} rows, sums agree");
        }

        return null;
    }

    public void Dispose()
    {
        _from.Dispose();
        _to.Dispose();
    }

    private void Move(SqliteLink from, PostgresLink to, long identity, MoveTable table)
    {
        long moved = 0;
        while (true)
        {
            to.Begin();
            string? upto = null;
            using (var row = to.Query("SELECT upto FROM store_move WHERE identity = @identity AND table_name = @table FOR UPDATE", ("@identity", identity), ("@table", table.Name)))
            {
                upto = row.Read() ? row.GetStringOrNull(0) : null;
            }

            object?[] last = upto is null ? [] : JsonSerializer.Deserialize(upto, MoveJson.Default.JsonElementArray)!.Select(static e => e.ValueKind == JsonValueKind.Number ? (object?)e.GetInt64() : e.GetString()).ToArray();
            var (rows, end) = table.Copy(from, to, last, Portion);
            if (rows == 0)
            {
                to.Run("INSERT INTO store_move VALUES (@identity, @table, @upto) ON CONFLICT (identity, table_name) DO NOTHING", ("@identity", identity), ("@table", table.Name), ("@upto", null));
                to.Commit();
                return;
            }

            string mark = JsonSerializer.Serialize(end.Select(static v => v is long number ? JsonSerializer.SerializeToElement(number, MoveJson.Default.Int64) : JsonSerializer.SerializeToElement((string)v!, MoveJson.Default.String)).ToArray(), MoveJson.Default.JsonElementArray);
            to.Run(
                "INSERT INTO store_move VALUES (@identity, @table, @upto) ON CONFLICT (identity, table_name) DO UPDATE SET upto = excluded.upto",
                ("@identity", identity),
                ("@table", table.Name),
                ("@upto", mark));
            to.Commit();
            moved += rows;
            if (moved % (Portion * 20) == 0)
            {
                _say($"{table.Name}: {moved} rows so far");
            }
        }
    }

    /// <summary>A number the file keeps, so that a move begun is known again.</summary>
    private static long IdentityOf(SqliteLink from)
    {
        from.Run("INSERT INTO generation (name, number) VALUES ('identity', @number) ON CONFLICT (name) DO NOTHING", ("@number", Random.Shared.NextInt64()));
        return from.Scalar("SELECT number FROM generation WHERE name = 'identity'");
    }
}

[System.Text.Json.Serialization.JsonSerializable(typeof(JsonElement[]))]
[System.Text.Json.Serialization.JsonSerializable(typeof(long))]
[System.Text.Json.Serialization.JsonSerializable(typeof(string))]
internal sealed partial class MoveJson : System.Text.Json.Serialization.JsonSerializerContext;
