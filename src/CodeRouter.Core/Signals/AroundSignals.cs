using System.Globalization;

namespace CodeRouter.Core.Signals;

/// <summary><c>context</c>: input tokens between <c>min_tokens</c> and <c>max_tokens</c> ("32K", "1M"), both included.</summary>
public sealed class ContextSignal : ISignal
{
    public string Type => "context";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        if (definitions.Named(name) is not { } options)
        {
            return null;
        }

        double least = OptionReading.Tokens(options.Text("min_tokens")) ?? 0;
        double most = OptionReading.Tokens(options.Text("max_tokens")) ?? double.PositiveInfinity;
        if (least > most)
        {
            problems.Add($"context signal '{name}' has min_tokens above max_tokens: it never matches");
        }

        return input => SignalReading.Measure(
            input.Step.InputTokens,
            input.Step.InputTokens >= least && input.Step.InputTokens <= most,
            string.Create(CultureInfo.InvariantCulture, $"{input.Step.InputTokens} tokens"));
    }
}

/// <summary><c>conversation</c>: <c>feature</c> messages, human_turn, tool_loop or sub_agent, with a <c>predicate</c> for the counted one.</summary>
public sealed class ConversationSignal : ISignal
{
    public string Type => "conversation";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var options = definitions.Named(name);
        string feature = options?["feature"]?.Text("type") ?? options?.Text("feature") ?? name;
        var holds = Predicate.Of(options?["predicate"], v => v > 0);
        Func<SignalInput, double>? measure = feature switch
        {
            "messages" or "message_count" or "length" => i => i.Step.Messages,
            "human_turn" or "user_turn" => i => i.Step.HumanTurn ? 1 : 0,
            "tool_loop" or "tool_results" or "has_tool_result" => i => i.Step.Kind == Steps.StepKind.ToolContinuation ? 1 : 0,
            "sub_agent" or "subagent" => i => i.Step.Kind == Steps.StepKind.Subagent ? 1 : 0,
            _ => null,
        };
        return measure is null ? null : input =>
        {
            double value = measure(input);
            return SignalReading.Measure(value, holds(value), value.ToString(CultureInfo.InvariantCulture));
        };
    }
}

/// <summary><c>metadata</c>: <c>key</c> of the request's metadata or headers, with <c>predicate</c> equals, in, contains, exists or a comparison.</summary>
public sealed class MetadataSignal : ISignal
{
    public string Type => "metadata";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var options = definitions.Named(name);
        string key = (options?.Text("key") ?? name).ToLowerInvariant();
        var predicate = options?["predicate"];
        var allowed = predicate?.Texts("in") ?? [];
        string? equal = predicate?.Text("equals") ?? options?.Text("value");
        string? part = predicate?.Text("contains");
        var compares = predicate is not null && predicate.Map.Any(m => m.Key is "gt" or "gte" or "lt" or "lte") ? Predicate.Of(predicate, _ => false) : null;
        return input =>
        {
            if (!input.Facts.Metadata.TryGetValue(key, out string? value))
            {
                return SignalReading.Of(false, "absent");
            }

            bool matched = (equal is null || string.Equals(value, equal, StringComparison.OrdinalIgnoreCase))
                && (allowed.Count == 0 || allowed.Contains(value, StringComparer.OrdinalIgnoreCase))
                && (part is null || value.Contains(part, StringComparison.OrdinalIgnoreCase));
            double? number = double.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out double parsed) ? parsed : null;
            matched &= compares is null || (number is { } n && compares(n));
            return new SignalReading(matched, matched ? 1 : 0, number, value);
        };
    }
}

/// <summary><c>authz</c>: a role of <c>role_bindings</c>, held by the caller or a group of theirs.</summary>
public sealed class AuthzSignal : ISignal
{
    public string Type => "authz";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var users = new HashSet<string>(StringComparer.Ordinal);
        var groups = new HashSet<string>(StringComparer.Ordinal);
        bool known = false;
        foreach (var definition in definitions)
        {
            if (!string.Equals(definition.Name, name, StringComparison.Ordinal) && !string.Equals(definition.Options.Text("role"), name, StringComparison.Ordinal))
            {
                continue;
            }

            known = true;
            foreach (var subject in definition.Options["subjects"]?.Items ?? [])
            {
                if (subject.Text("name") is { } who)
                {
                    (string.Equals(subject.Text("kind"), "Group", StringComparison.OrdinalIgnoreCase) ? groups : users).Add(who);
                }
            }
        }

        return !known ? null : input => SignalReading.Of(
            (input.Facts.User is { } user && users.Contains(user)) || input.Facts.Groups.Any(groups.Contains),
            input.Facts.User ?? "nobody");
    }
}

/// <summary>
/// <c>impact</c>: how much depends on the touched code reaches <c>threshold</c> (0.6). With <c>of: multi_file</c> the likelihood that the change
/// spans files is measured instead, with <c>of: cross_module</c> whether other modules depend on it; those words work as names too.
/// </summary>
public sealed class ImpactSignal : ISignal
{
    public string Type => "impact";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var options = definitions.Named(name);
        double threshold = options?.Number("threshold", 0.6) ?? 0.6;
        return (options?.Text("of") ?? name) switch
        {
            "multi_file" => input => Against(input.Facts.MultiFile, threshold, null),
            "cross_module" => input => input.Facts.Impact is null ? Without : SignalReading.Of(input.Facts.CrossModule, input.Facts.CrossModule ? "other modules depend on it" : "used within its module"),
            _ => input => Against(input.Facts.Impact, threshold, input.Facts.ImpactWhy),
        };
    }

    private static SignalReading Without => SignalReading.Of(false, "no code graph");

    private static SignalReading Against(double? value, double threshold, string? why) =>
        value is { } known ? SignalReading.Measure(known, known >= threshold, why ?? known.ToString("0.00", CultureInfo.InvariantCulture)) : Without;
}

/// <summary><c>budget</c>: the share of the tightest budget that is left falls to <c>below</c> (0.2), or a predicate on it.</summary>
public sealed class BudgetSignal : ISignal
{
    public string Type => "budget";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        double below = definitions.Named(name)?.Number("below", 0.2) ?? 0.2;
        return input => input.BudgetLeftShare is { } left
            ? SignalReading.Measure(left, left <= below, string.Create(CultureInfo.InvariantCulture, $"{left:0%} left"))
            : SignalReading.Of(false, "no budget");
    }
}

/// <summary>
/// <c>guard</c>, and the dialect's <c>jailbreak</c> and <c>pii</c>: a guard's verdict reaches <c>threshold</c> (0.5).
/// Personal data listed in <c>pii_types_allowed</c> does not count.
/// </summary>
public sealed class GuardSignal(string type, string? guard) : ISignal
{
    public string Type => type;

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var options = definitions.Named(name);
        string which = guard ?? options?.Text("guard") ?? name;
        double threshold = options?.Number("threshold", 0.5) ?? 0.5;
        var allowed = (options?.Texts("pii_types_allowed") ?? []).ToHashSet(StringComparer.OrdinalIgnoreCase);
        string kinds = which + ":";
        return input =>
        {
            double score = 0;
            bool byKind = false;
            foreach (var (key, value) in input.Facts.Guards)
            {
                if (key.StartsWith(kinds, StringComparison.Ordinal))
                {
                    byKind = true;
                    score = allowed.Contains(key[kinds.Length..]) ? score : Math.Max(score, value);
                }
            }

            if (!byKind)
            {
                score = input.Facts.Guards.GetValueOrDefault(which);
            }

            bool matched = score >= threshold;
            return new SignalReading(matched, matched ? score : 0, score, score.ToString("0.00", CultureInfo.InvariantCulture));
        };
    }
}
