namespace CodeRouter.Core.Impact;

/// <summary>Breadth-first over dependents. Keeps its arrays between questions; one for each thread.</summary>
internal sealed class Reach
{
    [ThreadStatic]
    private static Reach? mine;

    private ulong[] seen = [];
    private int[] queue = [];

    public static Reach Mine => mine ??= new Reach();

    /// <summary>Files found, in the order of their distance; the start is not among them.</summary>
    public ReadOnlySpan<int> Found => queue.AsSpan(0, Count);

    public int Count { get; private set; }

    public int Depth { get; private set; }

    /// <summary>How many of <see cref="Found"/> are within that many steps.</summary>
    public int Within(int steps) => steps >= ends.Count ? Count : ends[steps];

    private readonly List<int> ends = [];

    /// <param name="files">All files of the map.</param>
    /// <param name="start">Not counted as its own dependent.</param>
    /// <param name="direct">The first step; later steps go over whole files.</param>
    public void Walk(FileNode[] files, int start, ReadOnlySpan<int> direct)
    {
        int words = (files.Length + 63) >> 6;
        if (seen.Length < words)
        {
            seen = new ulong[words];
        }

        if (queue.Length < files.Length)
        {
            queue = new int[files.Length];
        }

        seen.AsSpan(0, words).Clear();
        ends.Clear();
        ends.Add(0);
        Count = 0;
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
            for (; from < to; from++)
            {
                foreach (int file in files[queue[from]].UsedBy)
                {
                    if (Mark(file))
                    {
                        queue[Count++] = file;
                    }
                }
            }
        }

        Depth = ends.Count - 1;
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
