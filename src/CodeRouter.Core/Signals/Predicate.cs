using System.Globalization;

namespace CodeRouter.Core.Signals;

/// <summary>A numeric test as written: <c>{gt: 3}</c>, <c>{gte: 0.5, lt: 0.8}</c>, <c>{equals: 2}</c>; several hold together.</summary>
public static class Predicate
{
    /// <summary>The test; <paramref name="otherwise"/> where nothing numeric is written.</summary>
    public static Func<double, bool> Of(OptionNode? written, Func<double, bool> otherwise)
    {
        var tests = new List<Func<double, bool>>();
        foreach (var (name, node) in written?.Map ?? [])
        {
            if (double.TryParse(node.Scalar, NumberStyles.Float, CultureInfo.InvariantCulture, out double bound))
            {
                tests.Add(name switch
                {
                    "gt" => v => v > bound,
                    "gte" => v => v >= bound,
                    "lt" => v => v < bound,
                    "lte" => v => v <= bound,
                    "equals" or "eq" => v => Math.Abs(v - bound) < 1e-9,
                    _ => _ => false,
                });
            }
        }

        return tests.Count == 0 ? otherwise : value => tests.TrueForAll(t => t(value));
    }
}
