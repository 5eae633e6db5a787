namespace CodeRouter.Core.Steps;

/// <summary>Spellings of <see cref="Risk"/>.</summary>
public static class RiskNames
{
    private static readonly (Risk Risk, string Name)[] Known =
    [
        (Risk.Security, "security"), (Risk.Migration, "migration"), (Risk.PublicApi, "public_api"), (Risk.MultiFile, "multi_file"), (Risk.Destructive, "destructive"),
    ];

    public static IReadOnlyList<string> All { get; } = Array.ConvertAll(Known, static k => k.Name);

    /// <summary>None for a word that is none.</summary>
    public static Risk Parse(string? name) => Known.FirstOrDefault(a => string.Equals(a.Name, name, StringComparison.OrdinalIgnoreCase)).Risk;

    public static List<string> Names(Risk risk) => [.. Known.Where(a => (risk & a.Risk) != Risk.None).Select(a => a.Name)];
}
