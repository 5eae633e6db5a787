using CodeRouter.CodeGraph.Scanning;
using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>Whose edges a change can alter: the changed files, who used them, and who may mean them from now on.</summary>
internal static class Affected
{
    /// <summary>Above so many names most files may mention one, so all are looked at on every core.</summary>
    private const int FewNames = 32;

    public static HashSet<int> By(RepositoryGraph before, MentionFilter filter, List<(int Number, FileRecord Record)> changes, List<int> gone)
    {
        var affected = new HashSet<int>();
        var fresh = new HashSet<int>();
        var stems = new List<byte[]>();
        var names = before.Map.Names;
        foreach (var (number, record) in changes)
        {
            affected.Add(number);
            var old = number < before.Records.Count ? before.Records[number] : null;
            if (old is not null)
            {
                stems.AddRange(Elsewhere(old).Except(Elsewhere(record)).Union(Elsewhere(record).Except(Elsewhere(old))).Select(module => names.Bytes(module.Local).ToArray()));
            }

            if (old is not null && old.ShowsTheSame(record))
            {
                continue;
            }

            // Names that appear or vanish: others may mean this file from now on, or no longer.
            var changed = Shown(record);
            changed.SymmetricExceptWith(old is null ? [] : Shown(old));
            fresh.UnionWith(changed);
            if (old is not null && PassesOn(record) && !Wholes(record).SequenceEqual(Wholes(old)))
            {
                // What it passes on without naming it may be anything.
                affected.UnionWith(Dependents(before.Map, number));
            }

            if (old is null)
            {
                stems.Add(Stem(record.Path));
            }
            else if (record.Package != old.Package || !record.Bindings.AsSpan().SequenceEqual(old.Bindings))
            {
                affected.UnionWith(before.Map.Files[number].UsedBy);
            }
            else
            {
                // A name that only is another thing now, or an open one: who says it is found below.
                fresh.UnionWith(Redefined(old, record));
            }
        }

        foreach (int number in gone)
        {
            affected.UnionWith(before.Map.Files[number].UsedBy);
            stems.Add(Stem(before.Records[number].Path));
            fresh.UnionWith(Shown(before.Records[number]));
            if (PassesOn(before.Records[number]))
            {
                affected.UnionWith(Dependents(before.Map, number));
            }
        }

        filter.AddRenames(fresh);
        if (fresh.Count > 0)
        {
            Mentioning(before.Records, filter, fresh, Sought.Of(fresh, names.Count), affected);
        }

        if (stems.Count > 0)
        {
            foreach (var record in before.Records)
            {
                // What is called otherwise than its file.
                foreach (var (local, text) in Elsewhere(record))
                {
                    if (MayMean(names.Bytes(text), stems))
                    {
                        stems.Add(names.Bytes(local).ToArray());
                    }
                }
            }

            bool[] may = new bool[before.Records.Count];
            Parallel.For(0, may.Length, i => may[i] = !before.Records[i].IsGone && Array.Exists(before.Records[i].Imports, import => MayMean(names.Bytes(import.Text), stems)));
            affected.UnionWith(Enumerable.Range(0, may.Length).Where(i => may[i]));
        }

        affected.ExceptWith(gone);
        return affected;
    }

    /// <summary>Names others can mean it by.</summary>
    private static HashSet<int> Shown(FileRecord record)
    {
        var shown = new HashSet<int>(record.Definitions.Select(static d => d.Name));
        if (PassesOn(record))
        {
            shown.UnionWith(record.Bindings.Where(static b => b.Local != 0).Select(static b => b.Local));
        }

        return shown;
    }

    /// <summary>Modules of Rust to which a file gives a path of its own, with that path.</summary>
    private static IEnumerable<(int Local, int Text)> Elsewhere(FileRecord record) => record.Language != CodeLanguage.Rust
        ? []
        : record.Bindings.Where(b => record.Imports[b.Import].Form == ImportForm.Path).Select(b => (b.Local, record.Imports[b.Import].Text));

    /// <summary>Names defined in both, differently.</summary>
    private static HashSet<int> Redefined(FileRecord old, FileRecord record)
    {
        static HashSet<(int, DefinitionKind, bool, bool)> Faces(FileRecord r) => [.. r.Definitions.Select(static d => (d.Name, d.Kind, d.Public, d.Nested))];
        var differing = Faces(old);
        differing.SymmetricExceptWith(Faces(record));
        return [.. differing.Select(static d => d.Item1)];
    }

    private static void Mentioning(List<FileRecord> records, MentionFilter filter, HashSet<int> fresh, Sought sought, HashSet<int> affected)
    {
        if (fresh.Count <= FewNames)
        {
            for (int i = 0; i < records.Count; i++)
            {
                if (filter.MayMention(i, fresh) && Mentions(records[i], sought))
                {
                    affected.Add(i);
                }
            }

            return;
        }

        bool[] mentions = new bool[records.Count];
        Parallel.For(0, mentions.Length, i => mentions[i] = filter.MayMention(i, fresh) && Mentions(records[i], sought));
        affected.UnionWith(Enumerable.Range(0, mentions.Length).Where(i => mentions[i]));
    }

    private static bool PassesOn(FileRecord record) => record.Language is CodeLanguage.Python or CodeLanguage.TypeScript or CodeLanguage.JavaScript or CodeLanguage.Rust;

    /// <summary>The texts of imports that bring in everything.</summary>
    private static IEnumerable<int> Wholes(FileRecord record) => record.Bindings.Where(static b => b.Local == 0).Select(b => record.Imports[b.Import].Text);

    private static HashSet<int> Dependents(CodeMap map, int file)
    {
        var found = new HashSet<int>(map.Files[file].UsedBy);
        var queue = new Queue<int>(found);
        while (queue.TryDequeue(out int next))
        {
            foreach (int user in map.Files[next].UsedBy)
            {
                if (found.Add(user))
                {
                    queue.Enqueue(user);
                }
            }
        }

        return found;
    }

    private static bool MayMean(ReadOnlySpan<byte> import, List<byte[]> stems)
    {
        foreach (byte[] stem in stems)
        {
            // An import of dots alone names no file at all.
            if (import.IndexOf(stem) >= 0 || import.IndexOfAnyExcept((byte)'.', (byte)'/') < 0)
            {
                return true;
            }
        }

        return false;
    }

    private static bool Mentions(FileRecord record, Sought sought)
    {
        if (sought.IsIn(record.References))
        {
            return true;
        }

        foreach (var binding in record.Bindings)
        {
            if (binding.Member > 0 && sought.Has(binding.Member))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>What an import must contain to mean the file: its name, or its folder's where the file stands for that.</summary>
    private static byte[] Stem(string path)
    {
        int slash = path.LastIndexOf('/');
        string name = path[(slash + 1)..];
        string stem = name[..name.IndexOf('.')];
        if (stem is "index" or "__init__" or "mod" or "lib" or "main")
        {
            string folder = slash <= 0 ? "" : path[..slash];
            stem = folder[(folder.LastIndexOf('/') + 1)..];
        }

        return System.Text.Encoding.UTF8.GetBytes(stem);
    }
}
