using System.Text.Json;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Tasks;

/// <summary>Reads calls and results of a conversation tail from their line form.</summary>
internal static class TailLines
{
    private const int MaxItems = 256;

    /// <summary>The last calls with their results, paired by position.</summary>
    public static List<Exchange> Read(JsonElement root)
    {
        var calls = Items(root, "last_tool_calls");
        var results = Items(root, "last_tool_results");
        var flags = Items(root, "tool_error_flags");
        var exchanges = new List<Exchange>(results.Count);
        for (int i = 0; i < results.Count; i++)
        {
            var call = i < calls.Count ? calls[i] : calls.Count > 0 && results.Count < calls.Count ? calls[^1] : default;
            bool? flag = i < flags.Count && flags[i].ValueKind is JsonValueKind.True or JsonValueKind.False ? flags[i].ValueKind == JsonValueKind.True : null;

            // Many recorders write false where the client has no flag at all: only true is a statement.
            exchanges.Add(new Exchange(Use(call), String(results[i]), flag is true ? true : null));
        }

        return exchanges;
    }

    public static List<Exchange> ReadRecent(JsonElement root)
    {
        var exchanges = new List<Exchange>();
        foreach (var item in Items(root, "recent_steps"))
        {
            if (item.ValueKind == JsonValueKind.Object)
            {
                exchanges.Add(new Exchange(Use(item), StepClassifier.Text(item, "result_tail"), null));
            }
        }

        return exchanges;
    }

    private static ToolUse Use(JsonElement call)
    {
        if (call.ValueKind != JsonValueKind.Object)
        {
            return TextSteps.Use("", "");
        }

        return TextSteps.Use(StepClassifier.Text(call, "name") ?? "", StepClassifier.Text(call, "args_summary") ?? (call.TryGetProperty("arguments", out var raw) ? String(raw) : ""));
    }

    private static string String(JsonElement value) => value.ValueKind == JsonValueKind.String ? value.GetString()! : value.ValueKind == JsonValueKind.Undefined ? "" : value.GetRawText();

    private static List<JsonElement> Items(JsonElement root, string name) =>
        !root.TryGetProperty(name, out var list) ? []
        : list.ValueKind == JsonValueKind.Array ? [.. list.EnumerateArray().Take(MaxItems)]
        // One result, not put in a list.
        : list.ValueKind == JsonValueKind.String ? [list] : [];
}
