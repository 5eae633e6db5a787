using CodeRouter.Core.Signals;

namespace CodeRouter.Core.Decisions;

/// <summary>What a caller may have meant by a name nobody configured.</summary>
public static class NearestNames
{
    /// <summary>At most <paramref name="count"/> names by edit distance, nearest first, ties in alphabetical order.</summary>
    public static IReadOnlyList<string> To(string asked, IEnumerable<string> names, int count = 3) =>
        [.. names.Distinct(StringComparer.Ordinal)
            .Select(name => (name, distance: Distance(asked, name)))
            .OrderBy(n => n.distance)
            .ThenBy(n => n.name, StringComparer.Ordinal)
            .Take(count)
            .Select(n => n.name)];

    // A shortened or prefixed name ("sonnet", "openai/gpt-5-mini") is nearer than its length says.
    private static double Distance(string asked, string name)
    {
        int edits = EditDistance.Between(asked, name);
        bool within = asked.Length > 2
            && (name.Contains(asked, StringComparison.OrdinalIgnoreCase) || (name.Length > 2 && asked.Contains(name, StringComparison.OrdinalIgnoreCase)));
        return within ? edits * 0.25 : edits;
    }
}
