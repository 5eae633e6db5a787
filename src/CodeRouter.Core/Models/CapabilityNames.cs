namespace CodeRouter.Core.Models;

/// <summary>The spelling of <see cref="Capability"/> in configuration and catalog.</summary>
public static class CapabilityNames
{
    /// <summary>Every word, in the order of the flags: the n-th is bit n.</summary>
    public static IReadOnlyList<string> All { get; } =
        ["tools", "vision", "json_schema", "reasoning", "documents", "audio", "web_search", "code_execution", "computer_use"];

    public static Capability? Parse(string? word)
    {
        for (var i = 0; i < All.Count; i++)
        {
            if (string.Equals(All[i], word?.Trim(), StringComparison.OrdinalIgnoreCase))
            {
                return Flag(i);
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
    public static IEnumerable<string> Names(this Capability flags) => All.Where((_, bit) => flags.HasFlag(Flag(bit)));

    private static Capability Flag(int bit) => (Capability)(1 << bit);
}
