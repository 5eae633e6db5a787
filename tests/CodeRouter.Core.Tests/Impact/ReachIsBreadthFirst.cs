using CodeRouter.Core.Impact;
using FsCheck;
using FsCheck.Fluent;
using Xunit;

namespace CodeRouter.Core.Tests.Impact;

public sealed class ReachIsBreadthFirst
{
    [Fact]
    public void What_is_found_equals_a_plain_walk_over_any_graph()
    {
        var graphs = from count in Gen.Choose(1, 200)
                     from density in Gen.Choose(0, 6)
                     from edges in Gen.ArrayOf(Gen.Two(Gen.Choose(0, count - 1)), count * density)
                     from hubs in Gen.Choose(0, 3)
                     from tests in Gen.Choose(1, 9)
                     select Graph(count, edges, hubs, tests);
        Prop.ForAll(graphs.ToArbitrary(), static map =>
        {
            for (int file = 0; file < map.Files.Length; file++)
            {
                var reading = ImpactQuestion.Ask(map, file)!;
                var levels = Plain(map, file);
                int[] found = [.. levels.SelectMany(static l => l)];
                Assert.Equal(found.Length, reading.Transitive);
                Assert.Equal(levels.Count, reading.Depth);
                var near = levels.Take(ImpactQuestion.TestDepth).SelectMany(static l => l).Where(i => map.Files[i].IsTest).Select(i => map.Files[i].Path);
                Assert.Equal(map.Files[file].IsTest ? near.Prepend(map.Files[file].Path) : near, reading.Tests);
                Assert.Equal(found.Select(i => map.Files[i].Path.Split('/')[0]).Distinct().Count(), reading.Breadth);
                Assert.Equal(found.Any(i => !map.Files[i].IsTest && map.Files[i].Path.Split('/')[0] != map.Files[file].Path.Split('/')[0]), reading.CrossModule);
            }
        }).QuickCheckThrowOnFailure();
    }

    private static List<int[]> Plain(CodeMap map, int start)
    {
        var seen = new HashSet<int> { start };
        var levels = new List<int[]>();
        int[] level = [start];
        while (true)
        {
            level = [.. level.SelectMany(i => map.Files[i].UsedBy).Where(seen.Add).Order()];
            if (level.Length == 0)
            {
                return levels;
            }

            levels.Add(level);
        }
    }

    /// <summary>The first few files are used by nearly all: there the walk turns round.</summary>
    private static CodeMap Graph(int count, (int User, int Used)[] edges, int hubs, int tests)
    {
        var all = edges.Concat(Enumerable.Range(0, Math.Min(hubs, count)).SelectMany(hub => Enumerable.Range(0, count).Where(i => i % 5 != 0).Select(i => (User: i, Used: hub)))).Where(static e => e.User != e.Used).ToLookup(static e => e.Used, static e => e.User);
        FileNode[] files = [.. Enumerable.Range(0, count).Select(i => new FileNode { Path = $"d{i % 7}/f{i}.c", IsTest = i % tests == 1, UsedBy = [.. all[i].Distinct().Order()] })];
        return new CodeMap(new NameTable(), files, files.Select(static (f, i) => (f.Path, i)).ToDictionary(static p => p.Path, static p => p.i));
    }
}
