namespace CodeRouter.Core.Impact;

/// <summary>All file-to-file edges both ways, packed: a walk over most of a large repository stays within the processor's caches.</summary>
internal sealed class DependencyWeb
{
    private readonly int[] userStarts;
    private readonly int[] users;
    private readonly int[] usedStarts;
    private readonly int[] used;
    private readonly ulong[] tests;

    public DependencyWeb(FileNode[] files)
    {
        Count = files.Length;
        userStarts = new int[files.Length + 1];
        usedStarts = new int[files.Length + 1];
        tests = new ulong[(files.Length + 63) >> 6];
        for (int i = 0; i < files.Length; i++)
        {
            tests[i >> 6] |= files[i].IsTest ? 1UL << (i & 63) : 0;
            int[] by = files[i].UsedBy;
            userStarts[i + 1] = userStarts[i] + by.Length;
            foreach (int user in by)
            {
                usedStarts[user + 1]++;
            }
        }

        for (int i = 0; i < files.Length; i++)
        {
            usedStarts[i + 1] += usedStarts[i];
        }

        users = new int[userStarts[^1]];
        used = new int[users.Length];
        int[] next = usedStarts[..^1];
        for (int i = 0; i < files.Length; i++)
        {
            files[i].UsedBy.CopyTo(users, userStarts[i]);
            foreach (int user in files[i].UsedBy)
            {
                used[next[user]++] = i;
            }
        }
    }

    /// <summary>Files, gone ones among them.</summary>
    public int Count { get; }

    public bool IsTest(int file) => (tests[file >> 6] & (1UL << (file & 63))) != 0;

    /// <summary>The files that use this one.</summary>
    public ReadOnlySpan<int> UsersOf(int file) => users.AsSpan(userStarts[file], userStarts[file + 1] - userStarts[file]);

    public int UserCount(int file) => userStarts[file + 1] - userStarts[file];

    /// <summary>The files this one uses.</summary>
    public ReadOnlySpan<int> UsedBy(int file) => used.AsSpan(usedStarts[file], usedStarts[file + 1] - usedStarts[file]);
}
