using System.Collections.Concurrent;

namespace CodeRouter.Cache;

/// <summary>Questions that are being answered just now: the first to ask asks the model, the others wait for what it keeps.</summary>
public sealed class Flights
{
    private readonly ConcurrentDictionary<string, TaskCompletionSource> _underWay = new(StringComparer.Ordinal);

    /// <summary>Whether this one leads, and must call <see cref="End"/>.</summary>
    /// <param name="leader">For the others: ends when the leader has.</param>
    public bool Leads(string key, out Task leader)
    {
        var mine = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        var first = _underWay.GetOrAdd(key, mine);
        leader = first.Task;
        return ReferenceEquals(first, mine);
    }

    public void End(string key)
    {
        if (_underWay.TryRemove(key, out var flight))
        {
            flight.SetResult();
        }
    }
}
