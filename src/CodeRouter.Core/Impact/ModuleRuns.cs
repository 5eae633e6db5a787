namespace CodeRouter.Core.Impact;

/// <summary>Files by module, which is the first two levels of their path: neighbours by number are mostly of one, so a module is a few runs of numbers.</summary>
internal sealed class ModuleRuns
{
    private readonly List<(int Module, int Start, int End)> runs = [];

    public ModuleRuns(FileNodes files)
    {
        var modules = new Dictionary<string, int>(StringComparer.Ordinal);
        var known = modules.GetAlternateLookup<ReadOnlySpan<char>>();
        int start = 0;
        for (int i = 1; i <= files.Length; i++)
        {
            var module = Module(files[start].Path);
            if (i < files.Length && module.SequenceEqual(Module(files[i].Path)))
            {
                continue;
            }

            if (!known.TryGetValue(module, out int number))
            {
                known[module] = number = modules.Count;
            }

            runs.Add((number, start, i));
            start = i;
        }

        Modules = modules.Count;
    }

    public int Modules { get; }

    public IReadOnlyList<(int Module, int Start, int End)> All => runs;

    /// <summary>The module a file lies in.</summary>
    public int Of(int file)
    {
        int low = 0, high = runs.Count - 1;
        while (low < high)
        {
            int middle = (low + high + 1) >> 1;
            (low, high) = runs[middle].Start <= file ? (middle, high) : (low, middle - 1);
        }

        return runs[low].Module;
    }

    private static ReadOnlySpan<char> Module(string path)
    {
        int first = path.IndexOf('/');
        int second = first < 0 ? -1 : path.IndexOf('/', first + 1);
        return second >= 0 ? path.AsSpan(0, second) : first >= 0 ? path.AsSpan(0, first) : [];
    }
}
