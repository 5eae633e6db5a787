using System.Text.Json;

namespace CodeRouter.Mcp;

/// <summary>An argument of a tool.</summary>
/// <param name="Type">JSON-schema type.</param>
public sealed record McpArgument(string Name, string Type, string Description, bool IsRequired = false)
{
    /// <summary>The words it may be; empty for any.</summary>
    public IReadOnlyList<string> OneOf { get; init; } = [];
}

/// <summary>What a tool answered: one JSON text, or what went wrong and what to do.</summary>
public sealed record McpAnswer(string Text, bool IsError = false);

/// <summary>Something a client may have done.</summary>
public sealed record McpTool(string Name, string Description, IReadOnlyList<McpArgument> Arguments, Func<JsonElement, CancellationToken, Task<McpAnswer>> CallAsync)
{
    private const int LongestName = 60;

    /// <summary>It leaves something behind; else it only reads.</summary>
    public bool Writes { get; init; }

    /// <summary>What is wrong with the arguments; null when they fit.</summary>
    public string? Misfit(JsonElement arguments)
    {
        if (arguments.ValueKind is not (JsonValueKind.Object or JsonValueKind.Undefined or JsonValueKind.Null))
        {
            return "arguments must be an object";
        }

        // What is passed over in silence looks as if it had been heeded: a question about one session would be answered for all.
        if (arguments.ValueKind == JsonValueKind.Object && arguments.EnumerateObject().Select(static a => a.Name).FirstOrDefault(name => Arguments.All(known => known.Name != name)) is { } unknown)
        {
            return $"{Name} knows no argument {(unknown.Length > LongestName ? unknown[..LongestName] + "…" : unknown)}. {(Arguments.Count == 0 ? "It takes none" : $"Use {string.Join(", ", Arguments.Select(static a => a.Name))}")}.";
        }

        foreach (var argument in Arguments)
        {
            if (arguments.ValueKind != JsonValueKind.Object || !arguments.TryGetProperty(argument.Name, out var value) || value.ValueKind == JsonValueKind.Null)
            {
                if (argument.IsRequired)
                {
                    return $"{Name} needs {argument.Name}: {argument.Description}";
                }

                continue;
            }

            bool fits = argument.Type switch
            {
                "string" => value.ValueKind == JsonValueKind.String,
                "integer" => value.ValueKind == JsonValueKind.Number && value.TryGetInt32(out _),
                _ => value.ValueKind == JsonValueKind.Object,
            };
            if (!fits)
            {
                return $"{argument.Name} must be of type {argument.Type}";
            }

            if (argument.OneOf.Count > 0 && !argument.OneOf.Contains(value.GetString()!, StringComparer.Ordinal))
            {
                return $"{argument.Name} is one of {string.Join(", ", argument.OneOf)}";
            }

            if (argument.IsRequired && value.ValueKind == JsonValueKind.String && string.IsNullOrWhiteSpace(value.GetString()))
            {
                return $"{argument.Name} is empty; {Name} needs {argument.Description}";
            }
        }

        return null;
    }
}
