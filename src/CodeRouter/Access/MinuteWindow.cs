namespace CodeRouter.Access;

/// <summary>
/// The use of the last minute by the second, in whole requests, tokens or the like: no minute, wherever it begins, holds more than the limit. Seconds of a
/// clock that only goes forward. Not safe for several threads.
/// </summary>
internal sealed class MinuteWindow
{
    // One more than sixty: the second that a minute ends in counts whole.
    private const int Seconds = 61;

    private readonly long[] _used = new long[Seconds];
    private long _newest;
    private long _sum;

    public long At(long second)
    {
        for (; _newest < second; _newest++)
        {
            if (second - _newest > Seconds)
            {
                // Idle for longer than is remembered.
                Array.Clear(_used);
                (_newest, _sum) = (second, 0);
                break;
            }

            ref var oldest = ref _used[(_newest + 1) % Seconds];
            _sum -= oldest;
            oldest = 0;
        }

        return _sum;
    }

    /// <summary>Adds or takes back; what has left the window is gone.</summary>
    public void Add(long second, long amount)
    {
        if (_newest - second < Seconds)
        {
            _used[second % Seconds] += amount;
            _sum += amount;
        }
    }

    /// <summary>Seconds until so much has left the window; null where that is more than there is.</summary>
    public int? UntilFree(long amount)
    {
        for (int i = 1; i <= Seconds; i++)
        {
            amount -= _used[(_newest + i) % Seconds];
            if (amount <= 0)
            {
                return i;
            }
        }

        return null;
    }
}
