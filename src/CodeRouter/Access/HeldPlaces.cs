namespace CodeRouter.Access;

/// <summary>
/// Who holds the places of a limit on requests at one time, and since when: a call that never ends, whatever became of it, does not keep
/// its place for ever. Not safe for several threads.
/// </summary>
internal sealed class HeldPlaces
{
    /// <summary>How long a call keeps its place, in seconds: longer than any answer takes.</summary>
    public const long Longest = 30 * 60;

    private readonly Dictionary<LimitLease, long> _since = [];
    private long _looked;

    public void Add(LimitLease lease, long second) => _since[lease] = second;

    /// <summary>False where its time was over and the place has been given to somebody else.</summary>
    public bool Remove(LimitLease lease) => _since.Remove(lease);

    /// <summary>Takes the places of those back whose time is over; how many came free. Looks at most once a second.</summary>
    public int Expire(long second)
    {
        if (_looked == second)
        {
            return 0;
        }

        _looked = second;
        int before = _since.Count;
        foreach (var (lease, since) in _since)
        {
            if (second - since >= Longest)
            {
                _since.Remove(lease);
            }
        }

        return before - _since.Count;
    }
}
