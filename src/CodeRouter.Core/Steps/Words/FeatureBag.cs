namespace CodeRouter.Core.Steps.Words;

/// <summary>
/// Values by key, in the order they came; a key that comes again takes the newer value. Made to be filled and emptied over and over: a message
/// has some hundred features, and a dictionary for each sentence of it cost more than looking their weights up.
/// </summary>
internal sealed class FeatureBag
{
    private const uint Spread = 2654435769;
    private const int FirstBits = 11;

    private (int Key, float Value)[] entries = new (int, float)[1 << (FirstBits - 1)];
    private int[] places = new int[1 << FirstBits];
    private int bits = FirstBits;
    private int count;

    public ReadOnlySpan<(int Key, float Value)> Entries => entries.AsSpan(0, count);

    public void Set(int key, float value)
    {
        if (count == entries.Length)
        {
            Grow();
        }

        int place = Find(key);
        if (places[place] is > 0 and var known)
        {
            entries[known - 1].Value = value;
            return;
        }

        entries[count] = (key, value);
        places[place] = ++count;
    }

    public void Clear()
    {
        Array.Clear(places);
        count = 0;
    }

    // The place of a key, or the empty one where it belongs. No more than half of the places are ever taken.
    private int Find(int key)
    {
        int place = (int)(((uint)key * Spread) >> (32 - bits));
        while (places[place] is > 0 and var taken && entries[taken - 1].Key != key)
        {
            place = (place + 1) & (places.Length - 1);
        }

        return place;
    }

    private void Grow()
    {
        bits++;
        places = new int[1 << bits];
        Array.Resize(ref entries, entries.Length * 2);
        for (int i = 0; i < count; i++)
        {
            places[Find(entries[i].Key)] = i + 1;
        }
    }
}
