namespace CodeRouter.Gateway;

/// <summary>
/// Which session an answer belonged to and what it called, for requests that go on from it by its name alone. The last few thousand answers
/// since the start: those that are kept in the store carry both there.
/// </summary>
public sealed class AnswerSessions
{
    private const int Most = 8192;

    /// <summary>Providers' own ids are a quarter of this; a longer one is no name to go on from.</summary>
    private const int LongestId = 256;

    /// <summary>Calls beyond this (whole files, mostly) are not worth keeping: results are then read without them.</summary>
    private const int LongestCalls = 4096;

    private readonly Lock _gate = new();
    private Dictionary<(string Owner, string Id), NotedAnswer> _newer = [];
    private Dictionary<(string Owner, string Id), NotedAnswer> _older = [];

    /// <param name="owner">Public part of the key that asked; empty for a caller without one.</param>
    /// <param name="calls">The answer's calls as a list of items; null where it made none.</param>
    public void Note(string owner, string id, string session, byte[]? calls)
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

            _newer[(owner, id)] = new NotedAnswer(session, calls is { Length: <= LongestCalls } ? calls : null);
        }
    }

    /// <summary>Null for another key's answer, and for one of long ago.</summary>
    public NotedAnswer? Find(string owner, string id)
    {
        lock (_gate)
        {
            return _newer.GetValueOrDefault((owner, id)) ?? _older.GetValueOrDefault((owner, id));
        }
    }
}

/// <param name="Calls">A list of items; null where there are none.</param>
public sealed record NotedAnswer(string Session, byte[]? Calls);
