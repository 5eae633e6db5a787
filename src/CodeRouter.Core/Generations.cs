using System.Collections.Concurrent;
using System.Diagnostics.CodeAnalysis;

namespace CodeRouter.Core;

/// <summary>
/// What was made lately, bounded in two generations: when the young one is full it becomes the old one, and what was not asked for during a
/// whole one is forgotten. For values that can be made again. Counts by itself: asking a concurrent dictionary for its size takes all of its
/// locks, up to a thousand of them in a big one.
/// </summary>
/// <param name="most">Values kept.</param>
public sealed class Generations<TKey, TValue>(int most, IEqualityComparer<TKey>? comparer = null)
    where TKey : notnull
{
    private Generation _young = new(comparer);
    private Generation _old = new(comparer);

    /// <summary>A value of the old generation is taken over into the young one.</summary>
    public bool TryGet(TKey key, [MaybeNullWhen(false)] out TValue value)
    {
        if (_young.Known.TryGetValue(key, out value))
        {
            return true;
        }

        if (!_old.Known.TryGetValue(key, out value))
        {
            return false;
        }

        Keep(key, value);
        return true;
    }

    public void Keep(TKey key, TValue value)
    {
        var young = _young;
        if (young.Known.TryAdd(key, value))
        {
            // Exactly one of those who add at one time is the one who fills it.
            if (Interlocked.Increment(ref young.Count) == Math.Max(1, most / 2))
            {
                _old = young;
                _young = new Generation(comparer);
            }
        }
        else
        {
            young.Known[key] = value;
        }
    }

    private sealed class Generation(IEqualityComparer<TKey>? comparer)
    {
        public readonly ConcurrentDictionary<TKey, TValue> Known = new(comparer);
        public int Count;
    }
}
