using CodeRouter.Core.Signals;

namespace CodeRouter.Core.Decisions;

/// <summary>A rule whose conditions are bound to their signals. Each signal is read at most once a request, and only when a rule asks.</summary>
internal sealed class CompiledRule(DecisionRule rule, CompiledNode condition)
{
    public DecisionRule Rule { get; } = rule;

    /// <summary>Only words decide: on a step without new words the session keeps what the words of its turn decided.</summary>
    public bool WordsOnly { get; } = condition.WordsOnly;

    public (bool Matched, double Confidence) Evaluate(SignalReadings readings) => condition.Evaluate(readings);
}

internal enum NodeKind : byte { Leaf, All, Any, Not }

/// <summary>A condition tree with numbers instead of names.</summary>
internal sealed class CompiledNode
{
    private static readonly HashSet<string> Wordy = new(StringComparer.Ordinal)
    {
        "keyword", "embedding", "domain", "complexity", "language", "structure", "user_feedback", "reask", "fact_check", "preference",
    };

    private readonly NodeKind _kind;
    private readonly CompiledNode[] _children;
    private readonly int _probe;
    private readonly Func<double, bool>? _predicate;

    private CompiledNode(NodeKind kind, CompiledNode[] children, int probe, Func<double, bool>? predicate, bool wordsOnly)
    {
        _kind = kind;
        _children = children;
        _probe = probe;
        _predicate = predicate;
        WordsOnly = wordsOnly;
    }

    public bool WordsOnly { get; }

    public static CompiledNode Of(RuleNode node, Func<RuleNode.Leaf, int> probe)
    {
        switch (node)
        {
            case RuleNode.Leaf leaf:
                return new CompiledNode(NodeKind.Leaf, [], probe(leaf), leaf.Predicate is { Map.Count: > 0 } written ? Predicate.Of(written, _ => false) : null, Wordy.Contains(leaf.Type));
            case RuleNode.Not not:
                var child = Of(not.Child, probe);
                return new CompiledNode(NodeKind.Not, [child], -1, null, child.WordsOnly);
            default:
                var list = node is RuleNode.All all ? all.Children : ((RuleNode.Any)node).Children;
                CompiledNode[] children = [.. list.Select(c => Of(c, probe))];
                return new CompiledNode(node is RuleNode.All ? NodeKind.All : NodeKind.Any, children, -1, null, children.All(c => c.WordsOnly));
        }
    }

    /// <summary>AND has the mean confidence of its children (an empty one matches with 0), OR the best, NOT 1.</summary>
    public (bool Matched, double Confidence) Evaluate(SignalReadings readings)
    {
        switch (_kind)
        {
            case NodeKind.Leaf:
                var reading = readings[_probe];
                return _predicate is null
                    ? (reading.Matched, reading.Confidence)
                    : reading.Value is { } value && _predicate(value) ? (true, 1) : (false, 0);
            case NodeKind.Not:
                return _children[0].Evaluate(readings).Matched ? (false, 0) : (true, 1);
            case NodeKind.All:
                double sum = 0;
                foreach (var child in _children)
                {
                    var (matched, confidence) = child.Evaluate(readings);
                    if (!matched)
                    {
                        return (false, 0);
                    }

                    sum += confidence;
                }

                return (true, _children.Length == 0 ? 0 : sum / _children.Length);
            default:
                bool any = false;
                double best = 0;
                foreach (var child in _children)
                {
                    var (matched, confidence) = child.Evaluate(readings);
                    any |= matched;
                    best = matched ? Math.Max(best, confidence) : best;
                }

                return (any, best);
        }
    }
}

/// <summary>The signals of one request, read when first asked for.</summary>
/// <param name="recorded">Readings of an earlier time, by label: they stand in for words that are not kept.</param>
internal sealed class SignalReadings(IReadOnlyList<BoundSignal> signals, SignalInput input, IReadOnlyList<KeyValuePair<string, SignalReading>> recorded)
{
    private readonly SignalReading?[] _read = new SignalReading?[signals.Count];

    public SignalReading this[int index] => _read[index] ??= Recorded(signals[index].Label) ?? signals[index].Probe?.Invoke(input) ?? SignalReading.No;

    /// <summary>What was read so far: "keyword:coding_keywords" and what it said.</summary>
    public IEnumerable<KeyValuePair<string, SignalReading>> Read()
    {
        for (int i = 0; i < _read.Length; i++)
        {
            if (_read[i] is { } reading)
            {
                yield return new(signals[i].Label, reading);
            }
        }
    }

    private SignalReading? Recorded(string label)
    {
        foreach (var (name, reading) in recorded)
        {
            if (string.Equals(name, label, StringComparison.Ordinal))
            {
                return reading;
            }
        }

        return null;
    }
}

/// <param name="Probe">Null where the condition names nothing known: it never matches.</param>
internal sealed record BoundSignal(string Label, SignalProbe? Probe);
