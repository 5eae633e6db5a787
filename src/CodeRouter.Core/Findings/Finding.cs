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

        findings.Sort(static (a, b) => b.Length != a.Length ? b.Length.CompareTo(a.Length) : a.Start.CompareTo(b.Start));
        int kept = 0;
        for (int i = 0; i < findings.Count; i++)
        {
            var candidate = findings[i];
            bool free = true;
            for (int j = 0; j < kept && free; j++)
            {
                free = !findings[j].Overlaps(candidate);
            }

            if (free)
            {
                findings[kept++] = candidate;
            }
        }

        findings.RemoveRange(kept, findings.Count - kept);
        findings.Sort(static (a, b) => a.Start.CompareTo(b.Start));
    }
}
