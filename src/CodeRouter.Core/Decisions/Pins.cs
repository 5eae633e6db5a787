using CodeRouter.Core.Models;

namespace CodeRouter.Core.Decisions;

/// <summary>A model the caller fixed for routed names, once or for the session. "auto" lets go of it.</summary>
internal static class Pins
{
    private const string Auto = "auto";

    /// <param name="Model">Null when the pinned name is nothing configured.</param>
    internal readonly record struct Pin(string Name, ModelCard? Model, string Why);

    /// <summary>The pin in force, if any; the session remembers a new one and forgets one that was let go.</summary>
    public static Pin? Read(Deliberation d)
    {
        if (d.Situation.Pin is { Length: > 0 } header)
        {
            if (LetsGo(header))
            {
                d.After = d.After with { Pin = null };
                return null;
            }

            var model = d.Index.Find(header);
            if (model is not null)
            {
                d.After = d.After with { Pin = model.Name };
            }

            return new Pin(header, model, $"pinned to {header} by header");
        }

        if (Ordered(d) is { } order)
        {
            d.Heard = d.Heard with { Order = order };
            string? name = LetsGo(order) ? null : order;
            d.After = d.After with { Pin = name };
            return name is null ? null : new Pin(name, d.Index.Find(name), $"the chat asked for {name}");
        }

        // A pin of an earlier configuration must not lock a session out: a name that is gone is simply let go.
        return d.Before.Pin is { } kept && d.Index.Find(kept) is { } still ? new Pin(kept, still, $"this session is pinned to {still.Name}") : null;
    }

    private static string? Ordered(Deliberation d) =>
        d.Situation.Heard is { } heard ? heard.Order
        : d.IsWork && d.Step.HumanTurn && ChatPin.In(d.Step.HumanText, d.Index.Policy.Models) is { } order ? order.Name ?? Auto
        : null;

    private static bool LetsGo(string name) =>
        name.Equals(Auto, StringComparison.OrdinalIgnoreCase)
        || name.Equals("none", StringComparison.OrdinalIgnoreCase)
        || name.Equals(Policy.AutoGroup, StringComparison.OrdinalIgnoreCase);
}
