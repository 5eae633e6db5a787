namespace CodeRouter.Config;

/// <summary>What somebody meant who wrote a name that is not there.</summary>
internal static class Closest
{
    /// <summary>The nearest name when it is near enough to be meant; null else.</summary>
    public static string? To(string written, IEnumerable<string> names)
    {
        string? best = null;
        var least = Math.Max(2, written.Length / 3) + 1;
        foreach (var name in names)
        {
            // One word grown out of the other (planning, plan) is nearer than its letters say.
            var grown = Math.Min(written.Length, name.Length) >= 4
                && (written.StartsWith(name, StringComparison.OrdinalIgnoreCase) || name.StartsWith(written, StringComparison.OrdinalIgnoreCase));
            var distance = grown ? 2 : Distance(written.ToLowerInvariant(), name.ToLowerInvariant(), least);
            if (distance < least)
            {
                (best, least) = (name, distance);
            }
        }

        return best;
    }

    /// <summary>A clause for a remedy: <c>; did you mean 'gpt-5-mini'?</c>, or nothing.</summary>
    public static string Hint(string written, IEnumerable<string> names) => To(written, names) is { } near ? $"; did you mean '{near}'?" : "";

    // Edits with a transposition as one, cut off at the limit: names are short, and the file may be hostile.
    private static int Distance(string a, string b, int limit)
    {
        if (Math.Abs(a.Length - b.Length) >= limit || a.Length > 200)
        {
            return limit;
        }

        int[] before = new int[b.Length + 1], previous = new int[b.Length + 1], current = new int[b.Length + 1];
        for (var j = 0; j <= b.Length; j++)
        {
            previous[j] = j;
        }

        for (var i = 1; i <= a.Length; i++)
        {
            current[0] = i;
            for (var j = 1; j <= b.Length; j++)
            {
                var cost = a[i - 1] == b[j - 1] ? 0 : 1;
                current[j] = Math.Min(Math.Min(current[j - 1], previous[j]) + 1, previous[j - 1] + cost);
                if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1])
                {
                    current[j] = Math.Min(current[j], before[j - 2] + 1);
                }
            }

            (before, previous, current) = (previous, current, before);
        }

        return previous[b.Length];
    }
}
