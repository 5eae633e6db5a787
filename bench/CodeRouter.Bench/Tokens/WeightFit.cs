using CodeRouter.Core.Tokens;

namespace CodeRouter.Bench.Tokens;

/// <summary>
/// Weights that make the usual relative error small, and leave those alone that count what is not in the request: Cauchy's loss by reweighted
/// least squares, the weights of all models first, then of a vendor's drawn towards those, then of a model's drawn towards its vendor's, the
/// more the fewer requests there are.
/// </summary>
internal static class WeightFit
{
    private const int Rounds = 12;
    private const int Sweeps = 300;
    private const int EnoughForAModel = 5;

    /// <summary>A request this far off counts half.</summary>
    private const double HalfAt = 0.05;

    public static TokenWeights Of(IReadOnlyList<(string[] Kin, double[] Counts, double Counted)> seen, double pull)
    {
        var fitted = new Dictionary<string, double[]>(StringComparer.Ordinal);
        int width = seen[0].Counts.Length;
        double[] scale = new double[width];
        foreach (var (_, counts, counted) in seen)
        {
            for (int i = 0; i < width; i++)
            {
                scale[i] += Math.Min(1, counts[i] * counts[i] / (counted * counted)) / seen.Count;
            }
        }

        fitted[""] = Fit(seen, [.. Enumerable.Range(0, width).Select(i => WeightBounds.Clamp(i, 0))], scale, 0.001);
        foreach (string key in seen.SelectMany(s => s.Kin.Select((key, i) => (key, Rank: s.Kin.Length - i))).Distinct().OrderBy(k => k.Rank).Select(k => k.key))
        {
            var rows = seen.Where(s => s.Kin.Contains(key, StringComparer.Ordinal)).ToList();
            if (!fitted.ContainsKey(key) && rows.Count >= EnoughForAModel)
            {
                string parent = rows[0].Kin.SkipWhile(k => k != key).Skip(1).First(fitted.ContainsKey);
                fitted[key] = Fit(rows, fitted[parent], scale, pull);
            }
        }

        var weights = new TokenWeights();
        foreach (var (key, values) in fitted)
        {
            weights.Set(key, values);
        }

        return weights;
    }

    private static double[] Fit(IReadOnlyList<(string[] Kin, double[] Counts, double Counted)> rows, double[] prior, double[] scale, double pull)
    {
        int width = prior.Length;
        double[] weights = prior;
        for (int round = 0; round < Rounds; round++)
        {
            double[,] normal = new double[width, width + 1];
            double trust = 0;
            foreach (var (_, counts, counted) in rows)
            {
                double residual = Math.Abs(Dot(weights, counts) - counted) / counted;
                double weight = round == 0 ? 1 / Math.Max(1, counts.Max() / counted) : 1 / ((residual * residual) + (HalfAt * HalfAt));
                trust += weight / rows.Count;
                for (int i = 0; i < width; i++)
                {
                    double scaled = weight * counts[i] / counted;
                    for (int j = 0; scaled != 0 && j < width; j++)
                    {
                        normal[i, j] += scaled * counts[j] / counted;
                    }

                    normal[i, width] += scaled;
                }
            }

            for (int i = 0; i < width; i++)
            {
                double held = (pull * trust * scale[i]) + 1e-9;
                normal[i, i] += held;
                normal[i, width] += held * prior[i];
            }

            weights = Solve(normal, weights);
        }

        return weights;
    }

    private static double Dot(double[] weights, double[] counts)
    {
        double sum = 0;
        for (int i = 0; i < weights.Length; i++)
        {
            sum += weights[i] * counts[i];
        }

        return sum;
    }

    /// <summary>The least within the bounds, one weight after the other until none moves (Gauss and Seidel, projected).</summary>
    private static double[] Solve(double[,] m, double[] from)
    {
        double[] solved = [.. from];
        for (int sweep = 0; sweep < Sweeps; sweep++)
        {
            double moved = 0;
            for (int i = 0; i < solved.Length; i++)
            {
                double rest = m[i, solved.Length];
                for (int j = 0; j < solved.Length; j++)
                {
                    rest -= i == j ? 0 : m[i, j] * solved[j];
                }

                double next = WeightBounds.Clamp(i, rest / m[i, i]);
                moved = Math.Max(moved, Math.Abs(next - solved[i]));
                solved[i] = next;
            }

            if (moved < 1e-4)
            {
                break;
            }
        }

        return solved;
    }
}
