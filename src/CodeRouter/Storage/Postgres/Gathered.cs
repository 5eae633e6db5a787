namespace CodeRouter.Storage.Postgres;

/// <summary>
/// Asks the database once for all who came while it was busy with those before them: nobody waits for company, and the busier
/// it is, the more share one transaction. Safe for several threads.
/// </summary>
/// <param name="ask">Answers, one for each who asked, in their order. One ask runs at a time.</param>
/// <param name="most">Of so many at once.</param>
internal sealed class Gathered<TAsk, TAnswer>(Func<IReadOnlyList<TAsk>, Task<IReadOnlyList<TAnswer>>> ask, int most)
{
    private readonly Lock _gate = new();
    private readonly Queue<(TAsk Ask, TaskCompletionSource<TAnswer> Answer)> _waiting = [];
    private bool _busy;

    /// <summary>The answer for one of them. Who stops waiting is asked for all the same.</summary>
    public Task<TAnswer> AskAsync(TAsk one, CancellationToken cancellationToken)
    {
        var answer = new TaskCompletionSource<TAnswer>(TaskCreationOptions.RunContinuationsAsynchronously);
        lock (_gate)
        {
            _waiting.Enqueue((one, answer));
            if (_busy)
            {
                return answer.Task.WaitAsync(cancellationToken);
            }

            _busy = true;
        }

        _ = AskForAllAsync();
        return answer.Task.WaitAsync(cancellationToken);
    }

    private async Task AskForAllAsync()
    {
        while (Next() is { Count: > 0 } batch)
        {
            try
            {
                var answers = await ask(batch.ConvertAll(static b => b.Ask)).ConfigureAwait(false);
                for (int i = 0; i < batch.Count; i++)
                {
                    batch[i].Answer.TrySetResult(answers[i]);
                }
            }
            catch (Exception e)
            {
                // Whatever it was is each one's own answer: none of them is left waiting.
                batch.ForEach(b => b.Answer.TrySetException(e));
            }
        }
    }

    private List<(TAsk Ask, TaskCompletionSource<TAnswer> Answer)> Next()
    {
        lock (_gate)
        {
            var batch = new List<(TAsk, TaskCompletionSource<TAnswer>)>(Math.Min(most, _waiting.Count));
            while (batch.Count < most && _waiting.TryDequeue(out var next))
            {
                batch.Add(next);
            }

            _busy = batch.Count > 0;
            return batch;
        }
    }
}
