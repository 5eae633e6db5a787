using System.Text.Json.Nodes;
using CodeRouter.Access;

namespace CodeRouter.Admin;

/// <summary>The shapes that the endpoints take and give, as JSON Schema. A member whose name ends in ? may be absent.</summary>
internal static class OpenApiSchemas
{
    public static JsonObject All()
    {
        var limits = LimitSet.None.Named().Select(static l => (l.Name, Nullable("number"))).ToArray();
        (string, JsonObject)[] keyInput =
        [
            ("name", Type("string")), ("group", Nullable("string")), ("user", Nullable("string")), ("team", Nullable("string")),
            ("role", Words("none", "viewer", "admin", "owner")), ("expires_at", Nullable("string", "A moment to come, an age such as 90d, or now, which shuts the key off until it is given another end")), .. limits,
            ("models", NullableList("Models and model groups it may use; null is all")), ("addresses", NullableList("Addresses or ranges it may be used from; null is anywhere")),
        ];
        (string, JsonObject)[] key =
        [
            ("id", Type("string")), ("masked", Type("string")), ("state", Words("active", "expired", "revoked")), ("created_at", Moment()), ("revoked_at", Nullable("string")), ("revision", Type("integer")), ("used?", Used()), .. keyInput,
        ];
        (string, JsonObject)[] group = [("name", Type("string")), ("description", Nullable("string")), ("ratio", Type("number")), ("models", NullableList("Null is all")), .. limits];
        (string, JsonObject)[] item =
        [
            ("name", Type("string")), ("owner", Words("file", "database", "found")), ("revision", Type("integer")), ("shadows_file", Type("boolean")), ("removed", Type("boolean")),
            ("line?", Type("integer", "Where it stands in the file")), ("changed_at?", Moment()), ("changed_by?", Type("string")), ("item", Open("As the configuration file would have it; credentials are dots")), ("warnings?", ListOf("Problem", "Of the whole configuration as it is now")),
        ];
        (string, JsonObject)[] version = [("number", Type("integer")), ("at", Moment()), ("actor", Type("string")), ("summary", Type("string"))];
        return new JsonObject
        {
            ["KeyInput"] = Object(But(keyInput, "name")),
            ["KeyChange"] = Object(But(keyInput)),
            ["Key"] = Object([.. key, ("warnings?", ListOf("Problem"))]),
            ["NewKey"] = Object([.. key, ("key", Type("string", "The key itself: shown now and never again")), ("warnings", ListOf("Problem"))]),
            ["KeyList"] = Object(("keys", ListOf("Key"))),
            ["TokenGroupInput"] = Object(But(group, "name")),
            ["TokenGroupChange"] = Object(But(group)),
            ["TokenGroup"] = Object([.. group, ("created_at", Moment()), ("revision", Type("integer")), ("used?", Used())]),
            ["TokenGroupList"] = Object(("groups", ListOf("TokenGroup"))),
            ["ItemInput"] = Open("As the configuration file would have it, with its name; a signal also has type (keywords, phases …), a setting has value. Dots where a credential stood keep it."),
            ["Item"] = Object(item),
            ["ItemList"] = new JsonObject { ["type"] = "object", ["additionalProperties"] = ListOf("Item") },
            ["Problem"] = Object(("field", Type("string")), ("line", Type("integer")), ("message", Type("string")), ("remedy", Type("string"))),
            ["Error"] = Object(("error", Object(("type", Type("string")), ("code", Type("string")), ("message", Type("string")), ("id", Type("string", "Also in the log and on /dashboard/failures")), ("problems?", ListOf("Problem"))))),
            ["Config"] = Object(("generation", Type("integer")), ("yaml", Type("string")), ("warnings", ListOf("Problem"))),
            ["ConfigInput"] = Object(("yaml", Type("string", "The whole configuration; dots where a credential stands keep it"))),
            ["ConfigCheck"] = Object(("problems", ListOf("Problem")), ("lines", new JsonObject { ["type"] = "array", ["items"] = Type("string", "Begins with + or -") })),
            ["ConfigVersion"] = Object([.. version, ("yaml?", Type("string", "Of one version asked for by its number"))]),
            ["ConfigVersionList"] = Object(("versions", ListOf("ConfigVersion"))),
            ["Diff"] = Object(("from", Type("integer")), ("to", Type("string", "Number of the later version, or now")), ("lines", new JsonObject { ["type"] = "array", ["items"] = Type("string", "Begins with + or -") })),
            ["RolledBack"] = Object(("rolled_back_to", Type("integer")), ("generation", Type("integer"))),
            ["Usage"] = Open("As GET /v1/coderoute/usage, which /openapi.json describes"),
            ["AuditEntry"] = Object(("number", Type("integer")), ("at", Moment()), ("actor", Type("string")), ("action", Type("string")), ("target", Type("string")), ("detail", Nullable("string")), ("address", Nullable("string"))),
            ["AuditList"] = Object(("audit", ListOf("AuditEntry"))),
            ["ChannelHealth"] = Object(("name", Type("string")), ("enabled", Type("boolean")), ("state", Type("string")), ("error_rate", Type("number")), ("first_content_ms?", Type("number")), ("retry_in_s?", Type("number"))),
            ["ChannelTest"] = Object(("name", Type("string")), ("ok", Type("boolean")), ("status", Nullable("integer")), ("ms", Type("number")), ("says", Type("string"))),
            ["Routing"] = Object(("paused", Type("boolean"))),
        };
    }

    private static JsonObject Object(params ReadOnlySpan<(string Name, JsonObject Schema)> members)
    {
        var properties = new JsonObject();
        var required = new JsonArray();
        foreach (var (name, schema) in members)
        {
            string plain = name.TrimEnd('?');
            properties[plain] = schema.DeepClone();
            if (plain.Length == name.Length)
            {
                required.Add(plain);
            }
        }

        var made = new JsonObject { ["type"] = "object", ["properties"] = properties };
        if (required.Count > 0)
        {
            made["required"] = required;
        }

        return made;
    }

    /// <summary>What is sent: nothing has to be there but these.</summary>
    private static (string, JsonObject)[] But((string Name, JsonObject Schema)[] members, params string[] needed) =>
        [.. members.Select(m => (needed.Contains(m.Name) ? m.Name : m.Name + "?", m.Schema))];

    private static JsonObject Moment() => new() { ["type"] = "string", ["format"] = "date-time" };

    private static JsonObject Type(string type, string? says = null)
    {
        var schema = new JsonObject { ["type"] = type };
        if (says is not null)
        {
            schema["description"] = says;
        }

        return schema;
    }

    private static JsonObject Nullable(string type, string? says = null)
    {
        var schema = Type(type, says);
        schema["type"] = new JsonArray(type, "null");
        return schema;
    }

    private static JsonObject NullableList(string says) => new() { ["type"] = new JsonArray("array", "null"), ["items"] = Type("string"), ["description"] = says };

    private static JsonObject ListOf(string schema, string? says = null)
    {
        var list = Type("array", says);
        list["items"] = new JsonObject { ["$ref"] = "#/components/schemas/" + schema };
        return list;
    }

    private static JsonObject Words(params ReadOnlySpan<string> words) => new() { ["type"] = "string", ["enum"] = new JsonArray([.. words.ToArray().Select(static w => (JsonNode?)w)]) };

    private static JsonObject Used() => new() { ["type"] = "object", ["additionalProperties"] = Type("number"), ["description"] = "What is used of each budget by now, by the budget's name; where one or all are asked for" };

    private static JsonObject Open(string says) => new() { ["type"] = "object", ["additionalProperties"] = true, ["description"] = says };
}
