using CodeRouter.Telemetry;
using Xunit;

namespace CodeRouter.Tests.Telemetry;

/// <summary>Memory goes back to the system when nobody is served, and never while somebody is.</summary>
public sealed class SpareMemoryTests : IDisposable
{
    private const long Megabyte = 1 << 20;
    private readonly GatewayMetrics _metrics = new();
    private readonly Heap _heap = new();
    private readonly Ticks _clock = new();
    private readonly SpareMemory _spare;

    public SpareMemoryTests()
    {
        _spare = new SpareMemory(_metrics, _heap, _clock);
        _spare.Watch();
        _spare.Watch();
    }

    public void Dispose() => _spare.Dispose();

    [Fact]
    public void What_the_start_left_is_given_back_after_the_first_quiet_second()
    {
        Passes(seconds: 1, allocating: 40 * Megabyte);
        Assert.Equal(0, _heap.GivenBack);
        Passes(seconds: 1);
        Assert.Equal(1, _heap.GivenBack);
    }

    [Fact]
    public void While_a_request_is_under_way_nothing_is_given_back()
    {
        Passes(seconds: 1, allocating: 40 * Megabyte);
        using (_metrics.InFlight())
        {
            Passes(seconds: 100);
            Assert.Equal(0, _heap.GivenBack);
        }

        Passes(seconds: 1);
        Assert.Equal(1, _heap.GivenBack);
    }

    [Fact]
    public void After_a_burst_half_a_minute_has_to_be_quiet()
    {
        Started();
        Passes(seconds: 1, allocating: 100 * Megabyte);
        Passes(seconds: 29);
        Assert.Equal(1, _heap.GivenBack);
        Passes(seconds: 1);
        Assert.Equal(2, _heap.GivenBack);
    }

    [Fact]
    public void A_request_in_between_begins_the_half_minute_again()
    {
        Started();
        Passes(seconds: 1, allocating: 100 * Megabyte);
        Passes(seconds: 29);
        using (_metrics.InFlight())
        {
            Passes(seconds: 1);
        }

        Passes(seconds: 29);
        Assert.Equal(1, _heap.GivenBack);
        Passes(seconds: 1);
        Assert.Equal(2, _heap.GivenBack);
    }

    [Fact]
    public void For_little_nothing_is_stopped()
    {
        Started();
        Passes(seconds: 1, allocating: 15 * Megabyte);
        Passes(seconds: 1000);
        Assert.Equal(1, _heap.GivenBack);
        Passes(seconds: 1, allocating: 2 * Megabyte);
        Passes(seconds: 30);
        Assert.Equal(2, _heap.GivenBack);
    }

    private void Started()
    {
        Passes(seconds: 1, allocating: 40 * Megabyte);
        Passes(seconds: 1);
    }

    private void Passes(int seconds, long allocating = 0)
    {
        _heap.AllocatedBytes += allocating;
        for (int i = 0; i < seconds; i++)
        {
            _clock.Tick();
        }
    }

    private sealed class Heap : IOwnMemory
    {
        public long AllocatedBytes { get; set; }

        public int GivenBack { get; private set; }

        public void GiveBack() => GivenBack++;
    }

    /// <summary>A clock whose one timer goes off when it is told to.</summary>
    private sealed class Ticks : TimeProvider
    {
        private TimerCallback? _callback;

        public void Tick() => _callback!(null);

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            Assert.Null(_callback);
            Assert.Equal((TimeSpan.FromSeconds(1), TimeSpan.FromSeconds(1)), (dueTime, period));
            _callback = callback;
            return System.CreateTimer(static _ => { }, null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
        }
    }
}
