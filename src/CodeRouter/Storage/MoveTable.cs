using CodeRouter.Storage.Postgres;
using CodeRouter.Storage.Sqlite;
using Npgsql;
using NpgsqlTypes;

namespace CodeRouter.Storage;

/// <summary>One table of the SQLite store on its way: its columns are the same in PostgreSQL, which may have more with defaults.</summary>
internal sealed class MoveTable
{
    // Details carry the time of their step there, so that they can be deleted by age.
    private const string DetailSource = "(SELECT d.seq, s.at, d.json FROM step_detail d JOIN step s ON s.seq = d.seq)";

    private readonly string _source;
    private readonly List<string> _columns;
    private readonly List<string> _key;
    private NpgsqlDbType[] _types = [];

    private MoveTable(string name, string source, List<string> columns, List<string> key) => (Name, _source, _columns, _key) = (name, source, columns, key);

    public string Name { get; }

    /// <summary>Every table there is, so that none that is added later is forgotten; but not the months, which the days fill over there too.</summary>
    public static List<MoveTable> All(SqliteLink from)
    {
        var names = new List<string>();
        using (var rows = from.Query("SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite%' AND name NOT IN ('generation', 'usage_month') ORDER BY name"))
        {
            while (rows.Read())
            {
                names.Add(rows.GetString(0));
            }
        }

        return names.ConvertAll(name => Of(from, name));
    }

    /// <summary>Learns the columns' types over there.</summary>
    /// <exception cref="InvalidOperationException">The table or a column is not known there.</exception>
    public void Describe(PostgresLink to)
    {
        var types = new Dictionary<string, string>(StringComparer.Ordinal);
        using (var rows = to.Query("SELECT column_name::text, data_type::text FROM information_schema.columns WHERE table_schema = current_schema() AND table_name = @table", ("@table", Name)))
        {
            while (rows.Read())
            {
                types.Add(rows.GetString(0), rows.GetString(1));
            }
        }

        _types = [.. _columns.Select(column => types.GetValueOrDefault(column) switch
        {
            "bigint" => NpgsqlDbType.Bigint,
            "text" => NpgsqlDbType.Text,
            "double precision" => NpgsqlDbType.Double,
            "bytea" => NpgsqlDbType.Bytea,
            _ => throw new StoreRefusal($"PostgreSQL has no place for {Name}.{column}: the two stores are of different versions", "Use one version of the program for both."),
        })];
    }

    /// <summary>Copies the next portion behind a key; gives its rows and the last one's key.</summary>
    public (int Rows, object?[] Last) Copy(SqliteLink from, PostgresLink to, object?[] behind, int portion)
    {
        string key = string.Join(", ", _key.Select(static k => $"\"{k}\""));
        string where = behind.Length == 0 ? "" : $" WHERE ({key}) > ({string.Join(", ", behind.Select(static (_, i) => "@k" + i))})";
        (string, object?)[] values = [.. behind.Select(static (value, i) => ("@k" + i, value)), ("@portion", portion)];
        int[] places = [.. _key.Select(k => _columns.IndexOf(k))];
        object?[] last = [];
        int count = 0;
        using var rows = from.Query($"SELECT {Quoted} FROM {_source}{where} ORDER BY {key} LIMIT @portion", values);
        if (!rows.Read())
        {
            return (0, last);
        }

        using var copy = to.Connection.BeginBinaryImport($"COPY {Name} ({Quoted}) FROM STDIN (FORMAT BINARY)");
        do
        {
            copy.StartRow();
            for (int i = 0; i < _types.Length; i++)
            {
                Write(copy, rows, i);
            }

            last = [.. places.Select(i => rows.IsWhole(i) ? (object?)rows.GetInt64(i) : rows.GetString(i))];
            count++;
        }
        while (rows.Read());

        copy.Complete();
        return (count, last);
    }

    /// <summary>Number of rows and the sum of every column of whole numbers, in two halves: one alone may pass 64 bits.</summary>
    public string Sums(ILink link)
    {
        string source = link is SqliteLink ? _source : Name;
        var wholes = _columns.Where((_, i) => _types[i] == NpgsqlDbType.Bigint).Select(static c => $"coalesce(sum(\"{c}\" / 1000000), 0), coalesce(sum(\"{c}\" % 1000000), 0)");
        using var row = link.Query($"SELECT {string.Join(", ", wholes.Prepend("count(*)"))} FROM {source} AS t");
        row.Read();
        return string.Join(' ', Enumerable.Range(0, 1 + (_types.Count(static t => t == NpgsqlDbType.Bigint) * 2)).Select(i => row.GetInt64(i)));
    }

    private string Quoted => string.Join(", ", _columns.Select(static c => $"\"{c}\""));

    private static MoveTable Of(SqliteLink from, string name)
    {
        var columns = new List<string>();
        var key = new SortedDictionary<long, string>();
        using (var rows = from.Query($"PRAGMA table_info({name})"))
        {
            while (rows.Read())
            {
                columns.Add(rows.GetString(1));
                if (rows.GetInt64(5) is > 0 and var place)
                {
                    key.Add(place, rows.GetString(1));
                }
            }
        }

        return name == "step_detail" ? new MoveTable(name, DetailSource, ["seq", "at", "json"], ["seq"]) : new MoveTable(name, name, columns, [.. key.Values]);
    }

    private void Write(NpgsqlBinaryImporter copy, IRows rows, int column)
    {
        if (rows.IsNull(column))
        {
            copy.WriteNull();
            return;
        }

        switch (_types[column])
        {
            case NpgsqlDbType.Bigint:
                copy.Write(rows.GetInt64(column), NpgsqlDbType.Bigint);
                break;
            case NpgsqlDbType.Double:
                copy.Write(rows.GetDouble(column), NpgsqlDbType.Double);
                break;
            case NpgsqlDbType.Bytea:
                copy.Write(rows.GetBytes(column), NpgsqlDbType.Bytea);
                break;
            default:
                copy.Write(PostgresText.Of(rows.GetString(column)), NpgsqlDbType.Text);
                break;
        }
    }
}
