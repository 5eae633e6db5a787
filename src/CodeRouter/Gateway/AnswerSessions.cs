namespace CodeRouter.Gateway;

/// <summary>
/// Which session an answer belonged to, for requests that go on from it by its name alone. The last few thousand answers since the start:
/// those that are kept in the store carry their session there.
/// </summary>
public sealed class AnswerSessions
{
    private const int Most = 8192;

    /// <summary>Providers' own ids are a quarter of this; a longer one is no name to go on from.</summary>
    private const int LongestId = 256;

    private readonly Lock _gate = new();
    private Dictionary<(string Owner, string Id), string> _newer = [];
    private Dictionary<(string Owner, string Id), string> _older = [];

    /// <param name="owner">Public part of the key that asked; empty for a caller without one.</param>
    public void Note(string owner, string id, string session)
    {
        if (id.Length > LongestId)
        {
            return;
        }

        lock (_gate)
        {
            if (_newer.Count >= Most)
            {
                (_older, _newer) = (_newer, []);
            }

            _newer[(owner, id)] = session;
        }
    }

    /// <summary>Null for another key's answer, and for one of long ago.</summary>
    public string? Find(string owner, string id)
    {
        lock (_gate)
        {
            return _newer.GetValueOrDefault((owner, id)) ?? _older.GetValueOrDefault((owner, id));
        }
    }
}
