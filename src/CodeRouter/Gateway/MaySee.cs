using CodeRouter.Config;
using CodeRouter.Core.Models;
using CodeRouter.Guards;

namespace CodeRouter.Gateway;

/// <summary>Which models may see a request: one answer for the decision, its fall-backs, a model asked for by name, and small models asked on the way.</summary>
internal static class MaySee
{
    /// <summary>Why a model may not; null where it may.</summary>
    public static string? Refuses(GuardVerdict? verdict, ModelCard model)
    {
        if (verdict is null)
        {
            return null;
        }

        if (verdict.LocalOnly is { } why && model.Tier != Tier.Local)
        {
            return why;
        }

        foreach (var rule in verdict.Routing)
        {
            if ((rule.Limits ?? Local).Excludes(model) is { } misses)
            {
                return $"rule {rule.Name}: {misses}{(rule.Message is { } message ? " (" + message.TrimEnd('.') + ")" : "")}";
            }
        }

        return null;
    }

    /// <summary>All that the operator's rules keep from a request, by name; null where they keep none.</summary>
    public static IReadOnlyDictionary<string, string>? Barred(GuardVerdict? verdict, IReadOnlyList<ModelCard> models)
    {
        if (verdict is not { Routing.Count: > 0 })
        {
            return null;
        }

        var barred = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var model in models)
        {
            if (Refuses(verdict, model) is { } why)
            {
                barred[model.Name] = why;
            }
        }

        return barred;
    }

    // Nothing but one's own machines.
    private static DataLimits Local { get; } = new([], ["local"], [], [], Local: true);
}
