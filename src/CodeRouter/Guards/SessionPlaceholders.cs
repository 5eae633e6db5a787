using System.Collections.Concurrent;

namespace CodeRouter.Guards;

/// <summary>
/// Placeholders by session, for history that is kept at the provider (<c>previous_response_id</c>): the next request does not bring the
/// values again, yet the answer may name them. Bounded, and forgotten when a session has been quiet.
/// </summary>
public sealed class SessionPlaceholders(TimeProvider clock)
{
    private const int MostSessions = 20_000;
    private const int MostValues = 500;
    private static readonly TimeSpan Kept = TimeSpan.FromHours(6);

    private readonly ConcurrentDictionary<string, Entry> _sessions = new(StringComparer.Ordinal);

    /// <summary>What the session has redacted so far; null when nothing.</summary>
    public Redactions? Of(string session)
    {
        if (!_sessions.TryGetValue(session, out var entry))
        {
            return null;
        }

        if (clock.GetUtcNow() - entry.At > Kept)
        {
            _sessions.TryRemove(session, out _);
            return null;
        }

        return entry.All;
    }

    /// <summary>Adds to what the session has redacted; all of it.</summary>
    public Redactions With(string session, Redactions more)
    {
        var earlier = Of(session);
        var all = more;
        if (earlier is not null && earlier.Count < MostValues && !more.Values.Keys.All(earlier.Values.ContainsKey))
        {
            all = new Redactions();
            foreach (var (name, value) in earlier.Values.Concat(more.Values))
            {
                all.Add(name, value);
            }
        }
        else if (earlier is not null && earlier.Count < MostValues)
        {
            all = earlier;
        }

        if (_sessions.Count >= MostSessions)
        {
            var limit = clock.GetUtcNow() - TimeSpan.FromMinutes(10);
            foreach (var (name, entry) in _sessions)
            {
                if (entry.At < limit)
                {
                    _sessions.TryRemove(name, out _);
                }
            }
        }

        _sessions[session] = new Entry(all, clock.GetUtcNow());
        return all;
    }

    private sealed record Entry(Redactions All, DateTimeOffset At);
}
