using CodeRouter.Core.Decisions;
using CodeRouter.Dashboard.Editing;
using CodeRouter.Ledger;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The operator's rules in the order they are looked at, how often each decided, and the forms that make and change one.</summary>
public sealed partial class DecisionsPage(DashboardParts parts)
{
    private const int PerPage = 100;
    private ItemListing _list = null!;
    private TimeRange _range = null!;
    private DecisionRule[] _order = [];
    private Dictionary<string, long> _hits = [];

    internal ValueTask<Reply> AnswerAsync(Visit visit) =>
        new ItemEditor(parts, ItemSheets.Decisions(() => parts.State.Current.Settings.Policy), ListAsync, new TryBox(parts).CompareAsync).AnswerAsync(visit);

    private async ValueTask<Reply> ListAsync(ItemListing list, int status)
    {
        (_list, _range) = (list, TimeRange.Of(list.Visit));
        _order = [.. EvaluationOrder.Of(parts.State.Current.Settings.Policy)];
        var store = await parts.BooksAsync(list.Visit.Cancel);
        _hits = (await store.TalliesAsync(TallyKind.Rule, _range.Since, byHour: false, list.Visit.Cancel)).ToDictionary(static t => t.Name, static t => t.Count, StringComparer.Ordinal);
        return Shows("Routing decisions", status);
    }

    private static string Words(RuleNode node) => node switch
    {
        RuleNode.Leaf leaf => $"{leaf.Type} {leaf.Name}".TrimEnd(),
        RuleNode.Not not => $"not ({Words(not.Child)})",
        RuleNode.All { Children.Count: 0 } => "always",
        RuleNode.All all => string.Join(" and ", all.Children.Select(Inner)),
        RuleNode.Any any => string.Join(" or ", any.Children.Select(Inner)),
        _ => "",
    };

    private static string Inner(RuleNode node) => node is RuleNode.All { Children.Count: > 1 } or RuleNode.Any { Children.Count: > 1 } ? $"({Words(node)})" : Words(node);
}
