using CodeRouter.Config.Stored;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The edited part of the configuration in SQLite.</summary>
public sealed class SqliteConfigStore(SqliteDatabase database) : IConfigStore
{
    public long Generation()
    {
        using var link = database.Connect();
        return link.Scalar("SELECT number FROM generation WHERE name = 'config'");
    }

    public IReadOnlyList<StoredEntry> Load()
    {
        using var link = database.Connect();
        using var row = new SqliteStatement(link, "SELECT section, name, json, revision, changed_at, changed_by FROM config_entry ORDER BY section, name");
        var entries = new List<StoredEntry>();
        while (row.Read())
        {
            entries.Add(new StoredEntry(row.GetString(0), row.GetString(1), row.GetString(2), row.GetInt64(3), StepTime.FromMicros(row.GetInt64(4)), row.GetString(5)));
        }

        return entries;
    }

    public bool Apply(IReadOnlyList<EntryEdit> edits, ConfigVersion version)
    {
        using var link = database.Connect();
        link.Execute("BEGIN IMMEDIATE");
        bool done = false;
        try
        {
            done = edits.All(edit => Apply(link, edit, version));
            if (done)
            {
                using var insert = new SqliteStatement(link, "INSERT INTO config_version (at, actor, summary, entries, text) VALUES (?, ?, ?, ?, ?)");
                insert.Bind((long?)StepTime.ToMicros(version.At)).Bind(version.Actor).Bind(version.Summary).Bind(version.Entries).Bind(version.Text).Run();
            }

            return done;
        }
        finally
        {
            link.Execute(done ? "UPDATE generation SET number = number + 1 WHERE name = 'config'; COMMIT" : "ROLLBACK");
        }
    }

    public IReadOnlyList<ConfigVersion> Versions(int limit, int offset)
    {
        using var link = database.Connect();
        using var row = new Question("SELECT number, at, actor, summary, '', '' FROM config_version").Then("ORDER BY number DESC").Page(limit, offset).On(link);
        return Read(row);
    }

    public ConfigVersion? Version(long number)
    {
        using var link = database.Connect();
        using var row = new Question("SELECT number, at, actor, summary, entries, text FROM config_version").Where("number = @number", "@number", number).On(link);
        return Read(row).FirstOrDefault();
    }

    private static bool Apply(SqliteLink link, EntryEdit edit, ConfigVersion version)
    {
        using var seen = new Question("SELECT revision FROM config_entry").WhereEqual("section", edit.Section).WhereEqual("name", edit.Name).On(link);
        long revision = seen.Read() ? seen.GetInt64(0) : 0;
        if (edit.Seen is { } expected && expected != revision)
        {
            return false;
        }

        using var change = edit.Json is null
            ? new SqliteStatement(link, "DELETE FROM config_entry WHERE section = @section AND name = @name")
            : new SqliteStatement(link, """
                INSERT INTO config_entry (section, name, json, revision, changed_at, changed_by) VALUES (@section, @name, @json, 1, @at, @by)
                ON CONFLICT (section, name) DO UPDATE SET json = @json, revision = revision + 1, changed_at = @at, changed_by = @by
                """);
        change.Bind("@section", edit.Section).Bind("@name", edit.Name).Bind("@json", edit.Json).Bind("@at", StepTime.ToMicros(version.At)).Bind("@by", version.Actor).Run();
        return true;
    }

    private static List<ConfigVersion> Read(SqliteStatement row)
    {
        var versions = new List<ConfigVersion>();
        while (row.Read())
        {
            versions.Add(new ConfigVersion(row.GetInt64(0), StepTime.FromMicros(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)));
        }

        return versions;
    }
}
