using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>Models whose calls would stand in the books without a cost, because neither the file nor the catalog has their price.</summary>
internal static class PriceLint
{
    public static void Check(CompileScope scope, ModelSet models, IReadOnlyList<ModelCard> cards)
    {
        foreach (var (draft, card) in models.Drafts.Zip(cards).Where(static m => m.First is { Card: null, Price: null, Enabled: true } && !m.Second.Price.IsKnown))
        {
            var channels = models.Channels.Where(c => c.Models.ContainsKey(draft.Name)).ToList();
            bool told = scope.Problems.Exists(p => p.Path == draft.Field.Path);
            // What a channel lists may come with its price; what a subscription pays costs nothing by the call.
            if (told || channels.Exists(static c => c.ListsModels) || (channels.Count > 0 && channels.TrueForAll(static c => c.Subscription is not null)))
            {
                continue;
            }

            (draft.Field.IsMap ? draft.Field["pricing"] : draft.Field).Warn(
                $"the price of '{draft.Name}' is not known: its calls are booked at unknown cost, and budgets in USD refuse it",
                (draft.Field.IsMap ? "" : "describe it under providers.models and ") + (card.IsLocal
                    ? "write pricing: {prompt_per_1m: 0, completion_per_1m: 0} where it costs nothing by the token"
                    : "write pricing: {prompt_per_1m: …, completion_per_1m: …}, from the provider's price list"));
        }
    }
}
