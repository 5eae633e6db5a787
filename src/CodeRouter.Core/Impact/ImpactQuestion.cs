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
        var tests = TestsIn(map, reach, node);
        var paths = new List<string>(direct.Length);
        foreach (int user in direct)
        {
            if (user != file)
            {
                paths.Add(map.Files[user].Path);
            }
        }

        int breadth = Breadth(map, reach.Found, node, out bool cross);
        var reading = new ImpactReading
        {
            File = node.Path,
            Symbol = symbol,
            Direct = paths,
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

    private static List<string> TestsIn(CodeMap map, Reach reach, FileNode node)
    {
        var tests = new List<string>();
        if (node.IsTest)
        {
            tests.Add(node.Path);
        }

        foreach (int found in reach.Found[..reach.Within(TestDepth)])
        {
            if (tests.Count == MaxTests)
            {
                break;
            }

            if (map.Web.IsTest(found))
            {
                tests.Add(map.Files[found].Path);
            }
        }

        return tests;
    }

    /// <summary>Top folders among the dependents, looked at up to a bound: more than a thousand files say no more.</summary>
    private static int Breadth(CodeMap map, ReadOnlySpan<int> found, FileNode node, out bool cross)
    {
        var folders = new HashSet<string>(StringComparer.Ordinal).GetAlternateLookup<ReadOnlySpan<char>>();
        var own = Folder(node.Path);
        ReadOnlySpan<char> last = "?";
        cross = false;
        foreach (int file in found[..Math.Min(found.Length, 1000)])
        {
            var other = map.Files[file];
            var folder = Folder(other.Path);
            if (!folder.SequenceEqual(last))
            {
                // Neighbours by number are neighbours in the tree.
                folders.Add(folder);
                last = folder;
            }

            cross |= !other.IsTest && !folder.SequenceEqual(own);
        }

        return folders.Set.Count;
    }

    /// <summary>The folder that stands for a module: the first two levels of the path.</summary>
    private static ReadOnlySpan<char> Folder(string path)
    {
        int first = path.IndexOf('/');
        int second = first < 0 ? -1 : path.IndexOf('/', first + 1);
        return second >= 0 ? path.AsSpan(0, second) : first >= 0 ? path.AsSpan(0, first) : [];
    }
}
