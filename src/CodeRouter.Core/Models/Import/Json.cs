using System.Globalization;
using System.Text.Json;

namespace CodeRouter.Core.Models.Import;

/// <summary>Reading fields that may be missing or of another kind: what does not fit is unknown, never an error.</summary>
internal static class Json
{
    public static string? Text(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.String ? value.GetString() : null;

    public static bool? Flag(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind is JsonValueKind.True or JsonValueKind.False ? value.GetBoolean() : null;

    /// <summary>A positive count; 0 in these tables means "does not apply".</summary>
    public static int? Count(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number is > 0 and <= int.MaxValue ? (int)number : null;

    public static decimal? Money(JsonElement element, string name) =>
        element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number && value.TryGetDecimal(out var number) && number >= 0 ? Short(number) : null;

    /// <summary>The price of writing to the cache. The tables write 0 where there is no surcharge, not where input is free.</summary>
    public static decimal? Surcharge(decimal? write, decimal? input) => write is 0 && input is > 0 ? null : write;

    public static IReadOnlyList<string> Words(JsonElement element, string outer, string inner) =>
        element.TryGetProperty(outer, out var holder) && holder.ValueKind == JsonValueKind.Object && holder.TryGetProperty(inner, out var list) && list.ValueKind == JsonValueKind.Array
            ? [.. list.EnumerateArray().Where(item => item.ValueKind == JsonValueKind.String).Select(item => item.GetString()!)]
            : [];

    /// <summary>The same value without trailing zeros: 3.000000 is written 3.</summary>
    public static decimal Short(decimal value) => decimal.Parse(value.ToString("0.############", CultureInfo.InvariantCulture), CultureInfo.InvariantCulture);
}
