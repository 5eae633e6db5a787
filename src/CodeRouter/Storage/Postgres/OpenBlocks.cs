namespace CodeRouter.Storage.Postgres;

/// <summary>
/// Keeps a reader of steps from passing over numbers that are not there yet: of two gateways that book at the same time the one with the
/// lower block may end its transaction later. A missing block is waited for; one that is missing for good (its transaction failed, its
/// steps were deleted) only as long as a booking may take.
/// </summary>
internal sealed class OpenBlocks(TimeProvider clock)
{
    /// <summary>Far longer than a batch is written for.</summary>
    public static readonly TimeSpan Longest = TimeSpan.FromSeconds(30);

    private readonly Lock _looking = new();
    private long _settled;
    private (long Upto, long At)? _noticed;

    /// <summary>How many of these steps may be taken: those before the first block that may still come.</summary>
    /// <param name="place">Number of the last one taken before.</param>
    /// <param name="places">Numbers found behind it, in their order.</param>
    public int Whole(long place, IReadOnlyList<long> places)
    {
        lock (_looking)
        {
            long last = place / Blocks.Size;
            for (int i = 0; i < places.Count; i++)
            {
                long block = places[i] / Blocks.Size;
                if (block > last + 1 && !IsSettled(block - 1, places[^1] / Blocks.Size))
                {
                    return i;
                }

                last = block;
            }

            return places.Count;
        }
    }

    // Whatever is missing below a block that was seen that long ago will not come.
    private bool IsSettled(long missing, long newest)
    {
        if (_noticed is { } noticed && clock.GetElapsedTime(noticed.At) >= Longest)
        {
            (_settled, _noticed) = (noticed.Upto, null);
        }

        if (missing <= _settled)
        {
            return true;
        }

        _noticed ??= (newest, clock.GetTimestamp());
        return false;
    }
}
