using System.Runtime.InteropServices;

namespace CodeRouter.CodeGraph;

/// <summary>Names looked for in the references of every file: a few by comparing many at once, more by a table of all names.</summary>
internal sealed class Sought
{
    private const int Few = 6;

    private readonly int[] few;
    private readonly bool[]? table;

    private Sought(int[] few, bool[]? table)
    {
        this.few = few;
        this.table = table;
    }

    /// <param name="most">The highest name there is.</param>
    public static Sought Of(IReadOnlyCollection<int> names, int most)
    {
        if (names.Count <= Few)
        {
            return new Sought([.. names], null);
        }

        bool[] all = new bool[most + 1];
        foreach (int name in names)
        {
            all[name] = true;
        }

        return new Sought([], all);
    }

    public bool Has(int name) => table?[name] ?? few.AsSpan().Contains(name);

    /// <param name="references">(qualifier, name) pairs; qualifier 0 is none.</param>
    public bool IsIn(ulong[] references)
    {
        if (table is null)
        {
            var both = MemoryMarshal.Cast<ulong, int>(references);
            foreach (int name in few)
            {
                if (both.Contains(name))
                {
                    return true;
                }
            }

            return false;
        }

        foreach (ulong pair in references)
        {
            if (table[(int)pair] || (pair >> 32 != 0 && table[(int)(pair >> 32)]))
            {
                return true;
            }
        }

        return false;
    }
}
