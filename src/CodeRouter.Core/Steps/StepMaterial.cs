using CodeRouter.Core.Agents;
using CodeRouter.Core.Evidence;

namespace CodeRouter.Core.Steps;

/// <summary>What the phase is judged from, whatever form the request had.</summary>
/// <param name="HumanText">The newest human words.</param>
/// <param name="HumanTurn">They are new in this step.</param>
/// <param name="Tail">Exchanges of the new tail.</param>
/// <param name="History">Exchanges before, oldest first.</param>
/// <param name="Evidence">What execution said.</param>
/// <param name="Hint">The client's own word.</param>
/// <param name="Messages">Length of the conversation.</param>
public sealed record StepMaterial(
    string HumanText, bool HumanTurn, IReadOnlyList<Exchange> Tail, IReadOnlyList<Exchange> History, StepEvidence Evidence, PhaseHint? Hint, int Messages);

/// <summary>A judged phase.</summary>
public readonly record struct PhaseVerdict(Phase Phase, double Confidence, string Why, int Difficulty)
{
    public static PhaseVerdict NotWork(StepKind kind) => new(Phase.ChatOther, 0.99, kind.Name() + " is no step of the task", 1);
}
