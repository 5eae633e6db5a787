using System.Collections.Concurrent;
using System.Collections.Immutable;

namespace CodeRouter.Guards;

/// <summary>
/// Placeholders by session, for what a request does not bring itself: history that is kept at the provider, and placeholders that stayed
/// where they were written. In memory, and in the store, so that another gateway, or this one after a restart, knows them too. The store
/// is written beside the request and read only when an answer names a placeholder that the request did not make.
/// </summary>
public sealed class SessionPlaceholders(IPlaceholderStore store, TimeProvider clock)
{
    private const int MostSessions = 20_000;
    private const int MostValues = 2_000;

    private readonly ConcurrentDictionary<(string KeyId, string Session), Entry> _sessions = new();

    /// <summary>Keeps what a request redacted; done when another gateway can find it. Nothing where all of it is kept already.</summary>
    /// <param name="ttl">How long it can be found.</param>
    public Task KeepAsync(string keyId, string session, IReadOnlyDictionary<string, string> values, TimeSpan ttl)
    {
        var now = clock.GetUtcNow();
        var name = (keyId, session);
        var known = _sessions.GetValueOrDefault(name);
        bool fresh = known is not null && now - known.At < ttl / 2;
        var more = values.Where(v => !fresh || !known!.Values.ContainsKey(v.Key)).ToDictionary(StringComparer.Ordinal);
        if (more.Count == 0)
        {
            return Task.CompletedTask;
        }

        Forget(now);
        var all = known is null || known.Values.Count + more.Count > MostValues ? ImmutableDictionary<string, string>.Empty : known.Values;
        _sessions[name] = new Entry(all.SetItems(more), fresh ? known!.At : now);
        return Task.Run(() =>
        {
            try
            {
                store.Keep(keyId, session, more, now, now + ttl);
            }
            catch (System.Data.Common.DbException)
            {
                // This answer has its own; the next step writes all of them again.
                _sessions.TryRemove(name, out _);
            }
        });
    }

    /// <summary>All that the session's placeholders stand for, wherever they were made.</summary>
    public async Task<IReadOnlyDictionary<string, string>> RecallAsync(string keyId, string session)
    {
        var here = _sessions.GetValueOrDefault((keyId, session))?.Values ?? ImmutableDictionary<string, string>.Empty;
        try
        {
            var kept = await Task.Run(() => store.Find(keyId, session, clock.GetUtcNow()));
            return here.IsEmpty ? kept : here.SetItems(kept);
        }
        catch (System.Data.Common.DbException)
        {
            // What is known here is the best there is.
            return here;
        }
    }

    private void Forget(DateTimeOffset now)
    {
        if (_sessions.Count < MostSessions)
        {
            return;
        }

        var limit = now - TimeSpan.FromMinutes(10);
        foreach (var (name, entry) in _sessions)
        {
            if (entry.At < limit)
            {
                _sessions.TryRemove(name, out _);
            }
        }

        if (_sessions.Count >= MostSessions)
        {
            // The store has them.
            _sessions.Clear();
        }
    }

    private sealed record Entry(ImmutableDictionary<string, string> Values, DateTimeOffset At);
}
