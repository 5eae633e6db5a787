namespace CodeRouter.Core.Models;

[Flags]
public enum Capability : ushort
{
    None = 0,
    Tools = 1,
    Vision = 2,
    JsonSchema = 4,
    Reasoning = 8,
    Documents = 16,
    Audio = 32,
    WebSearch = 64,
    CodeExecution = 128,
    ComputerUse = 256,
}

/// <summary>One configured model: what it can, what it costs, how good it is at each phase. Unknown is null and never excludes a model.</summary>
public sealed record ModelCard
{
    /// <summary>What callers and rules use.</summary>
    public required string Name { get; init; }

    /// <summary>What is sent upstream.</summary>
    public required string UpstreamModel { get; init; }

    public required Tier Tier { get; init; }

    /// <summary>Input window in tokens.</summary>
    public int? ContextWindow { get; init; }

    /// <summary>Longest answer in tokens.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>What the model can; null when not known.</summary>
    public Capability? Capabilities { get; init; }

    /// <summary>0..1 by phase name (plan, implement, debug, test, refactor, document, small_edit, review, explain, chat_other).</summary>
    public IReadOnlyDictionary<string, double> Scores { get; init; } = new Dictionary<string, double>(StringComparer.Ordinal);

    /// <summary>Overall quality 0..1, stands in where a phase has no score.</summary>
    public double? Quality { get; init; }

    /// <summary>Billions of parameters, breaks ties.</summary>
    public double? ParamBillions { get; init; }

    /// <summary>Free-form capability words of the configuration ("coding", "math").</summary>
    public IReadOnlyList<string> Tags { get; init; } = [];

    public Price Price { get; init; } = new();

    /// <summary>What becomes of what it is sent: rules say who may see what.</summary>
    public DataTags Data { get; init; } = DataTags.Unknown;

    /// <summary>What it is sent leaves neither this machine nor its network, as far as the configuration tells. A near address alone says little: proxies have one.</summary>
    public bool StaysHere => Tier == Tier.Local || string.Equals(Data.Vendor, DataTags.Here, StringComparison.OrdinalIgnoreCase);

    /// <summary>Runs on this machine or network: tier local, or a loopback, private or host.*.internal address.</summary>
    public bool IsLocal { get; init; }

    /// <summary>False for a model that answers only when asked by name: never a candidate of automatic routing.</summary>
    public bool Routable { get; init; } = true;

    /// <summary>Wire formats at least one of its channels speaks.</summary>
    public IReadOnlyList<Conversations.WireFormat> Formats { get; init; } = [];

    /// <summary>Those of them that are only taken into a form of the server's own: nothing that their vendor runs or keeps is there.</summary>
    public IReadOnlyList<Conversations.WireFormat> Adopted { get; init; } = [];
}
