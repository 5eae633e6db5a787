namespace CodeRouter.Ledger;

/// <summary>The books in the order they were entered, for learning from them.</summary>
public interface IOutcomeSource
{
    /// <summary>The place behind which so many of the newest steps stand; 0 when there are no more than that.</summary>
    long PlaceBefore(int steps);

    /// <summary>Steps entered behind a place, oldest first, each with its own.</summary>
    IReadOnlyList<(long Place, StepRecord Step)> StepsAfter(long place, int limit);

    /// <summary>Feedback given after one (ids sort by time), oldest first, with the steps it was applied to, oldest first.</summary>
    IReadOnlyList<(Feedback Feedback, IReadOnlyList<StepRecord> Steps)> FeedbackAfter(string id, int limit);
}
