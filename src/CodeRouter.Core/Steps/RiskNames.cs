namespace CodeRouter.Core.Steps;

/// <summary>Spellings of <see cref="Risk"/>.</summary>
public static class RiskNames
{
    private static readonly (Risk Risk, string Name)[] All =
    [
        (Risk.Security, "security"), (Risk.Migration, "migration"), (Risk.PublicApi, "public_api"), (Risk.MultiFile, "multi_file"), (Risk.Destructive, "destructive"),
    ];

    /// <summary>None for a word that is none.</summary>
    public static Risk Parse(string? name) => All.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase)).Risk;

    public static List<string> Names(Risk risk) => [.. All.Where(a => (risk & a.Risk) != Risk.None).Select(a => a.Name)];
}
