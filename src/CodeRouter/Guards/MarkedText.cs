using CodeRouter.Core.Conversations;
using CodeRouter.Core.Findings;

namespace CodeRouter.Guards;

/// <summary>Everything that the guards asked for mark in one text.</summary>
internal static class MarkedText
{
    /// <summary>Names longer than this say nothing about a value.</summary>
    public const int LongestMember = 128;

    /// <summary>What the member is called that holds a text, unescaped; empty where that says nothing.</summary>
    /// <param name="decoded">Room for <see cref="LongestMember"/> characters.</param>
    public static ReadOnlySpan<char> Member(ReadOnlySpan<byte> json, TextPlace place, Span<char> decoded) =>
        place.Member.Length is 0 or > LongestMember ? default : decoded[..JsonText.Decode(json.Slice(place.Member.Start, place.Member.Length), decoded)];

    /// <summary>Finds by place, those of each guard apart from one another; finds of two guards may overlap, for one may act where the other only looks.</summary>
    /// <param name="member">What the member is called that holds the text; empty where that says nothing.</param>
    public static void Find(ReadOnlySpan<char> member, ReadOnlySpan<char> text, Sought what, List<Finding> findings)
    {
        findings.Clear();
        int guards = 0;
        for (int i = 0; i < BuiltInGuards.All.Count; i++)
        {
            if (((int)what >> i & 1) != 0)
            {
                BuiltInGuards.Find(i, member, text, findings);
                guards++;
            }
        }

        if (guards == 1)
        {
            FindingList.Settle(findings);
        }
        else if (findings.Count > 1)
        {
            SettleEach(findings);
        }
    }

    private static void SettleEach(List<Finding> findings)
    {
        var all = findings.ToArray();
        findings.Clear();
        var own = new List<Finding>();
        foreach (var guard in all.GroupBy(static f => f.Guard, StringComparer.Ordinal))
        {
            own.Clear();
            own.AddRange(guard);
            FindingList.Settle(own);
            findings.AddRange(own);
        }

        findings.Sort(static (a, b) => a.Start != b.Start ? a.Start.CompareTo(b.Start) : b.End.CompareTo(a.End));
    }
}
