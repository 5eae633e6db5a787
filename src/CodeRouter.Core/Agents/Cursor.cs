namespace CodeRouter.Core.Agents;

/// <summary>Cursor. Known from its prompts only; what it sends is usually the composer's work.</summary>
internal sealed class Cursor : AgentProfile
{
    public override string Name => "cursor";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.Opening, "You operate in Cursor", 0.97),
        new(MarkPlace.Opening, "operate exclusively in Cursor", 0.97),
        new(MarkPlace.Opening, "running inside Cursor", 0.9),
        new(MarkPlace.Opening, "Cursor IDE", 0.85),
        new(MarkPlace.Opening, "You are Cursor", 0.9),
        new(MarkPlace.Opening, "in Cursor", 0.7),
        new(MarkPlace.Header, "x-cursor-client-version", 0.97),
        new(MarkPlace.UserAgent, "cursor/", 0.9),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["<plan_mode>", "Plan mode is active"];

    public override PhaseHint? Hint(AgentClues clues) =>
        base.Hint(clues) ?? (clues.OpeningHas("Ask mode") ? new PhaseHint("explain", 0.55, "Cursor's ask mode") : null);
}
