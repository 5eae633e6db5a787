using CodeRouter.Core.Conversations;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>From what a step is to what the ledger keeps of it.</summary>
public static class StepRecords
{
    public static void Describe(StepRecord record, Step step)
    {
        record.Session = step.Session;
        record.Track = step.Track;
        record.Agent = step.Agent;
        record.AgentConfidence = step.AgentConfidence;
        record.Kind = step.Kind;
        record.Phase = step.Phase;
        record.PhaseConfidence = step.PhaseConfidence;
        record.Difficulty = step.Difficulty;
        record.Risk = step.Risk;
        record.HumanTurn = step.HumanTurn;
        record.InputTokensEstimated = step.InputTokens;
        record.EvidenceOutcome = step.Evidence.Outcome;
        record.EvidenceSummary = step.Evidence.Summary;
        record.Repository = step.Repository;
    }

    /// <summary>A question about a session's conversation that is no step of it: who asks is known, what kind of work it is does not matter.</summary>
    public static Step Beside(Step step) => step with { Kind = step.Kind == StepKind.Compaction ? step.Kind : StepKind.Housekeeping, HumanTurn = false };

    /// <summary>A call that is no step of an agent (embeddings, counting): only who and how large.</summary>
    public static Step Plain(RequestView request, IRequestHeaders headers) => new()
    {
        Kind = StepKind.Housekeeping,
        Phase = Phase.ChatOther,
        PhaseConfidence = 1,
        PhaseWhy = "not a step of an agent",
        Session = CallerName.Of(headers["X-CodeRouter-Session"] ?? ""),
        SessionIsNative = headers["X-CodeRouter-Session"] is not null,
        Messages = request.Scan.Messages.Count,
        InputTokens = InputEstimate.Tokens(request.Scan, request.Body.Span),
        Difficulty = 1,
    };

    /// <summary>The one source of chance, in [0,1): from the request and its place in the session, so that it can be drawn again.</summary>
    public static double Draw(StepRecord record, int step)
    {
        ulong h = 0xCBF29CE484222325;
        foreach (char c in record.Id)
        {
            h = (h ^ c) * 0x100000001B3;
        }

        h ^= (ulong)step * 0x9E3779B97F4A7C15;
        h ^= h >> 32;
        h *= 0xC4CEB9FE1A85EC53;
        h ^= h >> 29;
        return (h >> 11) / (double)(1UL << 53);
    }
}
