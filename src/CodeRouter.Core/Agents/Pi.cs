using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>pi: four tools, no sub-agents, no plan mode.</summary>
internal sealed class Pi : AgentProfile
{
    public override string Name => "pi";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.Opening, "operating inside pi, a coding agent harness", 0.99),
        new(MarkPlace.Opening, "operating inside pi,", 0.97),
    ];

    public override IReadOnlyList<ExitSpelling> ExitSpellings { get; } = [new(StatusPlace.End, "Command exited with code ")];

    public override AgentIdentity Identify(AgentClues clues) => new(clues.Header("session_id") ?? clues.Member("prompt_cache_key"u8), null);
}
