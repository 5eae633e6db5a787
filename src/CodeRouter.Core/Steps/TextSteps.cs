using CodeRouter.Core.Agents;
using CodeRouter.Core.Evidence;

namespace CodeRouter.Core.Steps;

/// <summary>What was read of a step that came as text rather than as a request.</summary>
public readonly record struct TextStep(string HumanText, PhaseVerdict Verdict, StepEvidence Evidence, Risk Risk);

/// <summary>Reads steps from texts: a message alone, or the tail of a conversation.</summary>
public static class TextSteps
{
    public static ToolUse Use(string tool, string arguments) => ToolArguments.Read(tool, arguments, agent: null);

    /// <param name="text">The newest user message as sent.</param>
    /// <param name="tail">Calls and results since.</param>
    /// <param name="history">Steps before, oldest first.</param>
    /// <param name="humanTurn">The message is new in this step.</param>
    public static TextStep Read(string text, IReadOnlyList<Exchange> tail, IReadOnlyList<Exchange> history, bool humanTurn)
    {
        string human = InjectedBlocks.Strip(text);
        var evidence = EvidenceReader.Read(tail, history);
        var material = new StepMaterial(human, humanTurn, tail, history, evidence, null, (2 * (tail.Count + history.Count)) + 1);
        return new TextStep(human, PhaseLayers.Judge(material), evidence, RiskWords.Read(material));
    }
}
