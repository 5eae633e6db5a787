namespace CodeRouter.Core.Models;

/// <summary>How much a model can and costs, coarsely. The order is the order of escalation.</summary>
public enum Tier : byte { Local, Cheap, Balanced, Strong }

public static class TierNames
{
    public static string Name(this Tier tier) => tier switch
    {
        Tier.Local => "local",
        Tier.Cheap => "cheap",
        Tier.Balanced => "balanced",
        Tier.Strong => "strong",
        _ => throw new ArgumentOutOfRangeException(nameof(tier), tier, "not a tier"),
    };

    public static Tier? Parse(string? name) => name?.Trim().ToLowerInvariant() switch
    {
        "local" => Tier.Local,
        "cheap" => Tier.Cheap,
        "balanced" => Tier.Balanced,
        "strong" => Tier.Strong,
        _ => null,
    };
}
