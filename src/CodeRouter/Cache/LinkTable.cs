namespace CodeRouter.Cache;

/// <summary>
/// Who is linked to whom on each level of an index. The ground level, where a search spends its time, lies in one row for each entry beside
/// its neighbours' (a search over 100,000 entries waits for memory more than it computes); the few on higher levels have their own.
/// </summary>
/// <param name="most">Links of an entry on the ground level.</param>
internal sealed class LinkTable(int most)
{
    private const int PerBlock = 1024;

    private readonly List<int[]> _ground = [];
    private readonly Dictionary<int, int[][]> _above = [];
    private readonly int _row = most + 1;

    /// <summary>How many entries there are.</summary>
    public int Count { get; private set; }

    /// <summary>One more, without links.</summary>
    /// <param name="level">The highest it is on.</param>
    public int Add(int level)
    {
        int id = Count++;
        if (id % PerBlock == 0)
        {
            _ground.Add(new int[PerBlock * _row]);
        }

        if (level > 0)
        {
            int[][] above = new int[level][];
            Array.Fill(above, []);
            _above[id] = above;
        }

        return id;
    }

    /// <summary>The highest level an entry is on.</summary>
    public int LevelOf(int id) => _above.TryGetValue(id, out int[][]? above) ? above.Length : 0;

    public ReadOnlySpan<int> Of(int id, int level)
    {
        if (level > 0)
        {
            return _above[id][level - 1];
        }

        var row = Row(id);
        return row.Slice(1, row[0]);
    }

    public void Set(int id, int level, ReadOnlySpan<int> links)
    {
        if (level > 0)
        {
            _above[id][level - 1] = links.ToArray();
            return;
        }

        var row = Row(id);
        row[0] = links.Length;
        links.CopyTo(row[1..]);
    }

    private Span<int> Row(int id) => _ground[id / PerBlock].AsSpan(id % PerBlock * _row, _row);
}
