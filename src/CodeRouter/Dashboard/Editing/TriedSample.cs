using CodeRouter.Core.Decisions;

namespace CodeRouter.Dashboard.Editing;

/// <summary>What came of trying a sample.</summary>
public abstract record TriedSample
{
    /// <summary>It could not be decided.</summary>
    public sealed record Failed(string Why) : TriedSample;

    /// <summary>What was decided without the change and with it.</summary>
    /// <param name="BeforeIs">What the first is called.</param>
    /// <param name="AfterIs">What the second is called.</param>
    public sealed record Compared(string BeforeIs, Decision Before, string AfterIs, Decision After) : TriedSample
    {
        public bool IsSame => Before.Model?.Name == After.Model?.Name && Before.Rule == After.Rule;

        /// <summary>Why no model can take it; null where one can.</summary>
        public string? WhyNone { get; init; }

        /// <summary>What the comparison cannot tell; null where it tells all.</summary>
        public string? Caveat { get; init; }

        /// <summary>What was read in it; none where it was read in the past.</summary>
        public IReadOnlyList<KeyValuePair<string, string>> Signals { get; init; } = [];
    }
}
