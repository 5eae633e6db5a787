using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph.Resolving;

/// <summary>Where each name is defined, as linked lists in flat arrays: cheap to build over a million definitions, cheap to change for one file.</summary>
internal sealed class NameIndex
{
    private int[] heads = new int[1024];
    private Entry[] entries = new Entry[1024];
    private int used = 1;

    private struct Entry
    {
        public int File;
        public int Next;
        public DefinitionKind Kind;
        public bool Public;
        public bool Nested;
    }

    public readonly record struct Place(int File, DefinitionKind Kind, bool Public, bool Nested);

    public void Add(int file, FileRecord record)
    {
        foreach (var definition in record.Definitions)
        {
            if (definition.Kind is DefinitionKind.Declaration or DefinitionKind.Constructor)
            {
                continue;
            }

            if (definition.Name >= heads.Length)
            {
                Array.Resize(ref heads, Math.Max(definition.Name + 1, heads.Length * 2));
            }

            if (used == entries.Length)
            {
                Array.Resize(ref entries, entries.Length * 2);
            }

            entries[used] = new Entry { File = file, Next = heads[definition.Name], Kind = definition.Kind, Public = definition.Public, Nested = definition.Nested };
            heads[definition.Name] = used++;
        }
    }

    public void Remove(int file, FileRecord record)
    {
        foreach (var definition in record.Definitions)
        {
            if (definition.Name >= heads.Length)
            {
                continue;
            }

            for (ref int link = ref heads[definition.Name]; link != 0;)
            {
                if (entries[link].File == file)
                {
                    link = entries[link].Next;
                }
                else
                {
                    link = ref entries[link].Next;
                }
            }
        }
    }

    public Enumerator Of(int name) => new(this, name > 0 && name < heads.Length ? heads[name] : 0);

    public struct Enumerator
    {
        private readonly NameIndex index;
        private int next;
        private int at;

        public Enumerator(NameIndex index, int first)
        {
            this.index = index;
            next = first;
        }

        public readonly Place Current => new(index.entries[at].File, index.entries[at].Kind, index.entries[at].Public, index.entries[at].Nested);

        public readonly Enumerator GetEnumerator() => this;

        public bool MoveNext()
        {
            at = next;
            next = at == 0 ? 0 : index.entries[at].Next;
            return at != 0;
        }
    }
}
