using System.Collections.Concurrent;
using System.Data.Common;
using CodeRouter.Core.Findings.Secrets;

namespace CodeRouter.Ledger;

/// <summary>
/// Requests that were turned away before anything was journalled, the latest of them, so that whoever got an error finds it by its id.
/// Bounded, and strangers have a part of their own, so that nobody can fill it for others. They go into the store every few seconds, off
/// the request's path: of a flood only what is still remembered by then. Safe for several threads.
/// </summary>
public sealed class RecentRefusals(IRefusalStore store, TimeProvider clock) : IAsyncDisposable
{
    private const int MostOfCallers = 1000, MostOfStrangers = 200;
    // What a caller writes into it must not make a thousand of them large.
    private const int LongestName = 200, LargestDetail = 16 * 1024;
    private static readonly TimeSpan Between = TimeSpan.FromSeconds(5);

    private readonly ConcurrentQueue<Remembered> _callers = new(), _strangers = new();
    private readonly CancellationTokenSource _ending = new();
    private Task _running = Task.CompletedTask;

    /// <summary>Remembers what the last run left in the store, and begins to keep.</summary>
    public void Start()
    {
        try
        {
            foreach (var refusal in store.Latest(MostOfCallers, MostOfStrangers))
            {
                Remember(new Remembered(refusal) { Kept = true });
            }
        }
        catch (DbException)
        {
            // The store is away for a moment: whoever asks for one by its id is answered from it later.
        }

        _running = Task.Run(KeepAsync);
    }

    /// <param name="isCaller">It was let in, and refused for another reason.</param>
    public void Add(StepRecord record, bool isCaller)
    {
        if (record.AskedModel.Length > LongestName)
        {
            record.AskedModel = string.Concat(record.AskedModel.AsSpan(0, LongestName), "…");
        }

        // It may name the model that was asked for.
        record.Reason = SecretlessText.Of(record.Reason);
        if (record.DetailJson is { Length: > LargestDetail })
        {
            record.DetailJson = null;
        }

        Remember(new Remembered(new Refusal(record, isCaller)));
    }

    /// <summary>Newest first.</summary>
    public IReadOnlyList<StepRecord> All => [.. _callers.Concat(_strangers).Select(static r => r.Refusal.Step).OrderByDescending(static r => r.At)];

    /// <summary>Of the latest, by the id of the decision or of the error.</summary>
    public StepRecord? Find(string id) => All.FirstOrDefault(r => r.Id == id || r.ErrorId == id);

    /// <summary>By the id of the decision or of the error, or by request hash (the newest with it).</summary>
    /// <param name="keyId">The caller's own only; null for anybody's.</param>
    public async Task<StepRecord?> FindAsync(string idOrHash, string? keyId, CancellationToken cancellationToken) =>
        All.FirstOrDefault(r => (r.Id == idOrHash || r.ErrorId == idOrHash || r.RequestHash == idOrHash) && (keyId is null || r.KeyId == keyId))
        ?? await Task.Run(() => store.Find(idOrHash, keyId), cancellationToken).ConfigureAwait(false);

    /// <summary>Keeps what is not in the store yet.</summary>
    public async ValueTask DisposeAsync()
    {
        await _ending.CancelAsync().ConfigureAwait(false);
        await _running.ConfigureAwait(false);
        await Task.Run(KeepQuietly).ConfigureAwait(false);
        _ending.Dispose();
    }

    private void Remember(Remembered refusal)
    {
        var (queue, most) = refusal.Refusal.IsCaller ? (_callers, MostOfCallers) : (_strangers, MostOfStrangers);
        queue.Enqueue(refusal);
        while (queue.Count > most)
        {
            queue.TryDequeue(out _);
        }
    }

    private async Task KeepAsync()
    {
        try
        {
            while (true)
            {
                await Task.Delay(Between, clock, _ending.Token).ConfigureAwait(false);
                KeepQuietly();
            }
        }
        catch (OperationCanceledException)
        {
            // The gateway ends.
        }
    }

    private void KeepQuietly()
    {
        List<Remembered> batch = [.. _callers.Concat(_strangers).Where(static r => !r.Kept)];
        if (batch.Count == 0)
        {
            return;
        }

        try
        {
            store.Keep(batch.ConvertAll(static r => r.Refusal));
            batch.ForEach(static r => r.Kept = true);
        }
        catch (Exception e) when (e is DbException or TimeoutException or IOException or System.Net.Sockets.SocketException)
        {
            // The store is away or full: they are remembered here, and tried again.
        }
    }

    private sealed class Remembered(Refusal refusal)
    {
        public Refusal Refusal => refusal;

        /// <summary>The store has it. Touched by the keeping alone.</summary>
        public bool Kept { get; set; }
    }
}
