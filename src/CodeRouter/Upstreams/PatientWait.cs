using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams;

/// <summary>Waits for an upstream and tells the observer now and then that nothing has come yet.</summary>
public sealed class PatientWait(IHoldObserver observer)
{
    private ModelCard? _model;
    private Channel? _channel;
    private IReadOnlyList<string> _losses = [];

    /// <summary>The caller was sent something while waiting: the answer has begun.</summary>
    public bool HasBegun { get; private set; }

    public void Attempt(ModelCard model, Channel channel, IReadOnlyList<string> losses) => (_model, _channel, _losses) = (model, channel, losses);

    // The usual case pays nothing: an answer that is there, or a caller who cannot be told anything.
    public ValueTask<T> ForAsync<T>(Task<T> task) =>
        task.IsCompleted || observer.NextIn == Timeout.InfiniteTimeSpan ? new ValueTask<T>(task) : WaitAsync(task);

    private async ValueTask<T> WaitAsync<T>(Task<T> task)
    {
        while (!task.IsCompleted)
        {
            var next = observer.NextIn;
            if (next == Timeout.InfiniteTimeSpan)
            {
                break;
            }

            try
            {
                return await task.WaitAsync(next > TimeSpan.Zero ? next : TimeSpan.FromMilliseconds(1));
            }
            catch (TimeoutException) when (!task.IsCompleted)
            {
                HasBegun = true;
                try
                {
                    await observer.HoldingAsync(_model!, _channel!, _losses);
                }
                catch
                {
                    // The caller left, and the wait ends with that: whatever it still fills or opens must be done with first.
                    await ((Task)task).ConfigureAwait(ConfigureAwaitOptions.SuppressThrowing);
                    if (task.IsCompletedSuccessfully && task.Result is IDisposable opened)
                    {
                        opened.Dispose();
                    }

                    throw;
                }
            }
        }

        return await task;
    }

    public ValueTask<int> ForAsync(ValueTask<int> read) => read.IsCompleted ? read : ForAsync(read.AsTask());
}
