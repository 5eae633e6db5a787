using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>A channel while the file is read. <see cref="Model"/> is set for an endpoint written at its model.</summary>
internal sealed class ChannelDraft
{
    /// <summary>As written; made unique when the settings are built.</summary>
    public required string Name { get; init; }

    public string? Model { get; init; }

    public required WireFormat Format { get; init; }

    public required Uri BaseUri { get; init; }

    public ChannelKind Kind { get; init; }

    public NativeForm? Native { get; init; }

    public CloudSettings? Cloud { get; init; }

    public Secret? AccessKey { get; init; }

    public string? KeyHeader { get; init; }

    public ChannelAuth Auth { get; init; }

    public Dictionary<string, string> Models { get; init; } = new(StringComparer.Ordinal);

    public bool ListsModels { get; init; }

    /// <summary>It has been asked for its models, and has answered.</summary>
    public bool IsListed { get; set; }

    public int Weight { get; init; } = 100;

    public int Priority { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> ExtraHeaders { get; init; } = [];

    public SubscriptionSettings? Subscription { get; init; }

    public bool Enabled { get; init; } = true;

    /// <summary>Unique among all channels: the name as written where that is, else with its model in front.</summary>
    public string UniqueName { get; set; } = "";

    /// <summary>The model is reached here, under a name of this channel's.</summary>
    public void Serve(ModelDraft model, string upstream, CatalogProvider? provider = null)
    {
        Models.TryAdd(model.Name, upstream);
        foreach (var format in Native is null ? [Format] : Enum.GetValues<WireFormat>())
        {
            model.Reach(format, BaseUri, provider, passesOn: Kind == ChannelKind.LiteLlm, adopts: Native is not null);
        }
    }

    public ChannelSettings Build() => new()
    {
        Name = UniqueName,
        Format = Format,
        BaseUri = BaseUri,
        Kind = Kind,
        Native = Native,
        Cloud = Cloud,
        AccessKey = AccessKey,
        KeyHeader = KeyHeader,
        Auth = Auth,
        Models = Models,
        ListsModels = ListsModels,
        Weight = Weight,
        Priority = Priority,
        ExtraHeaders = ExtraHeaders,
        Enabled = Enabled,
        Subscription = Subscription,
    };
}
