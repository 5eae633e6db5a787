using System.Text.Json.Nodes;

namespace CodeRouter.Config.Stored;

/// <summary>The rows of a version as one JSON text.</summary>
internal static class VersionRows
{
    public static string Write(IEnumerable<StoredEntry> entries) => new JsonArray(
        [.. entries.Select(static e => (JsonNode?)new JsonObject { ["section"] = e.Section, ["name"] = e.Name, ["json"] = e.Json })]).ToJsonString();

    public static IReadOnlyList<EntryEdit> Read(string json) => JsonNode.Parse(json) is not JsonArray rows
        ? []
        : [.. rows.OfType<JsonObject>().Select(static r => new EntryEdit(r["section"]!.GetValue<string>(), r["name"]!.GetValue<string>(), r["json"]!.GetValue<string>(), null))];
}
