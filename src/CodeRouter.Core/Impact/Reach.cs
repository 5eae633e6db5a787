using System.Numerics;

namespace CodeRouter.Core.Impact;

/// <summary>
/// Breadth-first over dependents. What is shared with the hub of a large web is taken from the map instead of walked, so that a question
/// about a file half of a large repository depends on takes no millisecond. Keeps its arrays between questions; one for each thread.
/// </summary>
internal sealed class Reach
{
    [ThreadStatic]
    private static Reach? mine;

    private readonly List<int> levels = [];
    private readonly List<int> tests = [];
    private ulong[] seen = [];
    private ulong[] near = [];
    private ulong[] far = [];
    private ulong[] modules = [];
    private int[] queue = [];
    private bool isShared;
    private int listed;
    private int start;

    public static Reach Mine => mine ??= new Reach();

    /// <summary>Dependents, the start not among them.</summary>
    public int Count { get; private set; }

    /// <summary>Longest of the shortest chains; where they are shared with the hub, of those through it.</summary>
    public int Depth { get; private set; }

    /// <param name="web">All edges of the map.</param>
    /// <param name="file">The start: not counted as its own dependent.</param>
    /// <param name="direct">The first step, sorted; later steps go over whole files.</param>
    public void Walk(DependencyWeb web, int file, ReadOnlySpan<int> direct)
    {
        int steps = web.Shared?.StepsFrom(file, direct, web) ?? -1;
        isShared = steps >= 0;
        Begin(web, file);
        Add(direct);
        for (int from = 0; from < listed;)
        {
            int to = listed;
            levels.Add(to);
            for (; from < to; from++)
            {
                Add(web.UsersOf(queue[from]));
            }
        }

        seen.Put(start, false);
        Count = isShared ? SizeOf(seen.AsSpan(0, FileSet.Words(web.Count))) : listed;
        Depth = Math.Max(levels.Count - 1, isShared ? steps + web.Shared!.Depth : 0);
    }

    /// <summary>The tests among the dependents within that many steps, nearest first and by number at the same distance; valid until the next question.</summary>
    public ReadOnlySpan<int> Tests(DependencyWeb web, ReadOnlySpan<int> direct, int most)
    {
        tests.Clear();
        if (isShared)
        {
            FromTests(web, direct, most);
        }
        else
        {
            FromLevels(web, most);
        }

        return System.Runtime.InteropServices.CollectionsMarshal.AsSpan(tests)[..Math.Min(tests.Count, most)];
    }

    /// <summary>Modules the dependents live in, and whether one that is no test lives outside the start's.</summary>
    public int Breadth(DependencyWeb web, out bool cross)
    {
        int own = web.Runs.Of(start), count = 0;
        modules = Cleared(modules, FileSet.Words(web.Runs.Modules));
        cross = false;
        foreach (var (module, first, end) in web.Runs.All)
        {
            if (seen.HasAny(first, end))
            {
                count += modules.Mark(module) ? 1 : 0;
                cross = cross || (module != own && seen.HasAny(first, end, without: web.Tests));
            }
        }

        return count;
    }

    private void Begin(DependencyWeb web, int file)
    {
        start = file;
        listed = 0;
        levels.Clear();
        levels.Add(0);
        queue = queue.Length < web.Count ? new int[web.Count] : queue;
        seen = Cleared(seen, FileSet.Words(web.Count));
        if (isShared)
        {
            web.Shared!.Found.CopyTo(seen, 0);
        }

        seen.Put(start, true);
    }

    private void Add(ReadOnlySpan<int> users)
    {
        foreach (int file in users)
        {
            if (seen.Mark(file))
            {
                queue[listed++] = file;
            }
        }
    }

    private void FromLevels(DependencyWeb web, int most)
    {
        for (int step = 1; step <= ImpactQuestion.TestDepth && step < levels.Count && tests.Count < most; step++)
        {
            int first = tests.Count;
            foreach (int file in queue.AsSpan(levels[step - 1], levels[step] - levels[step - 1]))
            {
                if (web.Tests.Has(file))
                {
                    tests.Add(file);
                }
            }

            tests.Sort(first, tests.Count - first, null);
        }
    }

    /// <summary>The other way round, from each test to what it uses: there are fewer of those ways than ways from the start.</summary>
    private void FromTests(DependencyWeb web, ReadOnlySpan<int> direct, int most)
    {
        near = Cleared(near, FileSet.Words(web.Count));
        far = Cleared(far, FileSet.Words(web.Count));
        foreach (int file in direct)
        {
            near.Mark(file);
        }

        for (int step = 1; step <= ImpactQuestion.TestDepth; step++)
        {
            for (int word = 0; word < web.Tests.Length; word++)
            {
                for (ulong left = web.Tests[word]; left != 0; left &= left - 1)
                {
                    if (tests.Count == most)
                    {
                        return;
                    }

                    int test = (word << 6) | BitOperations.TrailingZeroCount(left);
                    if (test != start && Steps(web, test, step) == step)
                    {
                        tests.Add(test);
                    }
                }
            }
        }
    }

    /// <summary>Steps from a file to the start, found out up to that many; more is 4.</summary>
    private int Steps(DependencyWeb web, int file, int upTo)
    {
        if (near.Has(file))
        {
            return 1;
        }

        if (upTo == 2 && far.Has(file))
        {
            return 4;
        }

        int least = 4;
        if (upTo > 1)
        {
            foreach (int used in web.UsedBy(file))
            {
                if (least == 2)
                {
                    break;
                }

                least = used == start ? least : Math.Min(least, 1 + Steps(web, used, upTo - 1));
            }
        }

        if (upTo == 2 && least == 4)
        {
            far.Mark(file);
        }

        return least > upTo ? 4 : least;
    }

    private static ulong[] Cleared(ulong[] set, int words)
    {
        if (set.Length < words)
        {
            return new ulong[words];
        }

        set.AsSpan(0, words).Clear();
        return set;
    }

    private static int SizeOf(ReadOnlySpan<ulong> set)
    {
        int size = 0;
        foreach (ulong word in set)
        {
            size += BitOperations.PopCount(word);
        }

        return size;
    }
}
