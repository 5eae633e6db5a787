using System.Text.Json;

namespace CodeRouter.Ledger;

/// <summary>Members that are left out where they have their usual value.</summary>
internal static class JsonMembers
{
    public static JsonElement? Member(this JsonElement json, string name) =>
        json.TryGetProperty(name, out var value) && value.ValueKind != JsonValueKind.Null ? value : null;

    public static string? Text(this JsonElement json, string name) => json.Member(name)?.GetString();

    public static bool Flag(this JsonElement json, string name) => json.Member(name)?.GetBoolean() ?? false;

    public static int Int(this JsonElement json, string name) => json.Member(name)?.GetInt32() ?? 0;
}
