namespace CodeRouter.Cache;

/// <summary>
/// The best so far of a search, best first, with those among them whose neighbours were not looked at yet. One sorted row: with some hundred
/// places, moving a part of it costs less than keeping two heaps, and what falls out of it need not be looked at any more.
/// </summary>
internal sealed class Frontier
{
    [ThreadStatic]
    private static Frontier? _mine;

    private (int Id, float Cosine, bool Seen)[] _places = [];
    private int _width;
    private int _next;

    /// <summary>How many it holds.</summary>
    public int Count { get; private set; }

    /// <summary>An empty one for this thread's search.</summary>
    public static Frontier Of(int width)
    {
        var mine = _mine ??= new Frontier();
        if (mine._places.Length < width)
        {
            mine._places = new (int, float, bool)[width];
        }

        (mine._width, mine._next, mine.Count) = (width, 0, 0);
        return mine;
    }

    public (int Id, float Cosine) this[int place] => (_places[place].Id, _places[place].Cosine);

    /// <summary>Keeps it where it belongs, unless all places are taken by better ones.</summary>
    public void Add(int id, float cosine)
    {
        var places = _places;
        if (Count == _width)
        {
            if (cosine <= places[Count - 1].Cosine)
            {
                return;
            }

            Count--;
        }

        int low = 0, high = Count;
        while (low < high)
        {
            int middle = (low + high) >>> 1;
            if (places[middle].Cosine >= cosine)
            {
                low = middle + 1;
            }
            else
            {
                high = middle;
            }
        }

        places.AsSpan(low, Count - low).CopyTo(places.AsSpan(low + 1));
        places[low] = (id, cosine, false);
        Count++;
        _next = Math.Min(_next, low);
    }

    /// <summary>The best whose neighbours nobody asked for yet; -1 where there is none.</summary>
    public int Next()
    {
        while (_next < Count)
        {
            ref var place = ref _places[_next++];
            if (!place.Seen)
            {
                place.Seen = true;
                return place.Id;
            }
        }

        return -1;
    }
}
