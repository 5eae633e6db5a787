using System.Globalization;
using System.Text.Json;

namespace CodeRouter.Access;

/// <summary>Keys and token groups as people and programs are shown them: everything but the secret.</summary>
public static class AccessJson
{
    /// <param name="used">Of each budget by now; null where nobody asked the books.</param>
    public static void Members(Utf8JsonWriter writer, ApiKey key, DateTimeOffset now, IReadOnlyDictionary<string, decimal>? used = null)
    {
        writer.WriteString("id", key.Id);
        writer.WriteString("masked", $"{KeyText.Prefix}{key.Id}-…");
        writer.WriteString("name", key.Name);
        writer.WriteString("group", key.Group);
        writer.WriteString("user", key.User);
        writer.WriteString("team", key.Team);
        writer.WriteString("role", key.Role.ToString().ToLowerInvariant());
        writer.WriteString("state", StateOf(key, now));
        writer.WriteString("created_at", Moment(key.CreatedAt));
        writer.WriteString("expires_at", Moment(key.ExpiresAt));
        writer.WriteString("revoked_at", Moment(key.RevokedAt));
        Members(writer, key.Limits, used);
        Words(writer, "models", key.Models);
        Words(writer, "addresses", key.Addresses);
        writer.WriteNumber("revision", key.Revision);
    }

    public static void Members(Utf8JsonWriter writer, TokenGroup group, IReadOnlyDictionary<string, decimal>? used = null)
    {
        writer.WriteString("name", group.Name);
        writer.WriteString("description", group.Description);
        Members(writer, group.Limits, used);
        Words(writer, "models", group.Models);
        writer.WriteNumber("ratio", group.Ratio);
        writer.WriteString("created_at", Moment(group.CreatedAt));
        writer.WriteNumber("revision", group.Revision);
    }

    public static string StateOf(ApiKey key, DateTimeOffset now) => key.RevokedAt is not null ? "revoked" : key.ExpiresAt <= now ? "expired" : "active";

    private static void Members(Utf8JsonWriter writer, LimitSet limits, IReadOnlyDictionary<string, decimal>? used)
    {
        foreach (var (name, value) in limits.Named())
        {
            if (value is { } known)
            {
                writer.WriteNumber(name, known);
            }
            else
            {
                writer.WriteNull(name);
            }
        }

        if (used is not null)
        {
            writer.WriteStartObject("used");
            foreach (var (name, amount) in used)
            {
                // Dividing by a one of full scale drops the zeros behind the last digit.
                writer.WriteNumber(name, amount / 1.0000000000000000000000000000m);
            }

            writer.WriteEndObject();
        }
    }

    private static void Words(Utf8JsonWriter writer, string name, IEnumerable<string>? words)
    {
        if (words is null)
        {
            writer.WriteNull(name);
            return;
        }

        writer.WriteStartArray(name);
        foreach (string word in words.Order(StringComparer.Ordinal))
        {
            writer.WriteStringValue(word);
        }

        writer.WriteEndArray();
    }

    private static string? Moment(DateTimeOffset? at) => at?.UtcDateTime.ToString("O", CultureInfo.InvariantCulture);
}
