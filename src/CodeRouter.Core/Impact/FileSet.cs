using System.Numerics;

namespace CodeRouter.Core.Impact;

/// <summary>A set of file numbers as one bit each.</summary>
internal static class FileSet
{
    public static int Words(int files) => (files + 63) >> 6;

    public static bool Has(this ulong[] set, int file) => (set[file >> 6] & (1UL << (file & 63))) != 0;

    public static void Put(this ulong[] set, int file, bool isIn)
    {
        ulong bit = 1UL << (file & 63);
        set[file >> 6] = isIn ? set[file >> 6] | bit : set[file >> 6] & ~bit;
    }

    /// <summary>Adds it; false when it was in already.</summary>
    public static bool Mark(this ulong[] set, int file)
    {
        ref ulong word = ref set[file >> 6];
        ulong bit = 1UL << (file & 63);
        if ((word & bit) != 0)
        {
            return false;
        }

        word |= bit;
        return true;
    }

    /// <summary>Whether one of the numbers from start up to, not including, end is in one set and not in the other.</summary>
    public static bool HasAny(this ulong[] set, int start, int end, ulong[]? without = null)
    {
        for (int word = start >> 6; word << 6 < end; word++)
        {
            ulong bits = without is null ? set[word] : set[word] & ~without[word];
            bits &= word << 6 < start ? ulong.MaxValue << (start & 63) : ulong.MaxValue;
            bits &= (word + 1) << 6 > end ? (1UL << (end & 63)) - 1 : ulong.MaxValue;
            if (bits != 0)
            {
                return true;
            }
        }

        return false;
    }

    public static int Size(this ulong[] set)
    {
        int size = 0;
        foreach (ulong word in set)
        {
            size += BitOperations.PopCount(word);
        }

        return size;
    }
}
