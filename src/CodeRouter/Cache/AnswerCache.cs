using System.Data.Common;

namespace CodeRouter.Cache;

/// <summary>Answers already given, off the caller's thread. A store that fails is a cache without the answer: the model is asked.</summary>
public sealed class AnswerCache(IAnswerStore store)
{
    public Flights Flights { get; } = new();

    public Task<CachedAnswer?> FindAsync(string tenant, string key, DateTimeOffset now) => Task.Run(() =>
    {
        try
        {
            return store.Find(tenant, key, now);
        }
        catch (DbException)
        {
            return null;
        }
    });

    public Task KeepAsync(CachedAnswer answer, int mostEntries) => Task.Run(() => Quietly(() => store.Keep(answer, mostEntries)));

    public Task DropAsync(string tenant, string key) => Task.Run(() => Quietly(() => store.Drop(tenant, key)));

    private static void Quietly(Action change)
    {
        try
        {
            change();
        }
        catch (DbException)
        {
            // The answer stands; it is only not kept.
        }
    }
}
