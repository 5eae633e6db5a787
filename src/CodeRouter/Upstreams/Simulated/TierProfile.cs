using CodeRouter.Core.Models;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>One of the four simulated models: what it costs, how fast it is, how good it is at each phase.</summary>
/// <param name="FirstTokenMs">Real-world wait for the first token, before <see cref="SimulatedOptions.TimeScale"/>.</param>
/// <param name="TokensPerSecond">Real-world speed of writing, before the scale.</param>
/// <param name="Prompt">USD per million input tokens; cached input costs a tenth, cache writes five quarters.</param>
/// <param name="Completion">USD per million output tokens.</param>
/// <param name="Quality">0..1.</param>
public sealed record TierProfile(string Model, Tier Tier, int FirstTokenMs, int TokensPerSecond, decimal Prompt, decimal Completion, double Quality, int ContextWindow)
{
    /// <summary>Weakest first. Prices are of the size real vendors list; the models are made up.</summary>
    public static IReadOnlyList<TierProfile> All { get; } =
    [
        new("sim-local", Tier.Local, 250, 90, 0m, 0m, 0.45, 65_536),
        new("sim-cheap", Tier.Cheap, 450, 160, 0.25m, 2m, 0.60, 400_000),
        new("sim-balanced", Tier.Balanced, 900, 75, 3m, 15m, 0.78, 200_000),
        new("sim-strong", Tier.Strong, 1400, 55, 5m, 25m, 0.90, 200_000),
    ];

    public decimal CachedInput => Prompt / 10;

    public decimal CacheWrite => Prompt * 5 / 4;

    public static TierProfile? Find(string model) => All.FirstOrDefault(profile => string.Equals(profile.Model, model, StringComparison.Ordinal));
}
