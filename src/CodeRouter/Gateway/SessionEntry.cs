using System.Collections.Concurrent;
using CodeRouter.Core.Decisions;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>One track. Two steps of it may be in flight at once, here and on other gateways; each change is a whole new state.</summary>
/// <param name="isShared">Other gateways are to be told: changes are kept until they are.</param>
public sealed class SessionEntry(TrackName name, bool isShared)
{
    private const int MostUnsaved = 8;
    private const double LeastAlike = 0.8, MostAlike = 1.25;

    private readonly Lock _gate = new();
    // Small: there are a hundred thousand tracks, and each meets a model or two.
    private readonly ConcurrentDictionary<string, string> _channels = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);
    private readonly ConcurrentDictionary<string, (long Estimated, long Counted)> _inputs = new(concurrencyLevel: 1, capacity: 1, StringComparer.Ordinal);
    private readonly List<Func<SessionState, SessionState>> _unsaved = [];
    private SessionState _state = SessionState.New;
    private bool _asked;

    public TrackName Name => name;

    public long LastUsed { get; set; }

    public SessionState State => Volatile.Read(ref _state);

    /// <summary>The version of the shared state this one is built on; 0 where there is none.</summary>
    public long Version { get; private set; }

    /// <summary>No step of it was seen here yet; said once, so that the books are asked once.</summary>
    public bool MayBeForgotten() => State.Model is null && !Interlocked.Exchange(ref _asked, true);

    /// <summary>The channel that served this model last: its prompt cache lives behind that credential.</summary>
    public string? ChannelOf(string model) => _channels.GetValueOrDefault(model);

    public void Served(string model, string channel) => _channels[model] = channel;

    /// <summary>What a model counted for a request of so many estimated tokens.</summary>
    public void Counted(string model, long estimated, long counted)
    {
        if (estimated > 0 && counted > 0)
        {
            _inputs[model] = (estimated, counted);
        }
    }

    /// <summary>
    /// What the model will count for a request of this size, where it counted a like one of this session: agents send the same tools and the
    /// same history again and a little more, so the two differ by what was added alone. Null where there is none.
    /// </summary>
    public long? InputLike(string model, long estimated) =>
        _inputs.TryGetValue(model, out var seen) && estimated >= seen.Estimated * LeastAlike && estimated <= seen.Estimated * MostAlike
            ? Math.Max(1, (long)Math.Round((double)seen.Counted / seen.Estimated * estimated))
            : null;

    public void Change(Func<SessionState, SessionState> change)
    {
        lock (_gate)
        {
            _state = change(_state);
            if (!isShared)
            {
                return;
            }

            if (_unsaved.Count == MostUnsaved)
            {
                // The store is away: the state itself is kept, only these cannot be put on top of a newer one any more.
                _unsaved.RemoveAt(0);
            }

            _unsaved.Add(change);
        }
    }

    /// <summary>
    /// Held while the track is left for others: of two steps that end at once the second would be told that the first was faster, take
    /// its state over and put what that one had saved on top again. Null where there are no others.
    /// </summary>
    internal SemaphoreSlim? Leaving { get; } = isShared ? new SemaphoreSlim(1) : null;

    /// <summary>What other gateways do not have yet; null where there is nothing.</summary>
    internal (long Version, byte[] State, int Changes)? Unsaved()
    {
        lock (_gate)
        {
            return _unsaved.Count == 0 ? null : (Version, new SessionText(_state, new Dictionary<string, string>(_channels, StringComparer.Ordinal)).ToBytes(), _unsaved.Count);
        }
    }

    internal void Saved((long Version, byte[] State, int Changes) saved)
    {
        lock (_gate)
        {
            // Somebody may have taken a newer one over while it was saved.
            if (Version == saved.Version)
            {
                Version++;
                _unsaved.RemoveRange(0, Math.Min(saved.Changes, _unsaved.Count));
            }
        }
    }

    /// <summary>Goes on from a state another gateway left, with what was learnt here since put on top.</summary>
    internal void TakeOver(TrackVersion newer)
    {
        lock (_gate)
        {
            if (newer.Version <= Version)
            {
                return;
            }

            Version = newer.Version;
            if (SessionText.Of(newer.State) is not { } text)
            {
                return;
            }

            _state = _unsaved.Aggregate(text.State, static (state, change) => change(state));
            foreach (var (model, channel) in text.Channels)
            {
                _channels[model] = channel;
            }
        }
    }
}
