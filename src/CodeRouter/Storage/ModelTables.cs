using CodeRouter.Core.Models;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>The registry's rows: written only where something changed.</summary>
internal sealed class ModelTables(ILink link)
{
    private const string Newest = """
        SELECT name, valid_from, card FROM model_version m
        WHERE valid_from = (SELECT max(valid_from) FROM model_version n WHERE n.name = m.name) AND card IS NOT NULL
        """;

    public int Keep(IReadOnlyList<ModelCard> models, DateTimeOffset at)
    {
        link.Begin();
        var known = Read(Newest).ToDictionary(static m => m.Name, StringComparer.Ordinal);
        var changes = models.Select(m => ModelVersion.Of(m, at)).DistinctBy(static m => m.Name, StringComparer.Ordinal)
            .Where(m => !known.Remove(m.Name, out var before) || before.Card != m.Card).ToList();
        changes.AddRange(known.Keys.Select(name => new ModelVersion(name, at, null)));
        foreach (var change in changes)
        {
            link.Run(
                "INSERT INTO model_version (name, valid_from, card) VALUES (@name, @from, @card) ON CONFLICT (name, valid_from) DO UPDATE SET card = excluded.card",
                ("@name", change.Name),
                ("@from", StepTime.ToMicros(change.ValidFrom)),
                ("@card", change.Card));
        }

        link.Commit();
        return changes.Count;
    }

    public IReadOnlyList<ModelVersion> All() => Read("SELECT name, valid_from, card FROM model_version ORDER BY name, valid_from");

    private List<ModelVersion> Read(string sql)
    {
        var versions = new List<ModelVersion>();
        using var row = link.Query(sql);
        while (row.Read())
        {
            versions.Add(new ModelVersion(row.GetString(0), StepTime.FromMicros(row.GetInt64(1)), row.GetStringOrNull(2)));
        }

        return versions;
    }
}
