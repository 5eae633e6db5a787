using System.Collections.Immutable;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;

namespace CodeRouter.Config;

/// <summary>Models that guards would keep a request on, although it may leave from there.</summary>
internal static class StaysHereLint
{
    public static void Check(Field guards, GuardSettings settings, ModelSet models, Policy policy, Catalog catalog)
    {
        if (!Routes(settings) && !(settings.ByGroup ?? ImmutableDictionary<string, GuardSettings>.Empty).Values.Any(Routes))
        {
            return;
        }

        foreach (var (draft, card) in models.Drafts.Zip(policy.Models).Where(static m => m.First.Card is null && m.Second.StaysHere))
        {
            if (draft.Elsewhere)
            {
                guards.Warn($"{card.Name} counts as local, and a channel of it leads away from this machine and its network", "make the two a model each, or take out its tier: local or data.vendor: local");
            }
            else if (draft is { Tier: null, Data.Vendor: null } && CardMaker.Known(draft, catalog) is null)
            {
                guards.Warn($"{card.Name} counts as local by its address alone", "write tier: local where it runs there; where a proxy there sends it on, write its data: {vendor: …}");
            }
        }
    }

    private static bool Routes(GuardSettings settings) =>
        settings.Secrets == GuardAction.Route || settings.Pii == GuardAction.Route || settings.Jailbreak == GuardAction.Route || settings.Plugins.Values.Contains(GuardAction.Route)
        || settings.Rules.Any(static r => r is { Action: GuardAction.Route, InRequests: true, Limits: null or { Local: true } });
}
