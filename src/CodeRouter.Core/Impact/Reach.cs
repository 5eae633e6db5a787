using System.Numerics;

namespace CodeRouter.Core.Impact;

/// <summary>
/// Breadth-first over dependents. Where a step would follow more edges than there are files left, the files left look for what they use in
/// the step before instead: the root of a web of half a repository is answered in less than a millisecond. Keeps its arrays between
/// questions; one for each thread.
/// </summary>
internal sealed class Reach
{
    [ThreadStatic]
    private static Reach? mine;

    private readonly List<int> ends = [];
    private ulong[] seen = [];
    private ulong[] latest = [];
    private int[] queue = [];
    private int words;

    public static Reach Mine => mine ??= new Reach();

    /// <summary>Files found, nearest first and by number at the same distance; the start is not among them.</summary>
    public ReadOnlySpan<int> Found => queue.AsSpan(0, Count);

    public int Count { get; private set; }

    public int Depth { get; private set; }

    /// <summary>How many of <see cref="Found"/> are within that many steps.</summary>
    public int Within(int steps) => steps >= ends.Count ? Count : ends[steps];

    /// <param name="web">All edges of the map.</param>
    /// <param name="start">Not counted as its own dependent.</param>
    /// <param name="direct">The first step, sorted; later steps go over whole files.</param>
    public void Walk(DependencyWeb web, int start, ReadOnlySpan<int> direct)
    {
        Begin(web.Count);
        Mark(start);
        foreach (int file in direct)
        {
            if (Mark(file))
            {
                queue[Count++] = file;
            }
        }

        int from = 0;
        while (from < Count)
        {
            int to = Count;
            ends.Add(to);
            long edges = 0;
            for (int i = from; i < to; i++)
            {
                edges += web.UserCount(queue[i]);
            }

            if (edges > 4L * (web.Count - Count))
            {
                FromThoseLeft(web, from, to);
            }
            else
            {
                FromThoseFound(web, from, to);
            }

            from = to;
        }

        Depth = ends.Count - 1;
    }

    private void Begin(int files)
    {
        words = (files + 63) >> 6;
        if (seen.Length < words)
        {
            seen = new ulong[words];
            latest = new ulong[words];
        }

        if (queue.Length < files)
        {
            queue = new int[files];
        }

        seen.AsSpan(0, words).Clear();
        ends.Clear();
        ends.Add(0);
        Count = 0;
    }

    private void FromThoseFound(DependencyWeb web, int from, int to)
    {
        for (int i = from; i < to; i++)
        {
            foreach (int file in web.UsersOf(queue[i]))
            {
                if (Mark(file))
                {
                    queue[Count++] = file;
                }
            }
        }

        InOrder(to);
    }

    private void InOrder(int from)
    {
        if (Count - from < words)
        {
            queue.AsSpan(from, Count - from).Sort();
            return;
        }

        NoteLatest(from, Count);
        int at = from;
        for (int word = 0; word < words; word++)
        {
            for (ulong left = latest[word]; left != 0; left &= left - 1)
            {
                queue[at++] = (word << 6) | BitOperations.TrailingZeroCount(left);
            }
        }
    }

    private void NoteLatest(int from, int to)
    {
        latest.AsSpan(0, words).Clear();
        for (int i = from; i < to; i++)
        {
            latest[queue[i] >> 6] |= 1UL << (queue[i] & 63);
        }
    }

    private void FromThoseLeft(DependencyWeb web, int from, int to)
    {
        NoteLatest(from, to);
        for (int word = 0; word < words; word++)
        {
            ulong left = ~seen[word];
            if (word == words - 1 && (web.Count & 63) != 0)
            {
                left &= (1UL << (web.Count & 63)) - 1;
            }

            for (; left != 0; left &= left - 1)
            {
                int file = (word << 6) | BitOperations.TrailingZeroCount(left);
                if (UsesLatest(web.UsedBy(file)))
                {
                    seen[word] |= left & (~left + 1);
                    queue[Count++] = file;
                }
            }
        }
    }

    private bool UsesLatest(ReadOnlySpan<int> used)
    {
        foreach (int file in used)
        {
            if ((latest[file >> 6] & (1UL << (file & 63))) != 0)
            {
                return true;
            }
        }

        return false;
    }

    private bool Mark(int file)
    {
        ref ulong word = ref seen[file >> 6];
        ulong bit = 1UL << (file & 63);
        if ((word & bit) != 0)
        {
            return false;
        }

        word |= bit;
        return true;
    }
}
