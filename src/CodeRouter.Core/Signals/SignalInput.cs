using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Signals;

/// <summary>Everything a signal may look at. Words are read from the human's own text only: system prompts and injected blocks drown it.</summary>
/// <param name="BudgetLeftShare">Share of the tightest budget that is left, 0..1; null when no budget applies.</param>
/// <param name="TextBefore">Sketch of the human text before this one; null when there was none.</param>
public sealed record SignalInput(Step Step, SignalFacts Facts, double? BudgetLeftShare, TextSketch? TextBefore)
{
    private GramVector? _vector;

    public string Text => Step.HumanText;

    /// <summary>The text as a vector, made once however many signals ask.</summary>
    public GramVector Vector => _vector ??= GramVector.Of(Text);
}
