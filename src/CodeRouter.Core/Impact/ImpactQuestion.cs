namespace CodeRouter.Core.Impact;

/// <summary>Who depends on this, how far, how risky. Pure: the same map gives the same answer.</summary>
public static class ImpactQuestion
{
    /// <summary>Chains longer than this tell little about what a test covers.</summary>
    public const int TestDepth = 3;

    private const int MaxTests = 200;

    /// <param name="map">The repository.</param>
    /// <param name="file">A file's number.</param>
    /// <param name="symbol">A name defined in it; null asks about the whole file.</param>
    /// <returns>Null when the file defines no such symbol.</returns>
    public static ImpactReading? Ask(CodeMap map, int file, string? symbol = null)
    {
        var node = map.Files[file];
        int[] direct = node.UsedBy;
        bool open = !node.IsTest && IsPublic(node);
        if (symbol is not null)
        {
            var definitions = map.DefinitionsOf(file, symbol).ToArray();
            if (definitions.Length == 0)
            {
                return null;
            }

            direct = map.UsersOf(file, definitions[0].Name);
            open = !node.IsTest && Array.Exists(definitions, static d => d.Public);
        }

        var reach = Reach.Mine;
        reach.Walk(map.Web, file, direct);
        var tests = TestsOf(map, reach, file, direct);
        int breadth = reach.Breadth(map.Web, out bool cross);
        var reading = new ImpactReading
        {
            File = node.Path,
            Symbol = symbol,
            Direct = new FilePaths(map.Files, direct),
            Transitive = reach.Count,
            Depth = reach.Depth,
            Breadth = breadth,
            CrossModule = cross,
            Tests = tests,
            Public = open,
            History = node.History,
            Reasons = [],
        };
        return ImpactScore.Judge(reading, node, map.Files.Length);
    }

    private static bool IsPublic(FileNode node) => Array.Exists(node.Definitions, static d => d is { Public: true, Nested: false });

    private static FilePaths TestsOf(CodeMap map, Reach reach, int file, int[] direct)
    {
        var found = reach.Tests(map.Web, direct, MaxTests);
        return new FilePaths(map.Files, map.Files[file].IsTest ? [file, .. found[..Math.Min(found.Length, MaxTests - 1)]] : [.. found]);
    }
}
