using CodeRouter.CodeGraph.Scanning;

namespace CodeRouter.CodeGraph;

/// <summary>
/// For each file the names it may mention, 128 bytes a file: whom a changed name concerns is found without a look at every reference of
/// a large repository. Says yes too often, never no wrongly.
/// </summary>
internal sealed class MentionFilter
{
    private const int Words = 16;

    private ulong[] bits;
    private readonly Dictionary<int, List<Binding>> renamed = [];

    public MentionFilter(List<FileRecord> records)
    {
        bits = new ulong[Words * records.Count];
        Parallel.For(0, records.Count, i => Fill(i, records[i]));
        for (int i = 0; i < records.Count; i++)
        {
            NoteRenames(i, records[i]);
        }
    }

    /// <summary>Puts a record in the place of another, or at the end.</summary>
    public void Replace(int file, FileRecord record)
    {
        if ((file + 1) * Words > bits.Length)
        {
            Array.Resize(ref bits, Math.Max((file + 1) * Words, bits.Length + bits.Length / 8));
        }

        bits.AsSpan(file * Words, Words).Clear();
        Fill(file, record);
        renamed.Remove(file);
        NoteRenames(file, record);
    }

    /// <summary>Whether the file may say one of the names.</summary>
    public bool MayMention(int file, HashSet<int> names)
    {
        var filter = bits.AsSpan(file * Words, Words);
        foreach (int name in names)
        {
            uint bit = Bit(name);
            if ((filter[(int)(bit >> 6)] & (1UL << (int)(bit & 63))) != 0)
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Adds the names these are known under elsewhere: who says that one is concerned too.</summary>
    public void AddRenames(HashSet<int> names)
    {
        for (int round = 0, before = -1; names.Count > 0 && before != names.Count && round < 6; round++)
        {
            before = names.Count;
            foreach (var list in renamed.Values)
            {
                foreach (var binding in list)
                {
                    if (names.Contains(binding.Member))
                    {
                        names.Add(binding.Local);
                    }
                }
            }
        }
    }

    private void Fill(int file, FileRecord record)
    {
        var filter = bits.AsSpan(file * Words, Words);
        foreach (ulong pair in record.References)
        {
            Put(filter, (int)pair);
            if (pair >> 32 != 0)
            {
                Put(filter, (int)(pair >> 32));
            }
        }

        foreach (var binding in record.Bindings)
        {
            if (binding.Member > 0)
            {
                Put(filter, binding.Member);
            }
        }
    }

    private void NoteRenames(int file, FileRecord record)
    {
        foreach (var binding in record.Bindings)
        {
            if (binding.Member > 0 && binding.Local != binding.Member)
            {
                if (!renamed.TryGetValue(file, out var list))
                {
                    renamed.Add(file, list = []);
                }

                list.Add(binding);
            }
        }
    }

    private static void Put(Span<ulong> filter, int name)
    {
        uint bit = Bit(name);
        filter[(int)(bit >> 6)] |= 1UL << (int)(bit & 63);
    }

    private static uint Bit(int name) => ((uint)name * 0x9E3779B9u) >> 22;
}
