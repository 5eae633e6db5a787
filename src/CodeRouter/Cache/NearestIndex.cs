using System.Numerics;
using System.Runtime.InteropServices;

namespace CodeRouter.Cache;

/// <summary>
/// Nearest neighbours by cosine among vectors of length 1: a hierarchical navigable small world, after Malkov and Yashunin. Many may search
/// while one adds. What is taken out is passed over in answers and still leads the way. The way goes over vectors of single bytes, which
/// stay in the processor's caches; the last ranking is by the exact ones.
/// </summary>
/// <param name="dimensions">Of every vector.</param>
public sealed class NearestIndex(int dimensions)
{
    private const int Links = 16;
    private const int GroundLinks = 32;
    private const int BuildWidth = 200;
    private const int SearchWidth = 140;
    private const int PerBlock = 1024;

    private readonly ReaderWriterLockSlim _gate = new();
    private readonly List<float[]> _blocks = [];
    private readonly List<sbyte[]> _coarse = [];
    private readonly List<float> _scales = [];
    private readonly LinkTable _links = new(GroundLinks);
    private readonly HashSet<int> _gone = [];
    private int _entry = -1;

    public int Dimensions => dimensions;

    /// <summary>How many were ever added.</summary>
    public int Count => _links.Count;

    /// <summary>How many of them were taken out again.</summary>
    public int Gone => _gone.Count;

    /// <summary>Its number: 0, 1, 2 …</summary>
    public int Add(ReadOnlySpan<float> vector)
    {
        _gate.EnterWriteLock();
        try
        {
            int level = LevelOf(_links.Count);
            int id = _links.Add(level);
            if (id % PerBlock == 0)
            {
                _blocks.Add(new float[PerBlock * dimensions]);
                _coarse.Add(new sbyte[PerBlock * dimensions]);
            }

            vector.CopyTo(_blocks[id / PerBlock].AsSpan(id % PerBlock * dimensions));
            _scales.Add(CoarseVectors.Of(vector, _coarse[id / PerBlock].AsSpan(id % PerBlock * dimensions, dimensions)));
            if (_entry < 0)
            {
                _entry = id;
                return id;
            }

            Connect(id, level);
            return id;
        }
        finally
        {
            _gate.ExitWriteLock();
        }
    }

    public void Remove(int id)
    {
        _gate.EnterWriteLock();
        _gone.Add(id);
        _gate.ExitWriteLock();
    }

    /// <summary>The nearest, best first, with their cosine.</summary>
    public List<(int Id, float Cosine)> Find(ReadOnlySpan<float> vector, int most)
    {
        _gate.EnterReadLock();
        try
        {
            var found = new List<(int, float)>(most);
            if (_entry < 0)
            {
                return found;
            }

            sbyte[] bytes = new sbyte[dimensions];
            var asked = new Coarse(bytes, CoarseVectors.Of(vector, bytes));
            int at = _entry;
            for (int level = _links.LevelOf(_entry); level > 0; level--)
            {
                at = Descend(asked, at, level);
            }

            var around = Around(asked, at, Math.Max(SearchWidth, most), 0);
            for (int i = 0; i < around.Count; i++)
            {
                int id = around[i].Id;
                if (!_gone.Contains(id))
                {
                    found.Add((id, Dot(vector, _blocks[id / PerBlock].AsSpan(id % PerBlock * dimensions, dimensions))));
                }
            }

            found.Sort(static (a, b) => b.Item2.CompareTo(a.Item2));
            found.RemoveRange(Math.Min(most, found.Count), Math.Max(0, found.Count - most));
            return found;
        }
        finally
        {
            _gate.ExitReadLock();
        }
    }

    private void Connect(int id, int level)
    {
        var vector = Vector(id);
        int top = _links.LevelOf(_entry), at = _entry;
        for (int l = top; l > level; l--)
        {
            at = Descend(vector, at, l);
        }

        for (int l = Math.Min(level, top); l >= 0; l--)
        {
            var around = Around(vector, at, BuildWidth, l);
            var ranked = new List<(int Id, float Cosine)>(around.Count);
            for (int i = 0; i < around.Count; i++)
            {
                ranked.Add(around[i]);
            }

            at = ranked[0].Id;
            int most = l == 0 ? GroundLinks : Links;
            int[] chosen = Choose(ranked, Links);
            _links.Set(id, l, chosen);
            foreach (int other in chosen)
            {
                var theirs = _links.Of(other, l);
                _links.Set(other, l, theirs.Length < most ? [.. theirs, id] : Choose(Ranked(other, theirs, id), most));
            }
        }

        if (level > top)
        {
            _entry = id;
        }
    }

    // Neighbours in different directions: one that is nearer to a chosen one than to us is reached through it.
    private int[] Choose(List<(int Id, float Cosine)> ranked, int most)
    {
        var chosen = new List<int>(most);
        foreach (var (id, near) in ranked)
        {
            var vector = Vector(id);
            bool apart = true;
            for (int i = 0; i < chosen.Count && apart; i++)
            {
                apart = Near(vector, Vector(chosen[i])) < near;
            }

            if (apart)
            {
                chosen.Add(id);
                if (chosen.Count == most)
                {
                    break;
                }
            }
        }

        foreach (var (id, _) in ranked)
        {
            if (chosen.Count >= most)
            {
                break;
            }

            if (!chosen.Contains(id))
            {
                chosen.Add(id);
            }
        }

        return [.. chosen];
    }

    private List<(int Id, float Cosine)> Ranked(int of, ReadOnlySpan<int> theirs, int one)
    {
        var ranked = new List<(int Id, float Cosine)>(theirs.Length + 1);
        var vector = Vector(of);
        foreach (int id in (ReadOnlySpan<int>)[.. theirs, one])
        {
            ranked.Add((id, Near(vector, Vector(id))));
        }

        ranked.Sort(static (a, b) => b.Cosine.CompareTo(a.Cosine));
        return ranked;
    }

    private int Descend(Coarse vector, int at, int level)
    {
        float best = Near(vector, Vector(at));
        bool moved = true;
        while (moved)
        {
            moved = false;
            foreach (int next in _links.Of(at, level))
            {
                float near = Near(vector, Vector(next));
                if (near > best)
                {
                    (best, at, moved) = (near, next, true);
                }
            }
        }

        return at;
    }

    // The frontier is this thread's own: what is found is to be used before the next search.
    private Frontier Around(Coarse vector, int from, int width, int level)
    {
        var seen = Visits.Of(_links.Count);
        var best = Frontier.Of(width);
        seen.IsNew(from);
        best.Add(from, Near(vector, Vector(from)));
        for (int at = best.Next(); at >= 0; at = best.Next())
        {
            foreach (int next in _links.Of(at, level))
            {
                if (seen.IsNew(next))
                {
                    best.Add(next, Near(vector, Vector(next)));
                }
            }
        }

        return best;
    }

    private Coarse Vector(int id) => new(_coarse[id / PerBlock].AsSpan(id % PerBlock * dimensions, dimensions), _scales[id]);

    private static float Near(Coarse a, Coarse b) => CoarseVectors.Dot(a.Bytes, b.Bytes) * a.Scale * b.Scale;

    // By the number's own bits, so that the same questions make the same index: each level holds a sixteenth of the one below.
    private static int LevelOf(int id)
    {
        uint mixed = (uint)id * 2654435761;
        mixed ^= mixed >> 15;
        mixed *= 2246822519;
        mixed ^= mixed >> 13;
        return Math.Min(BitOperations.TrailingZeroCount(mixed) / 4, 7);
    }

    private static float Dot(ReadOnlySpan<float> a, ReadOnlySpan<float> b)
    {
        var left = MemoryMarshal.Cast<float, Vector<float>>(a);
        var right = MemoryMarshal.Cast<float, Vector<float>>(b)[..left.Length];
        Vector<float> one = default, other = default;
        int i = 0;
        for (; i + 1 < left.Length; i += 2)
        {
            one += left[i] * right[i];
            other += left[i + 1] * right[i + 1];
        }

        if (i < left.Length)
        {
            one += left[i] * right[i];
        }

        float sum = System.Numerics.Vector.Sum(one + other);
        for (int j = left.Length * Vector<float>.Count; j < a.Length; j++)
        {
            sum += a[j] * b[j];
        }

        return sum;
    }

    private readonly ref struct Coarse(ReadOnlySpan<sbyte> bytes, float scale)
    {
        public readonly ReadOnlySpan<sbyte> Bytes = bytes;
        public readonly float Scale = scale;
    }

    // Which were met in this search: one array for each thread, stamped anew instead of cleared.
    private sealed class Visits
    {
        [ThreadStatic]
        private static Visits? _mine;

        private int[] _stamps = [];
        private int _stamp;

        public static Visits Of(int count)
        {
            var mine = _mine ??= new Visits();
            if (mine._stamps.Length < count)
            {
                mine._stamps = new int[Math.Max(1024, (int)BitOperations.RoundUpToPowerOf2((uint)count))];
                mine._stamp = 0;
            }

            if (++mine._stamp == int.MaxValue)
            {
                Array.Clear(mine._stamps);
                mine._stamp = 1;
            }

            return mine;
        }

        public bool IsNew(int id)
        {
            bool isNew = _stamps[id] != _stamp;
            _stamps[id] = _stamp;
            return isNew;
        }
    }
}
