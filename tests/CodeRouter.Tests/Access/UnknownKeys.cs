using CodeRouter.Access;
using Xunit;

namespace CodeRouter.Tests.Access;

/// <summary>A key that is not known is looked up before it is called wrong; a flood of wrong ones is no flood of looks.</summary>
public sealed class UnknownKeys
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_thousand_wrong_keys_at_once_are_two_looks_at_the_store()
    {
        int looks = 0;
        using var held = new ManualResetEventSlim();
        var shared = new SharedLook(
            () =>
            {
                Interlocked.Increment(ref looks);
                held.Wait(Cancel);
            },
            TimeSpan.Zero,
            TimeProvider.System);

        var asked = Enumerable.Range(0, 1000).Select(_ => shared.JoinAsync()).ToList();
        SpinWait.SpinUntil(() => Volatile.Read(ref looks) == 1);
        asked.AddRange(Enumerable.Range(0, 1000).Select(_ => shared.JoinAsync()));
        held.Set();
        await Task.WhenAll(asked);
        Assert.Equal(2, looks);
    }

    [Fact]
    public async Task Two_looks_are_never_nearer_to_each_other_than_was_said()
    {
        var clock = new HeldTimers();
        int looks = 0;
        var shared = new SharedLook(() => looks++, TimeSpan.FromMilliseconds(50), clock);
        await shared.JoinAsync();
        var second = shared.JoinAsync();
        Assert.Same(clock.Asked.Task, await Task.WhenAny(second, clock.Asked.Task));
        var (wait, go) = await clock.Asked.Task;
        Assert.Equal((TimeSpan.FromMilliseconds(50), 1, false), (wait, looks, second.IsCompleted));
        go();
        await second;
        Assert.Equal(2, looks);
    }

    [Fact]
    public async Task A_look_that_fails_keeps_nobody_from_the_next()
    {
        int looks = 0;
        var shared = new SharedLook(() => _ = ++looks == 1 ? throw new IOException("away") : 0, TimeSpan.Zero, TimeProvider.System);
        await Assert.ThrowsAsync<IOException>(shared.JoinAsync);
        await shared.JoinAsync();
        Assert.Equal(2, looks);
    }

    /// <summary>A clock that stands, and timers that go off when they are told to.</summary>
    private sealed class HeldTimers : TimeProvider
    {
        public TaskCompletionSource<(TimeSpan Due, Action Go)> Asked { get; } = new(TaskCreationOptions.RunContinuationsAsynchronously);

        public override long GetTimestamp() => 1;

        public override ITimer CreateTimer(TimerCallback callback, object? state, TimeSpan dueTime, TimeSpan period)
        {
            var timer = System.CreateTimer(callback, state, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
            Asked.TrySetResult((dueTime, () => callback(state)));
            return timer;
        }
    }
}
