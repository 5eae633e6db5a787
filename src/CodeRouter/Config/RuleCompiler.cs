using CodeRouter.Core.Decisions;

namespace CodeRouter.Config;

/// <summary>
/// Reads condition trees: <c>{operator, conditions}</c>, a bare leaf <c>{type, name}</c>, or <c>{}</c> that matches everything.
/// Names that no signal has are refused here, where the line is known, and not found out by a rule that never fires.
/// </summary>
internal sealed class RuleCompiler(SignalCompiler signals)
{
    public RuleNode? Read(Field rules)
    {
        if (!rules.Exists)
        {
            rules.Error("this decision has no rules", "write rules: {operator: AND, conditions: []} to match everything");
            return null;
        }

        if (!rules.ExpectMap())
        {
            return null;
        }

        if (rules.Node!.Entries.Count == 0)
        {
            return new RuleNode.All([]);
        }

        if (!IsLeaf(rules))
        {
            return Composite(rules, top: true);
        }

        return Leaf(rules) is { } leaf ? new RuleNode.All([leaf]) : null;
    }

    private static bool IsLeaf(Field condition) => condition.Node?["type"] is not null || condition.Node?["conditions"] is null;

    private RuleNode? Composite(Field rules, bool top)
    {
        var word = rules["operator"];
        var kind = word.Word("AND", "OR", "NOT");
        var children = new List<RuleNode>();
        var conditions = rules["conditions"].Items();
        foreach (var condition in conditions)
        {
            if (condition.ExpectMap() && (IsLeaf(condition) ? Leaf(condition) : Composite(condition, top: false)) is { } child)
            {
                children.Add(child);
            }
        }

        if (conditions.Count == 0 && !top)
        {
            rules.Error("a nested group of conditions is empty", "list its conditions, or take it out");
            return null;
        }

        if (kind is "NOT" && conditions.Count != 1)
        {
            rules.Error($"NOT takes one condition, here are {conditions.Count}", "put the conditions below one AND or OR, and that below NOT");
            return null;
        }

        if (children.Count < conditions.Count)
        {
            return null;
        }

        return kind switch
        {
            "OR" => new RuleNode.Any(children),
            "NOT" => new RuleNode.Not(children[0]),
            _ => new RuleNode.All(children),
        };
    }

    private RuleNode.Leaf? Leaf(Field condition)
    {
        if (condition["type"].Required("name the kind of signal, such as keyword") is not { } type)
        {
            return null;
        }

        if (SignalTypes.OfType(type) is not { } known)
        {
            var types = SignalTypes.All.Select(each => each.Type).ToArray();
            condition["type"].Error($"'{type}' is not a kind of condition", $"write one of {string.Join(", ", types)}{Closest.Hint(type, types)}");
            return null;
        }

        if (condition["name"].Required($"name the {type} signal") is not { } name)
        {
            return null;
        }

        NotExecuted.Warn(condition["label"], "the signal's name decides");
        _ = condition["on_error"];
        if (!IsKnown(known, name))
        {
            var names = signals.NamesOf(type).Concat(known.Names ?? []).ToArray();
            condition["name"].Error($"there is no {type} signal named '{name}'", names.Length > 0
                ? $"name one of {string.Join(", ", names.Take(12))}{Closest.Hint(name, names)}"
                : $"define it under signals: {known.Key}:");
            return null;
        }

        return new RuleNode.Leaf(type, name, condition["predicate"].Exists ? condition["predicate"].Options() : null);
    }

    private bool IsKnown(SignalType type, string name)
    {
        // complexity emits name:easy|medium|hard; a domain also answers to its MMLU categories; an empty list of names takes any.
        var plain = type.Type == "complexity" && name.LastIndexOf(':') is var colon and > 0 ? name[..colon] : name;
        return signals.Has(type.Type, name) || signals.Has(type.Type, plain)
            || type.Names is { } names && (names.Count == 0 || names.Contains(name, StringComparer.OrdinalIgnoreCase))
            || type.Type is "projection" or "domain";
    }
}
