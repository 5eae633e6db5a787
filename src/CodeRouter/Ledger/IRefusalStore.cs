namespace CodeRouter.Ledger;

/// <summary>A request that was turned away before anything was journalled.</summary>
/// <param name="IsCaller">It was let in, and refused for another reason; else it came from a stranger.</param>
public sealed record Refusal(StepRecord Step, bool IsCaller);

/// <summary>
/// The latest refusals, kept where the books are, so that an error is found by its id after a restart too. They belong to no session and
/// count in no sum. Of callers and of strangers a number each is kept: whoever floods the gateway pushes out older ones and fills no disk.
/// </summary>
public interface IRefusalStore
{
    /// <summary>Keeps them, those that are there already aside, and lets the oldest of each kind go beyond what is kept; in one transaction.</summary>
    /// <exception cref="System.Data.Common.DbException">The store does not answer, or is full.</exception>
    void Keep(IReadOnlyList<Refusal> batch);

    /// <summary>The newest of each kind, the oldest of them first.</summary>
    IReadOnlyList<Refusal> Latest(int mostOfCallers, int mostOfStrangers);

    /// <summary>By the id of the decision or of the error, or by request hash (the newest with it).</summary>
    /// <param name="keyId">The caller's own only; null for anybody's.</param>
    StepRecord? Find(string idOrHash, string? keyId);
}
