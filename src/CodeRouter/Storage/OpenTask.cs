using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Storage;

/// <summary>A session's newest task as the writer knows it, and what the batch under way adds to it.</summary>
internal sealed class OpenTask
{
    public required long Id { get; init; }

    public required long StartedAt { get; init; }

    /// <summary>Hash of the request that opened it.</summary>
    public string? OpeningHash { get; set; }

    /// <summary>A human's words opened it; before that, titles and topic checks may have come.</summary>
    public bool Human { get; set; }

    public int Answered { get; set; }

    /// <summary>Cost on the baseline of the work since the tier last went up, in 1e-12 dollars.</summary>
    public long SinceRaise { get; set; }

    /// <summary>Tier of the newest work.</summary>
    public Tier? Tier { get; set; }

    // The batch's part, written once per batch.
    public bool Changed { get; private set; }

    public int AddedSteps { get; private set; }

    public int AddedAnswered { get; private set; }

    public long AddedCost { get; private set; }

    public long LastAt { get; private set; }

    /// <summary>The newest test run's verdict in this batch; null when there was none.</summary>
    public Verdict? Evidence { get; private set; }

    /// <summary>Whether a human's step begins something new: not before anything was answered, and not by being sent again.</summary>
    public bool EndsAt(StepRecord human) =>
        Human && !(Answered == 0 && human.RequestHash is not null && human.RequestHash == OpeningHash);

    /// <summary>Counts a step in. Gives the cost on the baseline of the steps it would not have needed: those before this raise of the tier.</summary>
    public long Add(StepRecord step)
    {
        Changed = true;
        AddedSteps++;
        AddedCost += PicoDollars.From(step.CostUsd) ?? 0;
        LastAt = Math.Max(LastAt, StepTime.ToMicros(step.At));
        if (step.State != StepState.Answered)
        {
            return 0;
        }

        Answered++;
        AddedAnswered++;
        if (step.Kind is not (StepKind.Turn or StepKind.ToolContinuation) || step.Tier is null)
        {
            return 0;
        }

        long extra = step.Tier > Tier ? SinceRaise : 0;
        SinceRaise = (extra > 0 ? 0 : SinceRaise) + (PicoDollars.From(step.BaselineCostUsd) ?? 0);
        Tier = step.Tier;
        return extra;
    }

    public void Judge(Verdict evidence)
    {
        Changed = true;
        Evidence = evidence;
    }

    public void Saved() => (Changed, AddedSteps, AddedAnswered, AddedCost, Evidence) = (false, 0, 0, 0, null);
}
