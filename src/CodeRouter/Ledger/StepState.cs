namespace CodeRouter.Ledger;

/// <summary>How a step ended.</summary>
public enum StepState : byte
{
    /// <summary>A complete answer went out.</summary>
    Answered,

    /// <summary>No answer: the upstreams failed before any output.</summary>
    Failed,

    /// <summary>The caller left.</summary>
    Aborted,

    /// <summary>The upstream was cut after output had gone out.</summary>
    Truncated,

    /// <summary>The gateway ended while the step was under way; found after the restart.</summary>
    Interrupted,

    /// <summary>Refused here: key, budget, rate, guard or a bad request.</summary>
    Refused,
}

public static class StepStates
{
    public static string Name(this StepState state) => state switch
    {
        StepState.Answered => "answered",
        StepState.Failed => "failed",
        StepState.Aborted => "aborted",
        StepState.Truncated => "truncated",
        StepState.Interrupted => "interrupted",
        StepState.Refused => "refused",
        _ => throw new ArgumentOutOfRangeException(nameof(state), state, "not a state of a step"),
    };

    /// <summary>
    /// The money rule: what fails or is left before any output costs nothing; a stream cut midway costs what was used, at most its
    /// reservation. Applied where records enter the ledger, so that no route can forget it.
    /// </summary>
    public static void Settle(StepRecord record)
    {
        switch (record.State)
        {
            case StepState.Failed or StepState.Refused or StepState.Interrupted:
                record.CostUsd = 0;
                break;
            case StepState.Aborted or StepState.Truncated when record.FirstByteMs is null:
                record.CostUsd = 0;
                break;
            case StepState.Aborted or StepState.Truncated when record.CostUsd > record.ReservedUsd:
                record.CostUsd = record.ReservedUsd;
                break;
        }

        record.BilledUsd = record.CostUsd * record.Ratio;
    }
}
