using System.Globalization;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>Whether routing helps this traffic, in a plain word, and why not where it does not.</summary>
/// <param name="Helps">Null where that cannot be said yet.</param>
public sealed record RoutingVerdict(bool? Helps, string Text)
{
    private const int Few = 20;
    private const double Hardly = 10, Mostly = .6;
    private static readonly string[] Demanding = [Phase.Plan.Name(), Phase.Debug.Name(), Phase.Review.Name()], Light = [Phase.SmallEdit.Name(), Phase.Document.Name(), Phase.ChatOther.Name()];

    public static RoutingVerdict Of(BlendedCosts costs)
    {
        long requests = costs.All.Sums.Whole(Measure.Requests);
        string baseline = costs.BaselineModels is [var first, ..] ? first : "the baseline";
        return costs.All.SavedPercent switch
        {
            null => new(null, "Nothing could be compared with a baseline yet: it needs steps whose price is known (routing.baseline_model names the baseline)."),
            < 0 and var lost => new(false, Say($"Routing does not help this traffic: it cost {-lost:0.#}% more than {baseline} alone. Let it only watch (routing.mode: observe), or name {baseline} in your agent.")),
            _ when requests < Few => new(null, Say($"Only {requests} steps yet: too few to say whether routing helps.")),
            < Hardly and var saved => new(false, Say($"Routing hardly helps this traffic: {saved:0.#}% below {baseline} alone. {Why(costs)} One fixed model does as well (routing.mode: observe, or its name in your agent).")),
            { } saved => new(true, Say($"Routing helps: {saved:0.#}% below {baseline} alone, token for token at list price.")),
        };
    }

    private static string Why(BlendedCosts costs) =>
        Share(costs, Demanding) >= Mostly ? "Most of it is planning, debugging and review, where the strong model is worth its price."
        : Share(costs, Light) >= Mostly ? "Most of it is light work that the baseline already does cheaply."
        : "The models it went to cost nearly as much as the baseline.";

    private static double Share(BlendedCosts costs, string[] phases) => costs.Phases.Where(p => phases.Contains(p.Name, StringComparer.Ordinal)).Sum(static p => p.Share);

    private static string Say(FormattableString text) => text.ToString(CultureInfo.InvariantCulture);
}
