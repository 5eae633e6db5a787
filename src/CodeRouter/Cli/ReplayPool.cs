using CodeRouter.Core.Outcomes;

namespace CodeRouter.Cli;

/// <summary>Which models of an outcome table are compared.</summary>
public static class ReplayPool
{
    // The pairs and chains that were found worth their money on open agent outcomes; taken when nobody names a pool.
    private static readonly string[] Usual = ["deepseek-v4-pro", "minimax-m3", "gpt-5.4", "claude-opus-4-8"];

    /// <summary>Names as the table spells them, cheapest first; a name that is not in the table comes back as missing.</summary>
    public static (IReadOnlyList<string> Pool, IReadOnlyList<string> Missing) Of(string? written, IReadOnlyList<OutcomeRow> rows)
    {
        var known = rows.GroupBy(r => r.Model, StringComparer.Ordinal)
            .ToDictionary(g => g.Key, g => (Count: g.Count(), Cost: g.Average(r => r.CostUsd)), StringComparer.Ordinal);
        string? Find(string name) => known.Keys.FirstOrDefault(k => string.Equals(Plain(k), Plain(name), StringComparison.Ordinal));
        string[] asked = written?.Split(',', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries) ?? [];
        if (asked.Length == 0)
        {
            asked = [.. Usual.Where(u => Find(u) is not null)];
            asked = asked.Length > 1 ? asked : [.. known.OrderByDescending(k => k.Value.Count).ThenBy(k => k.Key, StringComparer.Ordinal).Take(5).Select(k => k.Key)];
        }

        var pool = asked.Select(Find).OfType<string>().Distinct(StringComparer.Ordinal).OrderBy(m => known[m].Cost).ToList();
        return (pool, [.. asked.Where(a => Find(a) is null)]);
    }

    /// <summary>The pool's index of a model, spelling aside; −1 when it is not in it.</summary>
    public static int IndexOf(IReadOnlyList<string> pool, string name)
    {
        for (int i = 0; i < pool.Count; i++)
        {
            if (string.Equals(Plain(pool[i]), Plain(name), StringComparison.Ordinal))
            {
                return i;
            }
        }

        return -1;
    }

    /// <summary>"DeepSeek V4 Pro", "deepseek-v4-pro" and "deepseek/deepseek-v4-pro" are one model; so are dots and dashes.</summary>
    private static string Plain(string name) =>
        string.Concat(name[(name.LastIndexOf('/') + 1)..].Where(char.IsLetterOrDigit)).ToLowerInvariant();
}
