using System.Globalization;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Storage.Sqlite.Migrations;
using CodeRouter.Tests.Ledger;
using CodeRouter.Tests.Serving;
using SQLitePCL;
using Xunit;

namespace CodeRouter.Tests.Storage;

/// <summary>A store that any earlier version left, with something in every table, opens here with everything still in it.</summary>
public sealed class OlderStores
{
    private const int Rows = 3;

    public static TheoryData<int> Versions() => [.. Enumerable.Range(1, SqliteMigrations.All.Count - 1)];

    [Theory]
    [MemberData(nameof(Versions))]
    public void Of_each_version_every_row_is_kept_and_the_schema_is_the_newest(int version)
    {
        using var folder = new TemporaryFolder();
        string older = folder.File("older.db"), fresh = folder.File("fresh.db");
        _ = SqliteLibrary.Version;
        var before = Leave(older, version);
        Assert.All(before, static t => Assert.True(t.Value > 0, t.Key));

        SqliteDatabase.Open(older).Dispose();
        SqliteDatabase.Open(fresh).Dispose();

        using var made = Opened(fresh);
        using var after = Opened(older);
        Assert.Equal(Texts(made, Schema), Texts(after, Schema));
        Assert.Equal([SqliteMigrations.All.Count.ToString(CultureInfo.InvariantCulture)], Texts(after, "PRAGMA user_version"));
        Assert.Equal(["ok"], Texts(after, "PRAGMA integrity_check"));
        Assert.All(before.Where(t => Texts(after, "SELECT name FROM sqlite_schema WHERE type = 'table'").Contains(t.Key)), t => Assert.True(Count(after, t.Key) >= t.Value, $"{t.Key} had {t.Value} rows, has {Count(after, t.Key)}"));
    }

    [Fact]
    public async Task The_copy_before_an_upgrade_is_of_the_older_version_whichever_program_makes_it()
    {
        using var folder = new TemporaryFolder();
        string older = folder.File("coderouter.db"), copy = folder.File("before.db");
        _ = SqliteLibrary.Version;
        Leave(older, 9);

        await using var program = RunningProgram.Start(["backup", copy, "--data", folder.Path]);
        Assert.Equal(0, await program.ExitAsync());

        foreach (string file in (string[])[older, copy])
        {
            using var store = Opened(file);
            Assert.Equal(["9"], Texts(store, "PRAGMA user_version"));
        }
    }

    [Theory]
    [InlineData("stats")]
    [InlineData("keys list")]
    [InlineData("groups list")]
    [InlineData("channels list")]
    [InlineData("replay --ledger")]
    [InlineData("pause")]
    [InlineData("keys create abc")]
    public async Task Only_a_start_upgrades_a_store_and_whoever_asks_is_told_so(string line)
    {
        using var folder = new TemporaryFolder();
        string older = folder.File("coderouter.db");
        _ = SqliteLibrary.Version;
        Leave(older, 9);

        await using var program = RunningProgram.Start([.. line.Split(' '), "--data", folder.Path]);
        Assert.Equal(1, await program.ExitAsync());
        Assert.Equal("", program.Output);
        Assert.Contains($"(schema 9; this one has {SqliteMigrations.All.Count})", program.Errors, StringComparison.Ordinal);
        Assert.Contains("coderouter serve", program.Errors, StringComparison.Ordinal);
        using var store = Opened(older);
        Assert.Equal(["9"], Texts(store, "PRAGMA user_version"));
    }

    [Fact]
    public async Task An_agent_that_asks_for_the_books_of_another_version_is_told_so_and_may_go_on_asking()
    {
        foreach (var (version, words) in ((int, string)[])[(9, "of an older version"), (SqliteMigrations.All.Count + 1, "written by a newer version")])
        {
            using var folder = new TemporaryFolder();
            string file = folder.File("coderouter.db");
            _ = SqliteLibrary.Version;
            Leave(file, Math.Min(version, SqliteMigrations.All.Count));
            using (var store = Opened(file))
            {
                Run(store, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={version}"));
            }

            const string History = """{"jsonrpc":"2.0","id":1,"method":"tools/call","params":{"name":"history","arguments":{}}}""", Ping = """{"jsonrpc":"2.0","id":2,"method":"ping"}""";
            await using var program = RunningProgram.StartWith($"{History}\n{Ping}\n", ["serve-stdio", "--data", folder.Path]);
            Assert.Equal(0, await program.ExitAsync());
            Assert.Contains(words, program.Output, StringComparison.Ordinal);
            Assert.Contains("\"id\":2", program.Output, StringComparison.Ordinal);
            using var after = Opened(file);
            Assert.Equal([version.ToString(CultureInfo.InvariantCulture)], Texts(after, "PRAGMA user_version"));
        }
    }

    private const string Schema = "SELECT type || ' ' || name || ' ' || coalesce(sql, '') FROM sqlite_schema WHERE name NOT LIKE 'sqlite_%' ORDER BY 1";

    /// <summary>The tables that version had, with the rows in each.</summary>
    private static Dictionary<string, long> Leave(string file, int version)
    {
        using var database = Opened(file);
        foreach (string migration in SqliteMigrations.All.Take(version))
        {
            Run(database, migration);
        }

        Run(database, string.Create(CultureInfo.InvariantCulture, $"PRAGMA user_version={version}"));
        string[] tables = [.. Texts(database, "SELECT name FROM sqlite_schema WHERE type = 'table' AND name NOT LIKE 'sqlite_%'")];
        foreach (string table in tables)
        {
            for (long i = Count(database, table) + 1; i <= Rows; i++)
            {
                string[] values = [.. Texts(database, $"SELECT upper(type) FROM pragma_table_info('{table}') ORDER BY cid").Select(type => type switch
                {
                    "BLOB" => $"x'0{i}'",
                    "TEXT" => $"'{i}'",
                    _ => $"{i}",
                })];
                // Some tables hold one row only, by a check.
                Run(database, $"INSERT OR IGNORE INTO {table} VALUES ({string.Join(", ", values)})");
            }
        }

        return tables.ToDictionary(static t => t, t => Count(database, t), StringComparer.Ordinal);
    }

    private static sqlite3 Opened(string file)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_open(file, out var database));
        return database;
    }

    private static void Run(sqlite3 database, string sql) =>
        Assert.True(raw.sqlite3_exec(database, sql) == raw.SQLITE_OK, $"{raw.sqlite3_errmsg(database).utf8_to_string()}: {sql}");

    private static long Count(sqlite3 database, string table) => long.Parse(Texts(database, $"SELECT count(*) FROM {table}").Single(), CultureInfo.InvariantCulture);

    private static List<string> Texts(sqlite3 database, string sql)
    {
        Assert.Equal(raw.SQLITE_OK, raw.sqlite3_prepare_v2(database, sql, out var statement));
        using (statement)
        {
            var texts = new List<string>();
            while (raw.sqlite3_step(statement) == raw.SQLITE_ROW)
            {
                texts.Add(raw.sqlite3_column_text(statement, 0).utf8_to_string());
            }

            return texts;
        }
    }
}
