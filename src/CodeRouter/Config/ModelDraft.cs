using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>A model while the file is read: what was written, before the catalog completes it and its channels are known.</summary>
internal sealed class ModelDraft
{
    public required string Name { get; init; }

    public required string Upstream { get; init; }

    /// <summary>Where it stands, for problems found later.</summary>
    public required Field Field { get; init; }

    /// <summary>Known whole from elsewhere: only what it can be reached by is added.</summary>
    public ModelCard? Card { get; init; }

    public Tier? Tier { get; init; }

    public int? ContextWindow { get; init; }

    public int? MaxOutput { get; init; }

    public Capability? Supports { get; init; }

    public Dictionary<string, double> Scores { get; init; } = new(StringComparer.Ordinal);

    public double? Quality { get; init; }

    public double? ParamBillions { get; init; }

    public IReadOnlyList<string> Tags { get; init; } = [];

    public Price? Price { get; init; }

    public DataTags Data { get; init; } = DataTags.Unknown;

    /// <summary>The provider whose address one of its channels has.</summary>
    public string? Provider { get; set; }

    public bool LocalAddress { get; set; }

    /// <summary>Some of its channels lead away from here: to an address on the internet, or to a proxy that says it is one.</summary>
    public bool Elsewhere { get; private set; }

    /// <summary>The vendor's name of the model where a proxy has given it another.</summary>
    public string? Behind { get; init; }

    /// <summary>False for a model that is kept but sent nothing.</summary>
    public bool Enabled { get; init; } = true;

    /// <summary>Only answers when asked by name.</summary>
    public bool ByNameOnly { get; init; }

    public WireFormat[] Formats { get; private set; } = [];

    /// <summary>Those that are only taken into a form of the server's own.</summary>
    public WireFormat[] Adopted { get; private set; } = [];

    /// <param name="format">What is spoken there.</param>
    /// <param name="address">Where it is reached.</param>
    /// <param name="provider">Whose address that is, if known.</param>
    /// <param name="passesOn">The server there is a proxy: near as it may be, the model is elsewhere.</param>
    /// <param name="adopts">The server has a form of its own, and the format is put into that.</param>
    public void Reach(WireFormat format, Uri address, CatalogProvider? provider, bool passesOn = false, bool adopts = false)
    {
        bool known = Array.IndexOf(Formats, format) >= 0;
        Formats = known ? Formats : [.. Formats, format];
        Adopted = !adopts ? [.. Adopted.Where(a => a != format)] : known ? Adopted : [.. Adopted, format];

        bool here = !passesOn && EndpointAddress.IsLocal(address);
        LocalAddress |= here;
        Elsewhere |= !here;
        Provider ??= provider?.Id;
    }
}
