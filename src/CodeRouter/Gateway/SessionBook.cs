using System.Collections.Concurrent;
using CodeRouter.Core.Decisions;

namespace CodeRouter.Gateway;

/// <summary>
/// What each track has been through, in memory: the state the decision rule reads, and which channel served which model.
/// Tracks idle for hours are forgotten; so are the oldest when there are too many.
/// </summary>
public sealed class SessionBook(TimeProvider clock)
{
    private const int MostTracks = 100_000;
    private static readonly TimeSpan Idle = TimeSpan.FromHours(6);
    private readonly ConcurrentDictionary<(string Session, string Track), Entry> _entries = new();
    private long _lastSweep;

    public Entry Open(string session, string track)
    {
        var entry = _entries.GetOrAdd((session, track), static _ => new Entry());
        entry.LastUsed = clock.GetTimestamp();
        if (_entries.Count > MostTracks || clock.GetElapsedTime(Interlocked.Read(ref _lastSweep)) > TimeSpan.FromMinutes(10))
        {
            Sweep();
        }

        return entry;
    }

    public Entry? Find(string session, string track) => _entries.GetValueOrDefault((session, track));

    private void Sweep()
    {
        Interlocked.Exchange(ref _lastSweep, clock.GetTimestamp());
        bool crowded = _entries.Count > MostTracks;
        var limit = crowded ? TimeSpan.FromMinutes(10) : Idle;
        foreach (var (key, entry) in _entries)
        {
            if (clock.GetElapsedTime(entry.LastUsed) > limit)
            {
                _entries.TryRemove(key, out _);
            }
        }
    }

    /// <summary>One track. Two steps of it may be in flight at once; each change is a whole new state.</summary>
    public sealed class Entry
    {
        private readonly Lock _gate = new();
        private readonly ConcurrentDictionary<string, string> _channels = new(StringComparer.Ordinal);
        private SessionState _state = SessionState.New;

        public long LastUsed { get; set; }

        public SessionState State => Volatile.Read(ref _state);

        /// <summary>The channel that served this model last: its prompt cache lives behind that credential.</summary>
        public string? ChannelOf(string model) => _channels.GetValueOrDefault(model);

        public void Served(string model, string channel) => _channels[model] = channel;

        public void Change(Func<SessionState, SessionState> change)
        {
            lock (_gate)
            {
                _state = change(_state);
            }
        }
    }
}
