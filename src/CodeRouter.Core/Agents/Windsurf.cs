namespace CodeRouter.Core.Agents;

/// <summary>Windsurf's Cascade.</summary>
internal sealed class Windsurf : AgentProfile
{
    public override string Name => "windsurf";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.Opening, "You are Cascade", 0.97),
        new(MarkPlace.Opening, "Windsurf", 0.85),
        new(MarkPlace.UserAgent, "windsurf", 0.9),
        new(MarkPlace.Header, "x-windsurf-version", 0.9),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["<plan_mode>"];
}
