namespace CodeRouter.Cache;

/// <summary>Where questions are kept beyond a restart, and where gateways over one store find each other's.</summary>
public interface IQuestionStore
{
    /// <summary>Those kept at this moment or later that have not expired, oldest first, at most the newest so many. What is not as it was written is left out.</summary>
    IReadOnlyList<AskedQuestion> Since(DateTimeOffset at, DateTimeOffset now, int most);

    /// <summary>Keeps one in place of an older one of the same key; the oldest go where there are too many.</summary>
    void Keep(AskedQuestion question, int mostEntries);
}
