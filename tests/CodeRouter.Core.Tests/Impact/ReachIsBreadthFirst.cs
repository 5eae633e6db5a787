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

    [Fact]
    public void Where_thousands_depend_on_a_hub_the_answer_is_still_that_of_a_plain_walk()
    {
        var random = new Random(20261120);
        const int Count = 6000;
        // A ring of a thousand, what hangs on it both ways, and files that have nothing to do with it.
        var edges = Enumerable.Range(0, 1000).Select(static i => (User: i, Used: (i + (i % 2 == 0 ? 1 : 7)) % 1000))
            .Concat(Enumerable.Range(1000, 4200).Select(i => (User: i, Used: random.Next(i % 3 == 0 ? i : 1000))))
            .Concat(Enumerable.Range(0, 700).Select(i => (User: random.Next(1000), Used: 5200 + (i / 2))))
            .Concat(Enumerable.Range(0, 600).Select(i => (User: random.Next(5550, Count), Used: random.Next(5200, Count))));
        var map = Graph(Count, [.. edges], hubs: 1, tests: 5);
        foreach (int file in (int[])[0, 1, 500, 999, 1003, 5200, 5300, 5400, 5560, 5999, .. Enumerable.Range(0, 60).Select(_ => random.Next(Count))])
        {
            var reading = ImpactQuestion.Ask(map, file)!;
            var levels = Plain(map, file);
            int[] found = [.. levels.SelectMany(static l => l)];
            Assert.Equal(found.Length, reading.Transitive);
            Assert.InRange(reading.Depth, levels.Count, levels.Count + Plain(map, 0).Count);
            var near = levels.Take(ImpactQuestion.TestDepth).SelectMany(static l => l).Where(i => map.Files[i].IsTest).Select(i => map.Files[i].Path);
            Assert.Equal((map.Files[file].IsTest ? near.Prepend(map.Files[file].Path) : near).Take(200), reading.Tests);
            Assert.Equal(found.Select(i => map.Files[i].Path.Split('/')[0]).Distinct().Count(), reading.Breadth);
            Assert.Equal(found.Any(i => !map.Files[i].IsTest && map.Files[i].Path.Split('/')[0] != map.Files[file].Path.Split('/')[0]), reading.CrossModule);
        }

        Assert.Equal(Plain(map, 0).Count, ImpactQuestion.Ask(map, 0)!.Depth);
    }

    [Fact]
    public void A_map_with_files_replaced_answers_as_one_made_at_once()
    {
        var random = new Random(7);
        var map = Graph(300, [.. Enumerable.Range(0, 900).Select(_ => (random.Next(300), random.Next(300)))], 1, 4);
        for (int round = 0; round < 40; round++)
        {
            var edges = map.Files.SelectMany(static (f, i) => f.UsedBy.Select(user => (User: user, Used: i))).Where(_ => random.Next(50) > 0)
                .Append((random.Next(map.Files.Length), random.Next(map.Files.Length))).Append((random.Next(map.Files.Length), random.Next(map.Files.Length))).ToArray();
            var whole = Graph(map.Files.Length + (round % 5 == 0 ? 1 : 0), edges, 0, 4);
            map = map.With(Enumerable.Range(0, whole.Files.Length).Where(i => i >= map.Files.Length || !map.Files[i].UsedBy.SequenceEqual(whole.Files[i].UsedBy)).ToDictionary(static i => i, i => whole.Files[i]));
            for (int file = 0; file < whole.Files.Length; file++)
            {
                Assert.Equivalent(ImpactQuestion.Ask(whole, file), ImpactQuestion.Ask(map, file), strict: true);
                Assert.Equal(file, map.Find(whole.Files[file].Path));
            }
        }
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
