using System.Data.Common;

namespace CodeRouter.Cache;

/// <summary>
/// Questions asked before, found by what they ask: nearness finds the candidates, and only one whose gist is equal letter by letter counts
/// (the same words in the same order, names, paths, numbers, quotations, negations). Cosine alone never decides. Kept in memory beside the
/// store, within a bound; a store that fails is a cache without memory of earlier days.
/// </summary>
public sealed class AlikeQuestions(IQuestionStore store, TimeProvider clock)
{
    public const string BuiltIn = "built-in";
    private static readonly TimeSpan Freshness = TimeSpan.FromSeconds(5);
    private static readonly TimeSpan LongestWait = TimeSpan.FromMilliseconds(300);

    private readonly Lock _gate = new();
    private readonly SemaphoreSlim _reading = new(1, 1);
    private readonly Dictionary<(string Tenant, string Scope), QuestionShelf> _shelves = [];
    private readonly Queue<AskedQuestion> _order = new();
    private DateTimeOffset _readAt = DateTimeOffset.MinValue;
    private DateTimeOffset _newest = DateTimeOffset.MinValue;

    /// <summary>Places in the indexes that hold nothing any more: they are made anew before those are most.</summary>
    internal int Gaps
    {
        get
        {
            lock (_gate)
            {
                return _shelves.Values.Sum(static s => s.Gaps);
            }
        }
    }

    /// <summary>One that asks the same; null where none does.</summary>
    /// <param name="least">Smallest cosine.</param>
    public async Task<AlikeQuestion?> FindAsync(string tenant, string scope, string gist, string space, float[] vector, double least, int mostEntries)
    {
        try
        {
            // A long memory takes a while to be read: nobody waits for all of it.
            await CatchUpAsync(mostEntries).WaitAsync(LongestWait, clock);
        }
        catch (TimeoutException)
        {
            // It goes on beside.
        }

        lock (_gate)
        {
            return _shelves.TryGetValue((tenant, scope), out var shelf) ? shelf.Find(gist, space, vector, least, clock.GetUtcNow()) : null;
        }
    }

    public async Task KeepAsync(AskedQuestion question, int mostEntries)
    {
        Put(question, mostEntries);
        await Task.Run(() =>
        {
            try
            {
                store.Keep(question, mostEntries);
            }
            catch (DbException)
            {
                // It is found as long as this process lives.
            }
        });
    }

    // What was kept before the start, and since then by other gateways over the same store.
    private async Task CatchUpAsync(int mostEntries)
    {
        var now = clock.GetUtcNow();
        if (now - _readAt < Freshness || !await _reading.WaitAsync(0))
        {
            return;
        }

        try
        {
            var since = _newest;
            await Task.Run(() =>
            {
                foreach (var question in store.Since(since, now, mostEntries))
                {
                    _newest = question.At > _newest ? question.At : _newest;
                    Put(question, mostEntries);
                }
            });
        }
        catch (DbException)
        {
            // What is in memory is still found; the next look tries again.
        }
        finally
        {
            _readAt = now;
            _reading.Release();
        }
    }

    private void Put(AskedQuestion question, int mostEntries)
    {
        lock (_gate)
        {
            var place = (question.Tenant, question.Scope);
            if (!_shelves.TryGetValue(place, out var shelf))
            {
                shelf = _shelves[place] = new QuestionShelf();
            }

            if (shelf.Knows(question))
            {
                return;
            }

            shelf.Put(question);
            RenewWorn(shelf);
            _order.Enqueue(question);
            var now = clock.GetUtcNow();
            while (_order.TryPeek(out var oldest) && (_order.Count > mostEntries || oldest.ExpiresAt <= now))
            {
                Drop(_order.Dequeue());
            }
        }
    }

    private void Drop(AskedQuestion question)
    {
        if (_shelves.TryGetValue((question.Tenant, question.Scope), out var shelf) && shelf.Holds(question))
        {
            shelf.Take(question);
            if (shelf.Count == 0)
            {
                _shelves.Remove((question.Tenant, question.Scope));
            }
            else
            {
                RenewWorn(shelf);
            }
        }
    }

    // Questions that took the place of older ones of their key leave gaps as those do that are too old.
    private void RenewWorn(QuestionShelf shelf)
    {
        if (shelf.Worn is { } worn)
        {
            worn.IsLeaving = true;
            _ = Task.Run(() => Renew(shelf, worn));
        }
    }

    // Beside the lock: the worn one is searched and added to meanwhile.
    private void Renew(QuestionShelf shelf, QuestionSpace worn)
    {
        IReadOnlyList<AskedQuestion> held;
        lock (_gate)
        {
            held = worn.Held;
        }

        var made = worn.With(held);
        lock (_gate)
        {
            shelf.Replace(worn, made);
        }
    }
}
