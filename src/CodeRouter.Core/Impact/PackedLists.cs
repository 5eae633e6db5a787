namespace CodeRouter.Core.Impact;

/// <summary>A list of numbers for each file, all in one array, and a few that were replaced since. Immutable.</summary>
internal sealed class PackedLists
{
    private readonly int[] starts;
    private readonly int[] items;
    private readonly int count;
    private readonly ulong[] isReplaced;
    private readonly Dictionary<int, int[]> replaced;

    /// <param name="starts">Where each file's list begins, and where the last one ends.</param>
    public PackedLists(int[] starts, int[] items)
        : this(starts, items, starts.Length - 1, new ulong[FileSet.Words(starts.Length - 1)], [])
    {
    }

    private PackedLists(int[] starts, int[] items, int count, ulong[] isReplaced, Dictionary<int, int[]> replaced)
    {
        this.starts = starts;
        this.items = items;
        this.count = count;
        this.isReplaced = isReplaced;
        this.replaced = replaced;
    }

    public int Replaced => replaced.Count;

    public ReadOnlySpan<int> this[int file] => isReplaced.Has(file) ? replaced[file] : items.AsSpan(starts[file], starts[file + 1] - starts[file]);

    public PackedLists With(Dictionary<int, int[]> lists, int files)
    {
        if (lists.Count == 0 && files == count)
        {
            return this;
        }

        ulong[] marks = new ulong[FileSet.Words(files)];
        isReplaced.CopyTo(marks, 0);
        var all = new Dictionary<int, int[]>(replaced);
        for (int added = count; added < files; added++)
        {
            marks.Put(added, true);
            all.TryAdd(added, []);
        }

        foreach (var (file, list) in lists)
        {
            marks.Put(file, true);
            all[file] = list;
        }

        return new PackedLists(starts, items, files, marks, all);
    }
}
