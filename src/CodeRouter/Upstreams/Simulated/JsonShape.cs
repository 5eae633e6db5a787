using System.Text.Json;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>Short ways to look into a body whose shape is not yet known to be right.</summary>
internal static class JsonShape
{
    public static JsonElement? Get(this JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) ? value : null;

    public static JsonElement? Get(this JsonElement? element, string name) => element is { } e ? e.Get(name) : null;

    public static string? Str(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.String } value ? value.GetString() : null;

    public static int? Int(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Number } value && value.TryGetInt32(out int n) ? n : null;

    public static bool Flag(this JsonElement element, string name) => element.Get(name) is { ValueKind: JsonValueKind.True };

    public static bool Has(this JsonElement element, string name) => element.Get(name) is { ValueKind: not JsonValueKind.Null };

    /// <summary>Elements of a list member; nothing where it is missing or no list.</summary>
    public static IEnumerable<JsonElement> Items(this JsonElement element, string name) =>
        element.Get(name) is { ValueKind: JsonValueKind.Array } list ? list.EnumerateArray() : [];

    public static bool IsText(this JsonElement? element) => element is { ValueKind: JsonValueKind.String };

    public static bool IsList(this JsonElement? element) => element is { ValueKind: JsonValueKind.Array };

    /// <summary>Text of a content that is a string or a list of parts with <c>text</c>.</summary>
    public static string PlainText(JsonElement? content)
    {
        if (content is { ValueKind: JsonValueKind.String } text)
        {
            return text.GetString()!;
        }

        return content is { ValueKind: JsonValueKind.Array } parts
            ? string.Join('\n', parts.EnumerateArray().Select(part => part.Str("text")).Where(t => t is not null))
            : "";
    }
}
