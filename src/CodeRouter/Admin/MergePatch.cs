using System.Text.Json.Nodes;

namespace CodeRouter.Admin;

/// <summary>JSON merge patch (RFC 7396): members given take the place of what was there, null takes them out, maps are merged within.</summary>
internal static class MergePatch
{
    public static JsonObject Apply(JsonObject before, JsonObject patch)
    {
        var merged = (JsonObject)before.DeepClone();
        foreach (var (name, value) in patch)
        {
            if (value is null)
            {
                merged.Remove(name);
            }
            else
            {
                merged[name] = value is JsonObject inner ? Apply(merged[name] as JsonObject ?? [], inner) : value.DeepClone();
            }
        }

        return merged;
    }
}
