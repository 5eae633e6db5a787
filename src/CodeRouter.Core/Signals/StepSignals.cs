using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Signals;

/// <summary><c>kind</c>: turn, tool_continuation, title, compaction, subagent, housekeeping.</summary>
public sealed class KindSignal : ISignal
{
    private static readonly StepKind[] Kinds = Enum.GetValues<StepKind>();

    public string Type => "kind";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        foreach (var kind in Kinds)
        {
            if (string.Equals(kind.Name(), name, StringComparison.OrdinalIgnoreCase))
            {
                return input => SignalReading.Of(input.Step.Kind == kind, input.Step.Kind.Name());
            }
        }

        return null;
    }
}

/// <summary><c>phase</c>: a phase by its name, or a definition with <c>phases</c> and <c>min_confidence</c>. Confidence is the phase's own.</summary>
public sealed class PhaseSignal : ISignal
{
    public string Type => "phase";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var options = definitions.Named(name);
        string[] names = options is null ? [name] : options.Texts("phases") is { Count: > 0 } listed ? [.. listed] : [name];
        var phases = names.Select(StepNames.ParsePhase).OfType<Phase>().ToHashSet();
        double sure = options?.Number("min_confidence", 0) ?? 0;
        return phases.Count == 0
            ? null
            : input => phases.Contains(input.Step.Phase) && input.Step.PhaseConfidence >= sure
                ? new SignalReading(true, input.Step.PhaseConfidence, input.Step.PhaseConfidence, input.Step.Phase.Name())
                : new SignalReading(false, 0, input.Step.PhaseConfidence, input.Step.Phase.Name());
    }
}

/// <summary><c>agent</c>: the calling agent by name, or a definition with <c>agents</c>.</summary>
public sealed class AgentSignal : ISignal
{
    public string Type => "agent";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var agents = (definitions.Named(name)?.Texts("agents") ?? [name]).ToHashSet(StringComparer.OrdinalIgnoreCase);
        return input => input.Step.Agent is { } agent && agents.Contains(agent)
            ? new SignalReading(true, input.Step.AgentConfidence, null, agent)
            : SignalReading.Of(false, input.Step.Agent ?? "not recognised");
    }
}

/// <summary><c>risk</c>: security, migration, public_api, multi_file, destructive, or any.</summary>
public sealed class RiskSignal : ISignal
{
    public string Type => "risk";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        var names = definitions.Named(name)?.Texts("risks") ?? [name];
        var wanted = Risk.None;
        foreach (string one in names)
        {
            wanted |= one.ToLowerInvariant() switch
            {
                "security" => Risk.Security,
                "migration" => Risk.Migration,
                "public_api" => Risk.PublicApi,
                "multi_file" => Risk.MultiFile,
                "destructive" => Risk.Destructive,
                "any" => Risk.Security | Risk.Migration | Risk.PublicApi | Risk.MultiFile | Risk.Destructive,
                _ => Risk.None,
            };
        }

        return wanted == Risk.None ? null : input => SignalReading.Of((input.Step.Risk & wanted) != Risk.None, input.Step.Risk.ToString());
    }
}

/// <summary>
/// <c>evidence</c>: an outcome by its name (test_failed, build_error …), <c>failing</c> (any failing run), <c>stuck</c>, <c>progress</c>.
/// The value is the number of failing tests, for predicates.
/// </summary>
public sealed class EvidenceSignal : ISignal
{
    private static readonly Outcome[] All = Enum.GetValues<Outcome>();

    public string Type => "evidence";

    public SignalProbe? Bind(string name, IReadOnlyList<SignalDefinition> definitions, ICollection<string> problems)
    {
        string wanted = definitions.Named(name)?.Text("outcome") ?? name;
        Func<StepEvidence, bool>? matches = wanted switch
        {
            "failing" => e => e.Outcome is Outcome.TestFailed or Outcome.BuildError or Outcome.LintError,
            "stuck" => e => e.Stuck,
            "progress" => e => e.DeltaFailing < 0,
            "no_progress" => e => e.DeltaFailing >= 0 && e.EditedBetweenRuns,
            _ => null,
        };
        foreach (var outcome in All)
        {
            matches ??= string.Equals(outcome.Name(), wanted, StringComparison.OrdinalIgnoreCase) ? e => e.Outcome == outcome : null;
        }

        return matches is null ? null : input =>
        {
            var evidence = input.Step.Evidence;
            double? failing = evidence.Runs.Count > 0 ? evidence.Runs[^1].Failed : null;
            bool yes = matches(evidence);
            return new SignalReading(yes, yes ? 1 : 0, failing, evidence.Summary ?? evidence.Outcome?.Name() ?? "nothing was run");
        };
    }
}
