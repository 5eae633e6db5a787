using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;

namespace CodeRouter.Core.Steps;

/// <summary>
/// That a plan was approved, which ends plan mode: said in the result of the tool that asks for it. The reminder of the mode stays in the history.
/// </summary>
internal static class PlanApproval
{
    /// <summary>No plan was ever put forward in this conversation, as its scan tells: then nothing need be searched for an approval.</summary>
    public static bool IsOutOfQuestion(BodyScan scan) =>
        !scan.MayHold("ExitPlanMode"u8) && !scan.MayHold("exit_plan_mode"u8) && !scan.MayHold("switch_to_act_mode"u8);

    public static bool IsIn(List<Exchange> exchanges) => exchanges.Exists(static exchange =>
        exchange.Use.Tool is "ExitPlanMode" or "exit_plan_mode" or "switch_to_act_mode" && exchange.IsError is not true
        && exchange.Result is { } result && result.Contains("approved", StringComparison.OrdinalIgnoreCase));

    /// <summary>The same of a message that is too far back to be read: its bytes are searched.</summary>
    public static bool IsSaid(ReadOnlySpan<byte> message) => message.IndexOf("approved your plan"u8) >= 0 || message.IndexOf("lan approved"u8) >= 0;
}
