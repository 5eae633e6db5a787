namespace CodeRouter.Access;

/// <summary>
/// A look at something dear, shared: whoever asks waits for one that begins after that, together with all who asked meanwhile. However
/// many ask, there is one look at a time, and none sooner after another than <paramref name="apart"/>. Safe for several threads.
/// </summary>
internal sealed class SharedLook(Action look, TimeSpan apart, TimeProvider time)
{
    private readonly Lock _gate = new();
    private Task _last = Task.CompletedTask;
    private Task? _next;
    private long? _began;

    /// <summary>Ends when a look that began after the call has ended, and as it ended.</summary>
    public Task JoinAsync()
    {
        lock (_gate)
        {
            var before = _last;
            return _next ??= _last = Task.Run(() => RunAsync(before));
        }
    }

    private async Task RunAsync(Task before)
    {
        await before.ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
        if (_began is { } began && apart - time.GetElapsedTime(began) is { Ticks: > 0 } wait)
        {
            await Task.Delay(wait, time).ConfigureAwait(false);
        }

        lock (_gate)
        {
            // From here on it is too late to join: what changes now may be missed.
            (_next, _began) = (null, time.GetTimestamp());
        }

        look();
    }
}
