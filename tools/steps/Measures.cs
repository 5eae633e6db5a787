namespace CodeRouter.Tools.Steps;

internal static class Measures
{
    public static double Share<T>(IReadOnlyCollection<T> rows, Func<T, bool> holds) => rows.Count == 0 ? double.NaN : rows.Count(holds) / (double)rows.Count;

    /// <summary>Expected calibration error over ten equal bins of confidence.</summary>
    public static double Ece(IReadOnlyCollection<(double Confidence, bool Right)> rows)
    {
        double error = 0;
        foreach (var bin in rows.GroupBy(r => Math.Min(9, (int)(r.Confidence * 10))))
        {
            error += bin.Count() / (double)rows.Count * Math.Abs(bin.Average(b => b.Confidence) - bin.Average(b => b.Right ? 1.0 : 0.0));
        }

        return error;
    }

    public static double MacroF1(IReadOnlyCollection<(string Truth, string Said)> rows)
    {
        var classes = rows.Select(r => r.Truth).Distinct(StringComparer.Ordinal).ToList();
        return classes.Average(c => F1(rows.Count(r => r.Truth == c && r.Said == c), rows.Count(r => r.Truth != c && r.Said == c), rows.Count(r => r.Truth == c && r.Said != c)));
    }

    public static double F1(int hit, int wrong, int missed) => hit == 0 ? 0 : 2.0 * hit / ((2.0 * hit) + wrong + missed);

    /// <summary>Agreement on an ordered scale, distance squared.</summary>
    public static double QuadraticKappa(IReadOnlyCollection<(int Truth, int Said)> rows)
    {
        double observed = 0, expected = 0;
        foreach (var (truth, said) in rows)
        {
            observed += (truth - said) * (truth - said);
        }

        foreach (var a in rows.GroupBy(r => r.Truth))
        {
            foreach (var b in rows.GroupBy(r => r.Said))
            {
                expected += a.Count() * (double)b.Count() / rows.Count * (a.Key - b.Key) * (a.Key - b.Key);
            }
        }

        return expected == 0 ? 1 : 1 - (observed / expected);
    }

    public static double SetF1(IReadOnlyCollection<string> truth, IReadOnlyCollection<string> said)
    {
        int hit = truth.Distinct(StringComparer.Ordinal).Intersect(said, StringComparer.Ordinal).Count();
        return hit == 0 ? 0 : 2.0 * hit / (truth.Distinct(StringComparer.Ordinal).Count() + said.Distinct(StringComparer.Ordinal).Count());
    }
}
