namespace CodeRouter.Core.Agents;

/// <summary>Kilo Code: grown out of opencode, so its own marks are asked first.</summary>
internal sealed class Kilo : OpenCode
{
    public override string Name => "kilo";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.UserAgent, "Kilo-Code/", 1.0),
        new(MarkPlace.Opening, "You are Kilo,", 0.98),
        new(MarkPlace.Opening, "You are Kilo Code", 0.98),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["# Native Plan Mode", "# Plan Mode"];
}
