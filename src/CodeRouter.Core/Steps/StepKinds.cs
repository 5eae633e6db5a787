using CodeRouter.Core.Agents;

namespace CodeRouter.Core.Steps;

/// <summary>What a request is, before any phase.</summary>
internal static class StepKinds
{
    public static StepKind Of(AgentClues clues, IAgentProfile? agent, ConversationTail tail)
    {
        if (clues.Path.EndsWith("/count_tokens", StringComparison.Ordinal) || clues.Path.EndsWith(":countTokens", StringComparison.Ordinal) || clues.Path.EndsWith("/input_tokens", StringComparison.Ordinal))
        {
            return StepKind.Housekeeping;
        }

        if (clues.Path.EndsWith("/compact", StringComparison.Ordinal))
        {
            return StepKind.Compaction;
        }

        switch (agent?.PurposeOf(clues) ?? Unknown(clues))
        {
            case Purpose.Title:
                return StepKind.Title;
            case Purpose.Compaction:
                return StepKind.Compaction;
            case Purpose.Subagent:
                return StepKind.Subagent;
            case Purpose.Housekeeping:
                return StepKind.Housekeeping;
            default:
                return tail.HasResults && !tail.HumanTurn ? StepKind.ToolContinuation
                    : tail.HumanTurn || tail.History.Count == 0 ? StepKind.Turn : StepKind.ToolContinuation;
        }
    }

    // Clients that are not known are judged by the shape alone: no tools, and an answer in a schema with nothing but a title.
    private static Purpose Unknown(AgentClues clues)
    {
        if (clues.OffersTools)
        {
            return Purpose.Work;
        }

        if (clues.SchemaHas("\"title\":"u8) && clues.SchemaHas("[\"title\"]"u8))
        {
            return Purpose.Title;
        }

        return clues.OpeningHas("You are a title generator") || clues.TextHas("Generate a concise title for this conversation") ? Purpose.Title
            : clues.OpeningHas("summarization agent") || clues.OpeningHas("summarizing conversations") ? Purpose.Compaction
            : Purpose.Work;
    }
}
