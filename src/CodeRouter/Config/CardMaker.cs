using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>Completes a model by the catalog: what the file says wins, what neither says stays unknown.</summary>
internal static class CardMaker
{
    /// <param name="answers">False for a model that is only asked for embeddings.</param>
    public static ModelCard Make(ModelDraft draft, Catalog catalog, bool answers = true)
    {
        if (draft.Card is { } whole)
        {
            return whole with { Formats = [.. whole.Formats.Union(draft.Formats)] };
        }

        var known = Known(draft, catalog);

        // Open weights on one's own machine cost and hold what that machine makes of them. A closed model behind a local
        // address is a proxy to its vendor, where the vendor's prices and windows hold.
        var facts = draft.LocalAddress && known?.OpenWeights == true ? null : known;
        var rated = known ?? catalog.FamilyOf(draft.Name) ?? catalog.FamilyOf(draft.Upstream) ?? (draft.Behind is { } behind ? catalog.FamilyOf(behind) : null);
        var price = draft.Price ?? facts?.Price ?? new Price();

        // Its tier is the vendor's too, and so is that of open weights which cost something: somebody serves them for money. Were every
        // model behind one proxy local, none would be stronger than another. What stays here goes by it as well: where one of its channels
        // leads away, or the operator names who gets what it is sent, it is no model of this machine.
        bool ownMachine = draft is { LocalAddress: true, Elsewhere: false, Data.Vendor: null or DataTags.Here } && (known is null || (known.OpenWeights && !(price.Input > 0 || price.Output > 0)));
        var tier = draft.Tier ?? (ownMachine ? Tier.Local : rated?.Tier ?? catalog.TierOf(price) ?? Tier.Balanced);
        var scores = new Dictionary<string, double>(StringComparer.Ordinal);
        foreach (var (phase, score) in rated?.Scores ?? draft.Scores)
        {
            scores[phase] = score;
        }

        foreach (var (phase, score) in draft.Scores)
        {
            scores[phase] = score;
        }

        return new ModelCard
        {
            Name = draft.Name,
            UpstreamModel = draft.Upstream,
            Tier = tier,
            ContextWindow = draft.ContextWindow ?? facts?.ContextWindow,
            MaxOutput = draft.MaxOutput ?? facts?.MaxOutput,
            Capabilities = draft.Supports ?? known?.Capabilities,
            Scores = scores,
            Quality = draft.Quality ?? rated?.Quality,
            ParamBillions = draft.ParamBillions,
            Tags = draft.Tags,
            Price = price,
            Data = draft.Data with { Vendor = draft.Data.Vendor ?? (tier == Tier.Local ? DataTags.Here : draft.Provider) },
            IsLocal = draft.Tier == Tier.Local || draft.LocalAddress,
            Formats = draft.Formats,
            Adopted = draft.Adopted,
            Routable = answers && !draft.ByNameOnly && known?.Embedding != true && !(known is null && LocalServers.IsEmbedder(draft.Upstream)),
        };
    }

    /// <summary>The model as the catalog has it; null where it does not.</summary>
    public static CatalogModel? Known(ModelDraft draft, Catalog catalog) =>
        (draft.Provider is { } provider ? catalog.Find(draft.Upstream, provider) ?? catalog.Find(draft.Name, provider) : null)
        ?? (draft.Behind is { } behind ? catalog.Find(behind) : null)
        ?? catalog.Find(draft.Upstream)
        ?? catalog.Find(draft.Name);
}
