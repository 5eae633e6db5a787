using System.Buffers;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRouter.Access;

namespace CodeRouter.Admin;

/// <summary>What changed of a key or token group, for the audit log: <c>budget_usd 5 → 20, models none → gpt-5-mini</c>. No secret is among it.</summary>
internal static class AccessChanges
{
    private const int Longest = 200;

    /// <summary>Its own business, not somebody's choice.</summary>
    private static readonly string[] Unchosen = ["id", "masked", "state", "created_at", "revoked_at", "revision"];

    /// <param name="before">Null where it is new; then what it has.</param>
    public static string Of(ApiKey? before, ApiKey after) => Of(Json(before), Json(after), ["name", "role", "group"]);

    /// <param name="before">Null where it is new.</param>
    /// <param name="after">Null where it is gone; then what it had.</param>
    public static string Of(TokenGroup? before, TokenGroup? after) => before is null ? Of(null, Json(after), ["name"]) : after is null ? Of(null, Json(before), ["name"]) : Of(Json(before), Json(after), []);

    /// <param name="known">Members that a note about something new says already.</param>
    private static string Of(JsonObject? before, JsonObject? after, string[] known) => string.Join(", ", (after ?? []).Where(m => !Unchosen.Contains(m.Key)).Select(m =>
    {
        string now = Says(m.Value), then = Says(before?[m.Key]);
        return now == then || (before is null && known.Contains(m.Key)) ? null : before is null ? $"{m.Key} {now}" : $"{m.Key} {then} → {now}";
    }).OfType<string>());

    private static string Says(JsonNode? value)
    {
        string text = value switch { null => "none", JsonArray words => string.Join(" ", words.Select(static w => w!.ToString())), _ => value.ToString() };
        return text.Length > Longest ? text[..Longest] + "…" : text;
    }

    private static JsonObject? Json(ApiKey? key) => key is null ? null : Json(json => AccessJson.Members(json, key, default));

    private static JsonObject? Json(TokenGroup? group) => group is null ? null : Json(json => AccessJson.Members(json, group));

    private static JsonObject? Json(Action<Utf8JsonWriter> members)
    {
        var buffer = new ArrayBufferWriter<byte>();
        using (var json = new Utf8JsonWriter(buffer))
        {
            json.WriteStartObject();
            members(json);
            json.WriteEndObject();
        }

        return JsonNode.Parse(buffer.WrittenSpan) as JsonObject;
    }
}
