namespace CodeRouter.Core.Outcomes;

/// <summary>A mean of which the newest values weigh more, once there are many.</summary>
/// <param name="Count">Values it rests on; those beyond <see cref="Most"/> have faded.</param>
public readonly record struct FadingMean(int Count, double Mean)
{
    private const int Most = 24;

    public FadingMean With(double value)
    {
        int count = Math.Min(Count + 1, Most);
        return new(count, Mean + ((value - Mean) / count));
    }

    /// <summary>What to expect where it was a guess before, which weighs as much as so many values.</summary>
    public double Over(double guess, double weight) => ((weight * guess) + (Count * Mean)) / (weight + Count);
}
