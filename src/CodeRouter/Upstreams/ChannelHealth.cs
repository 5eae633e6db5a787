namespace CodeRouter.Upstreams;

/// <summary>
/// What real traffic said about one channel: cool-down after refusals, circuit breaking after repeated failures, latency and error rate.
/// A cool-down is only ever prolonged, never shortened by a later, milder failure.
/// </summary>
public sealed class ChannelHealth(TimeProvider clock)
{
    /// <summary>Failures in a row that open the circuit.</summary>
    public const int FailuresToOpen = 3;

    private static readonly TimeSpan LongestCoolDown = TimeSpan.FromSeconds(120);
    private readonly Lock _gate = new();
    private long _coolUntil;
    private int _failuresInARow;
    private int _underWay;
    private double _latencyMs;
    private double _errorRate;
    private bool _probing;
    private long _lastOk;
    private string? _lastError;

    public bool IsCooling => CoolFor > TimeSpan.Zero;

    /// <summary>How long until the channel may be tried again; zero when it may now.</summary>
    public TimeSpan CoolFor
    {
        get
        {
            long until = Interlocked.Read(ref _coolUntil);
            if (until == 0)
            {
                return TimeSpan.Zero;
            }

            var left = clock.GetElapsedTime(clock.GetTimestamp(), until);
            return left > TimeSpan.Zero ? left : TimeSpan.Zero;
        }
    }

    public double? LatencyMs => Volatile.Read(ref _latencyMs) is > 0 and var ms ? ms : null;

    /// <summary>Calls sent there whose answers have not ended.</summary>
    public int UnderWay => Volatile.Read(ref _underWay);

    public double ErrorRate => Volatile.Read(ref _errorRate);

    public int FailuresInARow => Volatile.Read(ref _failuresInARow);

    /// <summary>Since the last good answer; null when there was none.</summary>
    public TimeSpan? SinceLastOk => Interlocked.Read(ref _lastOk) is not 0 and var at ? clock.GetElapsedTime(at) : null;

    public string? LastError => Volatile.Read(ref _lastError);

    /// <summary>ok | cooling | failing, for people and <c>/health</c>.</summary>
    public string State => IsCooling ? "cooling" : FailuresInARow > 0 ? "failing" : SinceLastOk is null ? "unknown" : "ok";

    /// <summary>After a circuit opened and its time is up, one request goes through as the probe; the others keep away until it came back.</summary>
    public bool TryEnter()
    {
        if (Volatile.Read(ref _failuresInARow) < FailuresToOpen)
        {
            return true;
        }

        lock (_gate)
        {
            if (_failuresInARow < FailuresToOpen)
            {
                return true;
            }

            if (_probing)
            {
                return false;
            }

            _probing = true;
            return true;
        }
    }

    /// <summary>A call goes out; <see cref="End"/> when it or its answer is over.</summary>
    public void Begin() => Interlocked.Increment(ref _underWay);

    public void End() => Interlocked.Decrement(ref _underWay);

    /// <summary>The attempt ended without a verdict on the channel (the caller left).</summary>
    public void Leave()
    {
        if (_probing)
        {
            lock (_gate)
            {
                _probing = false;
            }
        }
    }

    public void Succeeded(double firstContentMs)
    {
        Interlocked.Exchange(ref _lastOk, clock.GetTimestamp());
        Volatile.Write(ref _latencyMs, _latencyMs <= 0 ? firstContentMs : (_latencyMs * 0.8) + (firstContentMs * 0.2));
        Volatile.Write(ref _errorRate, _errorRate * 0.9);
        if (_failuresInARow != 0 || _coolUntil != 0)
        {
            lock (_gate)
            {
                _failuresInARow = 0;
                _probing = false;
                Interlocked.Exchange(ref _coolUntil, 0);
            }
        }
    }

    /// <param name="retryAfter">What the upstream asked for, if it did.</param>
    public void Failed(UpstreamFailure failure, TimeSpan? retryAfter)
    {
        lock (_gate)
        {
            _probing = false;
            _failuresInARow++;
            _lastError = failure.Message;
            Volatile.Write(ref _errorRate, (_errorRate * 0.9) + 0.1);
            var pause = PauseAfter(failure, retryAfter);
            if (pause <= TimeSpan.Zero)
            {
                return;
            }

            long until = clock.GetTimestamp() + (long)(pause.TotalSeconds * clock.TimestampFrequency);
            if (until > _coolUntil)
            {
                Interlocked.Exchange(ref _coolUntil, until);
            }
        }
    }

    /// <summary>Nothing is wrong with it, but it is not to be used for so long.</summary>
    public void Rest(TimeSpan pause)
    {
        lock (_gate)
        {
            long until = clock.GetTimestamp() + (long)(pause.TotalSeconds * clock.TimestampFrequency);
            if (until > _coolUntil)
            {
                Interlocked.Exchange(ref _coolUntil, until);
            }
        }
    }

    private TimeSpan PauseAfter(UpstreamFailure failure, TimeSpan? retryAfter)
    {
        bool refused = failure.Status is 429 or 503 or 529;
        if (refused && retryAfter is { } asked)
        {
            return asked < LongestCoolDown ? asked : LongestCoolDown;
        }

        int seconds = failure.Status switch
        {
            429 or 529 => 5 << Math.Min(_failuresInARow - 1, 4),
            401 or 402 or 403 => 30,
            _ => _failuresInARow >= FailuresToOpen ? 5 << Math.Min(_failuresInARow - FailuresToOpen, 4) : 0,
        };
        return TimeSpan.FromSeconds(Math.Min(seconds, (int)LongestCoolDown.TotalSeconds));
    }
}
