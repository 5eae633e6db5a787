namespace CodeRouter.Tests.Access;

/// <summary>A clock that stands until it is moved. The wall clock may jump; the one that measures goes forward only.</summary>
internal sealed class ManualClock(DateTimeOffset now) : TimeProvider
{
    private DateTimeOffset _now = now;
    private long _ticks;

    public override long TimestampFrequency => TimeSpan.TicksPerSecond;

    public override DateTimeOffset GetUtcNow() => _now;

    public override long GetTimestamp() => Volatile.Read(ref _ticks);

    public void Advance(TimeSpan by)
    {
        Interlocked.Add(ref _ticks, by.Ticks);
        _now += by;
    }

    public void SetWallClock(DateTimeOffset to) => _now = to;
}
