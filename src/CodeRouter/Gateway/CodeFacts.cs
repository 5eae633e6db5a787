using CodeRouter.CodeGraph;
using CodeRouter.Core.Signals;
using CodeRouter.Core.Steps;

namespace CodeRouter.Gateway;

/// <summary>What the code graph knows of a step, as facts a decision reads.</summary>
public static class CodeFacts
{
    public static SignalFacts Of(Step step, TouchedCode touched)
    {
        if (!touched.IsOn || step.Kind is not (StepKind.Turn or StepKind.ToolContinuation or StepKind.Subagent))
        {
            return SignalFacts.None;
        }

        return touched.Read(new CodeTouch(step.Session, step.Repository, step.Edits, step.Paths, step.HumanText)) is { } reading
            ? new SignalFacts { Impact = reading.Impact, ImpactWhy = reading.Why, MultiFile = reading.MultiFile, CrossModule = reading.CrossModule }
            : touched.Unknown(step.Repository) is { } why ? new SignalFacts { ImpactWhy = why } : SignalFacts.None;
    }
}
