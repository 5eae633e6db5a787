namespace CodeRouter.Core.Impact;

/// <summary>
/// What all files share that the most used one depends on: whatever depends on that hub depends on each of them. In a large repository
/// most walks from such a file end in the same half of it, so that half is found once for each map.
/// </summary>
internal sealed class SharedReach
{
    /// <summary>Fewer are walked in less than the time this would save.</summary>
    private const int Least = 4096;

    private readonly byte[] stepsToHub;

    private SharedReach(int hub, ulong[] found, int depth, byte[] stepsToHub)
    {
        Hub = hub;
        Found = found;
        Depth = depth;
        this.stepsToHub = stepsToHub;
    }

    public int Hub { get; }

    /// <summary>The hub and its dependents.</summary>
    public ulong[] Found { get; }

    /// <summary>Longest of the shortest chains to the hub.</summary>
    public int Depth { get; }

    /// <summary>Null where no file has so many dependents.</summary>
    public static SharedReach? Of(DependencyWeb web)
    {
        int hub = 0;
        for (int i = 1; i < web.Count; i++)
        {
            hub = web.UsersOf(i).Length > web.UsersOf(hub).Length ? i : hub;
        }

        if (web.Count < Least)
        {
            return null;
        }

        var found = new ulong[FileSet.Words(web.Count)];
        int depth = Walk(web.Count, hub, web.UsersOf, found, null);
        if (found.Size() < Least)
        {
            return null;
        }

        byte[] steps = new byte[web.Count];
        Walk(web.Count, hub, web.UsedBy, new ulong[found.Length], steps);
        return new SharedReach(hub, found, depth, steps);
    }

    /// <summary>Steps from the start to the hub, when these are its direct dependents; -1 when the hub does not depend on it.</summary>
    public int StepsFrom(int start, ReadOnlySpan<int> direct, DependencyWeb web)
    {
        if (start == Hub && direct.Length == web.UsersOf(Hub).Length)
        {
            return 0;
        }

        int least = int.MaxValue;
        foreach (int file in direct)
        {
            least = stepsToHub[file] > 0 ? Math.Min(least, stepsToHub[file]) : least;
        }

        return least == int.MaxValue ? -1 : least;
    }

    private delegate ReadOnlySpan<int> Neighbours(int file);

    /// <param name="steps">Set to 1 for the start, 2 for its neighbours, and so on up to 255.</param>
    /// <returns>The longest of the shortest ways.</returns>
    private static int Walk(int files, int start, Neighbours next, ulong[] seen, byte[]? steps)
    {
        int[] queue = new int[files];
        queue[0] = start;
        seen.Mark(start);
        int count = 1, depth = 0;
        for (int from = 0, step = 1; from < count; step++)
        {
            int to = count;
            depth = step - 1;
            for (; from < to; from++)
            {
                if (steps is not null)
                {
                    steps[queue[from]] = (byte)Math.Min(step, byte.MaxValue);
                }

                foreach (int file in next(queue[from]))
                {
                    if (seen.Mark(file))
                    {
                        queue[count++] = file;
                    }
                }
            }
        }

        return depth;
    }
}
