namespace CodeRouter.Core.Findings;

/// <summary>What was found in a text.</summary>
public enum FindingKind
{
    /// <summary>A credential: whoever has the text can act as its owner.</summary>
    Secret,

    /// <summary>Personal data: it names or locates a person.</summary>
    Personal,
}

/// <summary>A span of a text that says something about it.</summary>
/// <param name="Kind">A credential or personal data.</param>
/// <param name="Type">Stable lower-case name, such as <c>aws_access_key_id</c> or <c>email</c>; it stands in placeholders and reports.</param>
/// <param name="Start">First character, in UTF-16 units.</param>
/// <param name="End">One past the last character.</param>
public readonly record struct Finding(FindingKind Kind, string Type, int Start, int End)
{
    public int Length => End - Start;

    /// <summary>The guard that found it, where that is a plugin's.</summary>
    public string? Plugin { get; init; }

    /// <summary>The guard that found it, as configuration names it.</summary>
    public string Guard => Plugin ?? (Kind == FindingKind.Secret ? "secrets" : "pii");

    public bool Overlaps(Finding other) => Start < other.End && other.Start < End;
}

/// <summary>Findings of one text, in order and without overlaps: where two claim a span, the longer one keeps it.</summary>
public static class FindingList
{
    public static void Settle(List<Finding> findings)
    {
        if (findings.Count < 2)
        {
            return;
        }

        findings.Sort(static (a, b) => a.Start.CompareTo(b.Start));
        int kept = 0, from = 0;
        while (from < findings.Count)
        {
            // Only findings of one heap can dispute a span: a text with a hundred thousand of them stays cheap.
            int to = from + 1;
            for (int reach = findings[from].End; to < findings.Count && findings[to].Start < reach; to++)
            {
                reach = Math.Max(reach, findings[to].End);
            }

            int start = kept;
            findings.Sort(from, to - from, LongestFirst);
            for (; from < to; from++)
            {
                var candidate = findings[from];
                if (IsFree(findings, start, kept, candidate))
                {
                    findings[kept++] = candidate;
                }
            }

            findings.Sort(start, kept - start, InOrder);
        }

        findings.RemoveRange(kept, findings.Count - kept);
    }

    private static readonly Comparer<Finding> LongestFirst = Comparer<Finding>.Create(static (a, b) => b.Length != a.Length ? b.Length.CompareTo(a.Length) : a.Start.CompareTo(b.Start));

    private static readonly Comparer<Finding> InOrder = Comparer<Finding>.Create(static (a, b) => a.Start.CompareTo(b.Start));

    private static bool IsFree(List<Finding> findings, int from, int to, Finding candidate)
    {
        for (int i = from; i < to; i++)
        {
            if (findings[i].Overlaps(candidate))
            {
                return false;
            }
        }

        return true;
    }
}
