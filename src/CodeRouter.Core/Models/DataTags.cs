namespace CodeRouter.Core.Models;

/// <summary>What becomes of data that a model is sent, in the operator's words; null where nobody said.</summary>
/// <param name="Vendor">Who gets it.</param>
/// <param name="Region">Where it is worked on.</param>
/// <param name="Retention">How long it is kept.</param>
public sealed record DataTags(string? Vendor, string? Region, string? Retention)
{
    /// <summary>The vendor of models that send nothing away.</summary>
    public const string Here = "local";

    public static DataTags Unknown { get; } = new(null, null, null);
}
