using System.Globalization;

namespace CodeRouter.Bench;

/// <param name="Gateway">The published executable; null measures nginx and the direct way only.</param>
/// <param name="Root">The repository, for the load script and the default output.</param>
/// <param name="Rounds">How often each way is loaded at each size; the median counts.</param>
/// <param name="Only">start, memory, first or cpu: measures just that; null is all.</param>
/// <param name="Seconds">Length of one measured load; the warm-up before it is as long.</param>
internal sealed record BenchOptions(string? Gateway, string Root, int Rounds, int Seconds, string? Out, string? Only)
{
    private static readonly string[] Valued = ["--gateway", "--root", "--rounds", "--seconds", "--out", "--only"];

    /// <summary>Null with a problem where a word is not known: a mistyped option would measure something else for minutes.</summary>
    public static BenchOptions? Parse(string[] args, out string? problem)
    {
        problem = null;
        for (int i = 0; i < args.Length; i++)
        {
            if (Array.IndexOf(Valued, args[i]) >= 0 && i + 1 < args.Length)
            {
                i++;
            }
            else if (args[i] != "--quick")
            {
                problem = $"{args[i]} is not known, or has no value behind it.";
                return null;
            }
        }

        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        bool quick = args.Contains("--quick", StringComparer.Ordinal);
        int Number(string name, int usual) => Value(name) is { } text ? int.Parse(text, CultureInfo.InvariantCulture) : usual;
        return new(Value("--gateway"), Value("--root") ?? Directory.GetCurrentDirectory(), Number("--rounds", quick ? 1 : 3), Number("--seconds", quick ? 3 : 6), Value("--out"), Value("--only"));
    }

    public bool Measures(string what) => Only is null || string.Equals(Only, what, StringComparison.Ordinal);
}
