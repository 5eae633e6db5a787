using CodeRouter.Core.Decisions;

namespace CodeRouter.Config;

/// <summary>Rules that can never be the one that is taken: by their own shape, or because another always goes first.</summary>
internal static class RuleLint
{
    public static void Check(IReadOnlyList<ReadRule> rules, bool byPriority)
    {
        foreach (var (rule, field) in rules)
        {
            if (IsNever(rule.Condition))
            {
                field["rules"].Warn($"the rules of '{rule.Name}' can never match", "an OR needs a condition, and an AND must not ask for something and its opposite");
            }
        }

        // With tiers or by confidence the order depends on the request: nothing can be said beforehand.
        if (!byPriority || rules.Any(each => each.Rule.Tier > 0))
        {
            return;
        }

        var ordered = rules.OrderByDescending(each => each.Rule.Priority).ToArray();
        for (var i = 0; i < ordered.Length; i++)
        {
            var (rule, field) = ordered[i];
            if (ordered.Take(i).FirstOrDefault(earlier => earlier.Rule.Priority > rule.Priority && Covers(earlier.Rule.Condition, rule.Condition)) is { } first)
            {
                field.Warn($"'{rule.Name}' is never reached: '{first.Rule.Name}' has a higher priority and matches whenever it does",
                    $"raise the priority of '{rule.Name}' above {first.Rule.Priority}, or narrow '{first.Rule.Name}'");
            }
        }
    }

    public static bool IsAlways(RuleNode node) => node switch
    {
        RuleNode.All all => all.Children.All(IsAlways),
        RuleNode.Any any => any.Children.Any(IsAlways),
        RuleNode.Not not => IsNever(not.Child),
        _ => false,
    };

    private static bool IsNever(RuleNode node) => node switch
    {
        RuleNode.All all => all.Children.Any(IsNever) || all.Children.Any(child => child is RuleNode.Not not && all.Children.Any(other => Same(other, not.Child))),
        RuleNode.Any any => any.Children.All(IsNever),
        RuleNode.Not not => IsAlways(not.Child),
        _ => false,
    };

    private static bool Covers(RuleNode wide, RuleNode narrow) =>
        IsAlways(wide) || Same(wide, narrow)
        || (narrow is RuleNode.All all && all.Children.Any(child => Covers(wide, child)))
        || (wide is RuleNode.Any any && any.Children.Any(child => Covers(child, narrow)))
        || (wide is RuleNode.All { Children: [{ } only] } && Covers(only, narrow));

    private static bool Same(RuleNode a, RuleNode b) => (a, b) switch
    {
        (RuleNode.Leaf x, RuleNode.Leaf y) => x.Type == y.Type && x.Name == y.Name && x.Predicate is null && y.Predicate is null,
        (RuleNode.All x, RuleNode.All y) => SameAll(x.Children, y.Children),
        (RuleNode.Any x, RuleNode.Any y) => SameAll(x.Children, y.Children),
        (RuleNode.Not x, RuleNode.Not y) => Same(x.Child, y.Child),
        _ => false,
    };

    private static bool SameAll(IReadOnlyList<RuleNode> a, IReadOnlyList<RuleNode> b) =>
        a.Count == b.Count && a.Count > 0 && a.Zip(b).All(pair => Same(pair.First, pair.Second));
}
