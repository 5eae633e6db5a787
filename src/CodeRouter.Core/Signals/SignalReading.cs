namespace CodeRouter.Core.Signals;

/// <summary>What one signal said about one request.</summary>
/// <param name="Confidence">0..1, meaningful where it matched.</param>
/// <param name="Value">The measured number, for predicates; null where the signal measures none.</param>
/// <param name="Shown">What <c>explain</c> prints.</param>
public readonly record struct SignalReading(bool Matched, double Confidence, double? Value, string Shown)
{
    public static SignalReading No { get; } = new(false, 0, null, "no");

    public static SignalReading Of(bool matched, string shown) => new(matched, matched ? 1 : 0, null, shown);

    public static SignalReading Measure(double value, bool matched, string shown) => new(matched, matched ? 1 : 0, value, shown);
}

/// <summary>A signal bound to one name of a rule, ready to be read many times from many threads.</summary>
public delegate SignalReading SignalProbe(SignalInput input);

/// <summary>
/// One type of condition. <see cref="Bind"/> gives null when it cannot make sense of the name (a missing definition),
/// and adds to <paramref name="problems"/> what an operator should know.
/// </summary>
public interface ISignal
{
    /// <summary>The condition word: keyword, phase, …</summary>
    string Type { get; }

    /// <param name="name">The name in the rule's condition.</param>
    /// <param name="definitions">The configured signals of this type.</param>
    SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems);
}
