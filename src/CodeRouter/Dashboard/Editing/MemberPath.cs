using System.Globalization;
using System.Text.Json.Nodes;

namespace CodeRouter.Dashboard.Editing;

/// <summary>Members of an item by path: <c>pricing.prompt_per_1m</c>, <c>endpoints.0.weight</c>.</summary>
internal static class MemberPath
{
    public static JsonNode? Get(JsonNode? at, string path)
    {
        foreach (string step in path.Split('.'))
        {
            at = at switch
            {
                JsonObject map => map[step],
                JsonArray list when Index(step) is { } index && index < list.Count => list[index],
                _ => null,
            };
        }

        return at;
    }

    /// <summary>Null takes the member out, and what is empty then with it.</summary>
    public static void Set(JsonObject root, string path, JsonNode? value)
    {
        if (value is not null || Get(root, path) is not null)
        {
            Set(root, path.Split('.'), value);
        }
    }

    private static void Set(JsonNode at, ReadOnlySpan<string> path, JsonNode? value)
    {
        var below = path.Length == 1 ? value : Below(at, path);
        if (path.Length > 1)
        {
            Set(below!, path[1..], value);
            below = below is JsonObject { Count: 0 } or JsonArray { Count: 0 } ? null : below;
        }

        if (at is JsonArray list && Index(path[0]) is { } index)
        {
            Put(list, index, below);
        }
        else if (at is JsonObject map)
        {
            Put(map, path[0], below);
        }
    }

    private static JsonNode Below(JsonNode at, ReadOnlySpan<string> path) =>
        Get(at, path[0]) is { } known and (JsonObject or JsonArray) ? known : Index(path[1]) is null ? new JsonObject() : new JsonArray();

    private static void Put(JsonArray list, int index, JsonNode? value)
    {
        if (value is null)
        {
            list.RemoveAt(index);
        }
        else if (index >= list.Count)
        {
            list.Add(value);
        }
        else if (!ReferenceEquals(list[index], value))
        {
            list[index] = value;
        }
    }

    private static void Put(JsonObject map, string name, JsonNode? value)
    {
        if (value is null)
        {
            map.Remove(name);
        }
        else if (!ReferenceEquals(map[name], value))
        {
            map[name] = value;
        }
    }

    private static int? Index(string step) => int.TryParse(step, NumberStyles.None, CultureInfo.InvariantCulture, out int index) ? index : null;
}
