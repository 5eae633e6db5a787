namespace CodeRouter.Storage;

/// <summary>
/// When a bounded table is to be trimmed. Finding what is too much reads the whole table, and a full one with every row would read a
/// hundred thousand: so it is done with the first row since the start, and then once for every sixty-fourth part that was added.
/// </summary>
internal sealed class Trims
{
    private const int Parts = 64;
    private const int MostOwners = 10_000;

    private readonly Lock _lock = new();
    private readonly Dictionary<string, long> _added = new(StringComparer.Ordinal);

    /// <param name="owner">Whose part of the table is bounded; empty where all of it is.</param>
    /// <param name="more">What was added now.</param>
    /// <param name="most">What may be there, in the same unit.</param>
    public bool IsDue(string owner, long more, long most)
    {
        lock (_lock)
        {
            if (_added.TryGetValue(owner, out long added) && added + more < most / Parts)
            {
                _added[owner] = added + more;
                return false;
            }

            if (_added.Count >= MostOwners)
            {
                // Whoever comes next is looked at again.
                _added.Clear();
            }

            _added[owner] = 0;
            return true;
        }
    }
}
