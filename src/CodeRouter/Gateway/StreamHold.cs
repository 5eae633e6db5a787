using CodeRouter.Core.Models;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>
/// While a stream's first content is awaited: nothing is sent for the hold time, so that another endpoint may still answer;
/// then the 200 goes out and a keep-alive of the caller's format now and then.
/// </summary>
public sealed class StreamHold(TimeProvider clock, TimeSpan hold, TimeSpan keepAlive, Func<ModelCard, Channel, IReadOnlyList<string>, ValueTask> begin, Func<ValueTask> ping) : IHoldObserver
{
    private long _last = clock.GetTimestamp();
    private bool _begun;

    public bool HasBegun => _begun;

    public TimeSpan NextIn => (_begun ? keepAlive : hold) - clock.GetElapsedTime(_last);

    public async ValueTask HoldingAsync(ModelCard model, Channel channel, IReadOnlyList<string> losses)
    {
        if (!_begun)
        {
            _begun = true;
            await begin(model, channel, losses);
        }

        await ping();
        _last = clock.GetTimestamp();
    }
}

/// <summary>An answer that is not a stream has nothing to be kept alive with.</summary>
public sealed class SilentHold : IHoldObserver
{
    public static SilentHold Instance { get; } = new();

    public TimeSpan NextIn => Timeout.InfiniteTimeSpan;

    public ValueTask HoldingAsync(ModelCard model, Channel channel, IReadOnlyList<string> losses) => ValueTask.CompletedTask;
}
