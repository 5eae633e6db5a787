using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Tests.Ledger;

/// <summary>Steps as a gateway would fill them in, each a second after the one before.</summary>
internal static class Steps
{
    public static readonly DateTimeOffset Noon = new(2026, 8, 3, 12, 0, 0, TimeSpan.Zero);

    public static StepRecord Answered(string session = "s1", int second = 0, decimal? cost = 0.01m, Action<StepRecord>? with = null)
    {
        var step = new StepRecord
        {
            Id = StepId.New(Noon.AddSeconds(second)),
            At = Noon.AddSeconds(second),
            Session = session,
            Agent = "claude_code",
            Kind = StepKind.ToolContinuation,
            Phase = Phase.Implement,
            AskedModel = "coding-auto",
            Model = "gpt-5-mini",
            UpstreamModel = "gpt-5-mini-2026",
            Channel = "openai",
            Tier = Tier.Cheap,
            Mode = "auto",
            Reason = "cheapest that will do",
            RequestHash = $"hash-{session}-{second}",
            RequestBytes = 2048,
            Usage = new Usage(100, 50, 20, 10, 30, 5),
            CostUsd = cost,
            BaselineModel = "claude-opus-4.8",
            BaselineCostUsd = 0.10m,
            ReservedUsd = 0.50m,
            Status = 200,
            State = StepState.Answered,
            FirstByteMs = 12.5,
            TotalMs = 100.25,
            DetailJson = """{"signals":[{"name":"keyword","value":"build"}]}"""u8.ToArray(),
        };
        with?.Invoke(step);
        return step;
    }

    public static StepRecord Human(string session, int second, decimal? cost = 0.01m, Action<StepRecord>? with = null) =>
        Answered(session, second, cost, step =>
        {
            step.Kind = StepKind.Turn;
            step.HumanTurn = true;
            with?.Invoke(step);
        });
}
