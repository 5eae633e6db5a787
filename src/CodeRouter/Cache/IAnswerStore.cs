namespace CodeRouter.Cache;

/// <summary>Where answers are kept beyond a restart. Every question names the tenant.</summary>
public interface IAnswerStore
{
    /// <summary>Null where there is none, it has expired, or what is there is not what was written (then it is gone too).</summary>
    CachedAnswer? Find(string tenant, string key, DateTimeOffset now);

    /// <summary>Keeps one in place of an older one; the oldest go where there are too many.</summary>
    void Keep(CachedAnswer answer, int mostEntries);

    void Drop(string tenant, string key);
}
