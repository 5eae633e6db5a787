using System.Collections.Concurrent;

namespace CodeRouter.Ledger;

/// <summary>
/// Requests that were turned away before anything was journalled, the latest of them, in memory: so that whoever got an error finds it by
/// its id. Bounded, and strangers have a part of their own, so that nobody can fill it for others. Safe for several threads.
/// </summary>
public sealed class RecentRefusals
{
    private const int MostOfCallers = 1000, MostOfStrangers = 200;
    private readonly ConcurrentQueue<StepRecord> _callers = new(), _strangers = new();

    /// <param name="isCaller">It was let in, and refused for another reason.</param>
    public void Add(StepRecord record, bool isCaller)
    {
        var (queue, most) = isCaller ? (_callers, MostOfCallers) : (_strangers, MostOfStrangers);
        queue.Enqueue(record);
        while (queue.Count > most)
        {
            queue.TryDequeue(out _);
        }
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<StepRecord> All => [.. _callers.Concat(_strangers).OrderByDescending(static r => r.At)];

    /// <summary>By the id of the decision or of the error.</summary>
    public StepRecord? Find(string id) => _callers.Concat(_strangers).FirstOrDefault(r => r.Id == id || r.ErrorId == id);
}
