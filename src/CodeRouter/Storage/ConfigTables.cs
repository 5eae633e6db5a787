using CodeRouter.Config.Stored;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>The edited part of the configuration in either store.</summary>
internal sealed class ConfigTables(IDatabase database) : IConfigStore
{
    public long Generation()
    {
        using var link = database.Connect();
        using var row = link.Query("SELECT number FROM generation WHERE name = 'config'");
        return row.Read() ? row.GetInt64(0) : 0;
    }

    public IReadOnlyList<StoredEntry> Load()
    {
        using var link = database.Connect();
        using var row = link.Query("SELECT section, name, json, revision, changed_at, changed_by FROM config_entry ORDER BY section, name");
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
        link.Begin();
        try
        {
            // First, because it makes changes wait for each other: a revision that was seen is still the one that is changed.
            link.Run("UPDATE generation SET number = number + 1 WHERE name = 'config'");
            if (!edits.All(edit => Apply(link, edit, version)))
            {
                link.Rollback();
                return false;
            }

            link.Run(
                "INSERT INTO config_version (at, actor, summary, entries, text) VALUES (@at, @actor, @summary, @entries, @text)",
                ("@at", StepTime.ToMicros(version.At)),
                ("@actor", version.Actor),
                ("@summary", version.Summary),
                ("@entries", version.Entries),
                ("@text", version.Text));
            link.Announce("config");
            link.Commit();
            return true;
        }
        catch
        {
            link.Rollback();
            throw;
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

    private static bool Apply(ILink link, EntryEdit edit, ConfigVersion version)
    {
        long revision;
        using (var seen = new Question("SELECT revision FROM config_entry").WhereEqual("section", edit.Section).WhereEqual("name", edit.Name).On(link))
        {
            revision = seen.Read() ? seen.GetInt64(0) : 0;
        }

        if (edit.Seen is { } expected && expected != revision)
        {
            return false;
        }

        link.Run(
            edit.Json is null
                ? "DELETE FROM config_entry WHERE section = @section AND name = @name"
                : """
                INSERT INTO config_entry (section, name, json, revision, changed_at, changed_by) VALUES (@section, @name, @json, 1, @at, @by)
                ON CONFLICT (section, name) DO UPDATE SET json = @json, revision = config_entry.revision + 1, changed_at = @at, changed_by = @by
                """,
            [("@section", edit.Section), ("@name", edit.Name), .. edit.Json is null ? [] : new (string, object?)[] { ("@json", edit.Json), ("@at", StepTime.ToMicros(version.At)), ("@by", version.Actor) }]);
        return true;
    }

    private static List<ConfigVersion> Read(IRows row)
    {
        var versions = new List<ConfigVersion>();
        while (row.Read())
        {
            versions.Add(new ConfigVersion(row.GetInt64(0), StepTime.FromMicros(row.GetInt64(1)), row.GetString(2), row.GetString(3), row.GetString(4), row.GetString(5)));
        }

        return versions;
    }
}
