using System.Globalization;
using CodeRouter.Core.Models;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>Every signal of a request, asked for by a rule or not: for explaining, where deciding reads only what its rules name.</summary>
public static class SignalSurvey
{
    /// <summary>Name and what it says: what is known of any step first, then the configured signals as <c>type:name</c>.</summary>
    public static IReadOnlyList<KeyValuePair<string, string>> Of(Step step, Policy policy, Situation situation)
    {
        var d = new Deliberation(step, PolicyIndex.Of(policy), situation);
        var culture = CultureInfo.InvariantCulture;
        var shown = new List<KeyValuePair<string, string>>(d.SignalsShown())
        {
            new("agent", step.Agent ?? "not recognised"),
            new("phase_why", step.PhaseWhy),
            new("risk", step.Risk == Risk.None ? "none" : string.Join(", ", RiskNames.Names(step.Risk))),
            new("context", string.Create(culture, $"{step.InputTokens} tokens in {step.Messages} {(step.Messages == 1 ? "message" : "messages")}")),
            new("human_turn", step.HumanTurn ? "yes" : "no"),
            new("needs", step.Needs == Capability.None ? "nothing special" : string.Join(", ", step.Needs.Names())),
            new("code_language", d.After.Language ?? "not known"),
            new("repository", step.Repository ?? "not named"),
            new("impact", situation.Facts.ImpactWhy ?? "not known"),
            new("budget", d.BudgetLeft() is { } left ? string.Create(culture, $"${left:0.####} left") : "none"),
        };
        var problems = new List<string>();
        foreach (var signal in policy.Signals)
        {
            string label = $"{signal.Type}:{signal.Name}";
            if (shown.TrueForAll(s => s.Key != label) && BuiltInSignals.Bind(signal.Type, signal.Name, policy.Signals, problems) is { } probe)
            {
                shown.Add(new(label, probe(d.ForSignals).Shown));
            }
        }

        return shown;
    }
}
