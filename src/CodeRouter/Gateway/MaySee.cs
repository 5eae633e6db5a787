using CodeRouter.Cache;
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

        if (verdict.LocalOnly is { } why && !model.StaysHere)
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

    /// <summary>
    /// The bounds a request is under: those under others are told apart in the cache, so that neither is answered with what was said within
    /// the other's, and none waits for the other's answer. Empty where there are none.
    /// </summary>
    public static string Bounds(GuardVerdict? verdict) =>
        verdict is { LocalOnly: not null } or { Routing.Count: > 0 } ? string.Join('\n', verdict.Routing.Select(static r => r.Name).Order(StringComparer.Ordinal).Prepend(verdict.LocalOnly is null ? "" : "local")) : "";

    /// <summary>Whether a kept answer may be given to a request: its model might have been asked, as it was then and as it is now.</summary>
    public static bool Admits(GuardVerdict? verdict, CachedAnswer kept, IReadOnlyList<ModelCard> models)
    {
        if (Bounds(verdict).Length == 0)
        {
            return true;
        }

        var now = models.FirstOrDefault(m => string.Equals(m.Name, kept.Model, StringComparison.Ordinal));
        return now is not null && kept.Tags is { } tags && Refuses(verdict, now) is null && Refuses(verdict, tags.Then(now)) is null;
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
    private static DataLimits Local { get; } = new([], [DataTags.Here], [], [], Local: true);
}
