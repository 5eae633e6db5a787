using System.Text.Json;
using CodeRouter.Cache;
using CodeRouter.Core.Models;

namespace CodeRouter.Storage;

/// <summary>What an answering model was, as one column: a list of its tier, whether it was local, vendor, region and retention.</summary>
internal static class AnswererText
{
    public static string Write(AnswererTags? tags)
    {
        if (tags is null)
        {
            return "";
        }

        using var text = new MemoryStream();
        using (var json = new Utf8JsonWriter(text))
        {
            json.WriteStartArray();
            json.WriteStringValue(tags.Tier.ToString());
            json.WriteBooleanValue(tags.IsLocal);
            json.WriteStringValue(tags.Data.Vendor);
            json.WriteStringValue(tags.Data.Region);
            json.WriteStringValue(tags.Data.Retention);
            json.WriteEndArray();
        }

        return System.Text.Encoding.UTF8.GetString(text.ToArray());
    }

    /// <summary>Null where nothing was kept, or what is there is not what was written.</summary>
    public static AnswererTags? Read(string text)
    {
        if (text.Length == 0)
        {
            return null;
        }

        try
        {
            using var json = JsonDocument.Parse(text);
            JsonElement[] parts = [.. json.RootElement.EnumerateArray()];
            return parts.Length == 5 && Enum.TryParse<Tier>(parts[0].GetString(), out var tier)
                ? new AnswererTags(tier, parts[1].GetBoolean(), new DataTags(parts[2].GetString(), parts[3].GetString(), parts[4].GetString()))
                : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException)
        {
            return null;
        }
    }
}
