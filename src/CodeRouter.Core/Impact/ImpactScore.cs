using System.Globalization;

namespace CodeRouter.Core.Impact;

/// <summary>
/// One number from what depends on a file. Each part takes a share of what the others left, so the score grows with every reason and
/// never passes 1. Weights are judgement, not fitted; what they are worth against outcomes is stated in docs/code-graph.md.
/// </summary>
internal static class ImpactScore
{
    private const double SpreadWeight = 0.7, ReachWeight = 0.45, PublicWeight = 0.1, HotWeight = 0.12, UntestedWeight = 0.06, CrossWeight = 0.08, EntryWeight = 0.04;

    // 63 direct or 511 transitive dependents are as good as any more.
    private const double SpreadBits = 6, ReachBits = 9;

    public static ImpactReading Judge(ImpactReading reading, FileNode node, int files)
    {
        var reasons = new List<(double Weight, string Text)>();
        double left = 1;
        void Take(double share, string text)
        {
            if (share > 0.004)
            {
                left *= 1 - share;
                reasons.Add((share, text));
            }
        }

        int direct = reading.Direct.Count, transitive = reading.Transitive;
        // In a small repository half of it is much, whatever the number.
        double share = files >= 8 ? Math.Min(1, 1.5 * direct / files) : 0;
        double spread = Math.Max(Math.Min(1, Math.Log2(1 + direct) / SpreadBits), share);
        Take(SpreadWeight * spread, $"used by {Count(direct, "file")}");
        Take(ReachWeight * Math.Min(1, Math.Log2(1 + Math.Max(0, transitive - direct)) / ReachBits), $"reaches {Count(transitive, "file")} in {Count(reading.Depth, "step")}");
        if (direct > 0)
        {
            Take(reading.Public ? PublicWeight : 0, reading.Symbol is null ? "holds public surface" : "is public surface");
            Take(reading.CrossModule ? CrossWeight : 0, $"its dependents live in {Count(reading.Breadth, "folder")}");
            Take(reading.Tests.Count == 0 ? UntestedWeight : 0, "no test reaches it");
        }

        Take(HotWeight * node.History.HotSpot, $"a hot spot: {Count(node.History.Commits, "commit")} by {Count(node.History.Authors, "author")}");
        Take(node.IsEntryPoint ? EntryWeight : 0, "a program starts here");
        if (reasons.Count == 0)
        {
            reasons.Add((0, node.IsTest ? "a test nothing depends on" : "nothing in the repository depends on it"));
        }

        reasons.Sort(static (a, b) => b.Weight.CompareTo(a.Weight));
        return reading with { Impact = Math.Round(1 - left, 4), Reasons = reasons.ConvertAll(static r => r.Text) };
    }

    private static string Count(int number, string word) =>
        string.Create(CultureInfo.InvariantCulture, $"{number} {word}{(number == 1 ? "" : "s")}");
}
