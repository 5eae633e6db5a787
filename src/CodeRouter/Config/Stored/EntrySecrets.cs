using System.Text.Json.Nodes;

namespace CodeRouter.Config.Stored;

/// <summary>Credentials within a row: sealed on the way in, opened where the settings are made, and a mask sent back means "as it was".</summary>
internal static class EntrySecrets
{
    /// <summary>Seals what is new, takes over from the row before what came back masked, leaves references to the environment as they are.</summary>
    public static void Seal(JsonNode? json, JsonNode? before, SecretBox box, string place) => Walk(json, before, place, IsSecret(place), (text, old, at) =>
    {
        string? value = SecretKeys.IsMask(text) ? old : text;
        return value is null || SecretKeys.IsReference(value) || SecretBox.IsSealed(value) ? value : box.Seal(value, at);
    });

    /// <summary>What cannot be opened is left out, and its place is told.</summary>
    public static void Open(JsonNode? json, SecretBox box, string place, ICollection<string> lost) => Walk(json, null, place, IsSecret(place), (text, _, at) =>
    {
        if (!SecretBox.IsSealed(text))
        {
            return text;
        }

        string? secret = box.Open(text, at);
        if (secret is null)
        {
            lost.Add(at);
        }

        return secret;
    });

    /// <summary>Where a mask stands for a credential that is there.</summary>
    public static IReadOnlyList<string> Masked(JsonNode json, JsonNode? before, string place)
    {
        var masked = new List<string>();
        Walk(json.DeepClone(), before, place, IsSecret(place), (text, old, at) =>
        {
            if (old is not null && SecretKeys.IsMask(text))
            {
                masked.Add(at[(place.Length + 1)..]);
            }

            return text;
        });
        return masked;
    }

    // The value of a setting that is one has no key of its own that says so.
    private static bool IsSecret(string place) =>
        place.StartsWith(ConfigSection.Settings.Id + "/", StringComparison.Ordinal) && SecretKeys.Holds(place[(place.LastIndexOfAny(['.', '/']) + 1)..]);

    private static void Walk(JsonNode? json, JsonNode? before, string place, bool secret, Func<string, string?, string, string?> change)
    {
        if (json is JsonArray list)
        {
            for (int i = 0; i < list.Count; i++)
            {
                // Items of a list have no name of their own but the one they carry.
                var item = list[i];
                string name = (item as JsonObject)?["name"]?.ToString() ?? "";
                var old = (before as JsonArray)?.FirstOrDefault(o => string.Equals((o as JsonObject)?["name"]?.ToString(), name, StringComparison.Ordinal));
                Walk(item, old, $"{place}/{name}", secret, change);
            }
        }

        if (json is not JsonObject map)
        {
            return;
        }

        foreach (string key in map.Select(static m => m.Key).ToArray())
        {
            var (value, old, at) = (map[key], (before as JsonObject)?[key], $"{place}/{key}");
            bool hidden = (secret && key != "name") || SecretKeys.Holds(key);
            if (hidden && value is JsonValue text && text.TryGetValue(out string? plain))
            {
                map[key] = change(plain, (old as JsonValue)?.TryGetValue(out string? known) == true ? known : null, at);
            }
            else
            {
                Walk(value, old, at, hidden, change);
            }
        }
    }
}
