namespace CodeRouter.Core.Models;

/// <summary>The spelling of <see cref="Capability"/> in configuration and catalog.</summary>
public static class CapabilityNames
{
    private static readonly (string Word, Capability Flag)[] Words =
    [
        ("tools", Capability.Tools),
        ("vision", Capability.Vision),
        ("json_schema", Capability.JsonSchema),
        ("reasoning", Capability.Reasoning),
        ("documents", Capability.Documents),
        ("audio", Capability.Audio),
        ("web_search", Capability.WebSearch),
        ("code_execution", Capability.CodeExecution),
        ("computer_use", Capability.ComputerUse),
    ];

    /// <summary>Every word, in the order of the flags.</summary>
    public static IReadOnlyList<string> All { get; } = [.. Words.Select(word => word.Word)];

    public static Capability? Parse(string? word)
    {
        foreach (var (name, flag) in Words)
        {
            if (string.Equals(name, word?.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return flag;
            }
        }

        return null;
    }

    /// <summary>Words parted by spaces; words that are none are passed over.</summary>
    public static Capability ParseAll(string? words)
    {
        var flags = Capability.None;
        foreach (var word in (words ?? "").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            flags |= Parse(word) ?? Capability.None;
        }

        return flags;
    }

    /// <summary>The words of the set flags, in the order of the flags.</summary>
    public static IEnumerable<string> Names(this Capability flags) =>
        Words.Where(word => flags.HasFlag(word.Flag)).Select(word => word.Word);
}
