using CodeRouter.Core.Models;
using CodeRouter.Ledger;

namespace CodeRouter.Storage.Sqlite;

/// <summary>The registry's rows: written only where something changed.</summary>
internal sealed class SqliteModels(SqliteLink link)
{
    private const string Newest = """
        SELECT name, valid_from, card FROM model_version m
        WHERE valid_from = (SELECT max(valid_from) FROM model_version n WHERE n.name = m.name) AND card IS NOT NULL
        """;

    public int Keep(IReadOnlyList<ModelCard> models, DateTimeOffset at)
    {
        link.Execute("BEGIN IMMEDIATE");
        var known = Read(Newest).ToDictionary(static m => m.Name, StringComparer.Ordinal);
        var changes = models.Select(m => ModelVersion.Of(m, at)).DistinctBy(static m => m.Name, StringComparer.Ordinal)
            .Where(m => !known.Remove(m.Name, out var before) || before.Card != m.Card).ToList();
        changes.AddRange(known.Keys.Select(name => new ModelVersion(name, at, null)));
        using (var insert = new SqliteStatement(link, "INSERT OR REPLACE INTO model_version VALUES (?, ?, ?)"))
        {
            foreach (var change in changes)
            {
                insert.Bind(change.Name).Bind((long?)StepTime.ToMicros(change.ValidFrom)).Bind(change.Card).Run();
            }
        }

        link.Execute("COMMIT");
        return changes.Count;
    }

    public IReadOnlyList<ModelVersion> All() => Read("SELECT name, valid_from, card FROM model_version ORDER BY name, valid_from");

    private List<ModelVersion> Read(string sql)
    {
        var versions = new List<ModelVersion>();
        using var row = new SqliteStatement(link, sql);
        while (row.Read())
        {
            versions.Add(new ModelVersion(row.GetString(0), StepTime.FromMicros(row.GetInt64(1)), row.GetStringOrNull(2)));
        }

        return versions;
    }
}
