using System.Collections.Concurrent;

namespace CodeRouter.Core.Signals;

/// <summary>Every condition type the rules may name. A new one is a class and a line here.</summary>
public static class BuiltInSignals
{
    public static IReadOnlyList<ISignal> All { get; } =
    [
        new KeywordSignal(),
        new EmbeddingSignal(),
        new DomainSignal(),
        new ComplexitySignal(),
        new LanguageSignal(),
        new StructureSignal(),
        new UserFeedbackSignal(),
        new ReaskSignal(),
        new ContextSignal(),
        new ConversationSignal(),
        new MetadataSignal(),
        new AuthzSignal(),
        new KindSignal(),
        new PhaseSignal(),
        new AgentSignal(),
        new EvidenceSignal(),
        new RiskSignal(),
        new ImpactSignal(),
        new BudgetSignal(),
        new GuardSignal("guard", guard: null),
        new GuardSignal("jailbreak", "jailbreak"),
        new GuardSignal("pii", "pii"),
    ];

    /// <summary>Condition types of the dialect that load and never match here: each needs a model of its own.</summary>
    public static IReadOnlyList<string> NotExecuted { get; } =
        ["fact_check", "preference", "modality", "kb", "event", "classifier", "projection"];

    private static readonly ConcurrentDictionary<string, ISignal> ByType = new(All.Select(static s => KeyValuePair.Create(s.Type, s)), StringComparer.Ordinal);

    /// <summary>One more, from a plugin, before any rule is read. False when there is one of that type.</summary>
    public static bool Add(ISignal signal) => !NotExecuted.Contains(signal.Type, StringComparer.Ordinal) && ByType.TryAdd(signal.Type, signal);

    /// <summary>Whether conditions of this type are executed.</summary>
    public static bool Knows(string type) => ByType.ContainsKey(type);

    /// <summary>A probe for a rule's condition; null when type or name mean nothing (such a condition never matches).</summary>
    public static SignalProbe? Bind(string type, string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems) =>
        ByType.TryGetValue(type, out var signal)
            ? signal.Bind(name, [.. definitions.Where(d => string.Equals(d.Type, type, StringComparison.Ordinal))], problems)
            : null;

    internal static OptionNode? Named(this IReadOnlyList<SignalDefinition> definitions, string name) =>
        definitions.FirstOrDefault(d => string.Equals(d.Name, name, StringComparison.Ordinal))?.Options;
}
