using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Outcomes;

/// <summary>Kinds of requests whose answers are about as long: by phase, what a human asked and what goes on from a tool's result; and what is no work.</summary>
public readonly record struct AnswerKind
{
    private AnswerKind(int place) => Place = place;

    internal static int Count => (2 * StepNames.Phases.Count) + 1;

    internal int Place { get; }

    /// <summary>Titles, compactions and the like have their own.</summary>
    public bool IsWork => Place < Count - 1;

    public static AnswerKind Of(StepKind kind, Phase phase, bool humanTurn) =>
        kind is StepKind.Turn or StepKind.ToolContinuation or StepKind.Subagent ? new((2 * (int)phase) + (humanTurn ? 1 : 0)) : new(Count - 1);
}
