namespace CodeRouter.Core.Impact;

/// <summary>
/// All file-to-file edges both ways, packed: a walk over most of a large repository stays within the processor's caches. Immutable; an
/// update shares what it did not change, until so much has that packing anew is worth it.
/// </summary>
internal sealed class DependencyWeb
{
    private const int MostReplaced = 1024;

    private readonly PackedLists users;
    private readonly PackedLists used;

    public DependencyWeb(FileNodes files)
    {
        Count = files.Length;
        int[] userStarts = new int[Count + 1];
        int[] usedStarts = new int[Count + 1];
        Tests = new ulong[FileSet.Words(Count)];
        for (int i = 0; i < Count; i++)
        {
            int[] by = files[i].UsedBy;
            Tests.Put(i, files[i].IsTest);
            userStarts[i + 1] = userStarts[i] + by.Length;
            foreach (int user in by)
            {
                usedStarts[user + 1]++;
            }
        }

        for (int i = 0; i < Count; i++)
        {
            usedStarts[i + 1] += usedStarts[i];
        }

        int[] userItems = new int[userStarts[^1]];
        int[] usedItems = new int[userItems.Length];
        int[] next = usedStarts[..^1];
        for (int i = 0; i < Count; i++)
        {
            files[i].UsedBy.CopyTo(userItems, userStarts[i]);
        }

        for (int i = 0; i < Count; i++)
        {
            foreach (int user in files[i].UsedBy)
            {
                usedItems[next[user]++] = i;
            }
        }

        users = new PackedLists(userStarts, userItems);
        used = new PackedLists(usedStarts, usedItems);
        Runs = new ModuleRuns(files);
        Shared = SharedReach.Of(this);
    }

    private DependencyWeb(DependencyWeb before, FileNodes files, PackedLists users, PackedLists used, IReadOnlyDictionary<int, FileNode> changes)
    {
        Count = files.Length;
        this.users = users;
        this.used = used;
        Tests = new ulong[FileSet.Words(Count)];
        before.Tests.CopyTo(Tests, 0);
        foreach (var (number, node) in changes)
        {
            Tests.Put(number, node.IsTest);
        }

        Runs = Count == before.Count ? before.Runs : new ModuleRuns(files);
        Shared = ReferenceEquals(users, before.users) && ReferenceEquals(used, before.used) ? before.Shared : SharedReach.Of(this);
    }

    /// <summary>Files, gone ones among them.</summary>
    public int Count { get; }

    public ulong[] Tests { get; }

    public ModuleRuns Runs { get; }

    /// <summary>Null where no file has so many dependents that it is worth it.</summary>
    public SharedReach? Shared { get; }

    /// <summary>The files that use this one.</summary>
    public ReadOnlySpan<int> UsersOf(int file) => users[file];

    /// <summary>The files this one uses.</summary>
    public ReadOnlySpan<int> UsedBy(int file) => used[file];

    /// <param name="files">With the changes.</param>
    public DependencyWeb With(FileNodes files, IReadOnlyDictionary<int, FileNode> changes)
    {
        var newUsers = new Dictionary<int, int[]>();
        var newUsed = new Dictionary<int, List<int>>();
        foreach (var (number, node) in changes)
        {
            var before = number < Count ? users[number] : [];
            if (before.SequenceEqual(node.UsedBy))
            {
                continue;
            }

            newUsers[number] = node.UsedBy;
            foreach (int user in Without(before, node.UsedBy))
            {
                UsedNow(user).Remove(number);
            }

            foreach (int user in Without(node.UsedBy, before))
            {
                UsedNow(user).Add(number);
            }
        }

        return users.Replaced + newUsers.Count > MostReplaced || used.Replaced + newUsed.Count > MostReplaced
            ? new DependencyWeb(files)
            : new DependencyWeb(this, files, users.With(newUsers, files.Length), used.With(newUsed.ToDictionary(static l => l.Key, static l => l.Value.ToArray()), files.Length), changes);

        List<int> UsedNow(int user)
        {
            if (!newUsed.TryGetValue(user, out var list))
            {
                newUsed.Add(user, list = user < Count ? [.. used[user]] : []);
            }

            return list;
        }
    }

    /// <summary>Sorted numbers that are in one list and not in the other.</summary>
    private static List<int> Without(ReadOnlySpan<int> list, ReadOnlySpan<int> other)
    {
        var only = new List<int>();
        int at = 0;
        foreach (int number in list)
        {
            while (at < other.Length && other[at] < number)
            {
                at++;
            }

            if (at == other.Length || other[at] != number)
            {
                only.Add(number);
            }
        }

        return only;
    }
}
