namespace CodeRouter.Core.Agents;

/// <summary>Kilo Code: grown out of opencode, so its own marks are asked first.</summary>
internal sealed class Kilo : OpenCode
{
    private const string TitleOf = "title-";

    public override string Name => "kilo";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.UserAgent, "Kilo-Code/", 1.0),
        new(MarkPlace.Opening, "You are Kilo,", 0.98),
        new(MarkPlace.Opening, "You are Kilo Code", 0.98),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["# Native Plan Mode", "# Plan Mode"];

    // It asks for a session's title under a name made of the session's.
    public override AgentIdentity Identify(AgentClues clues)
    {
        var identity = base.Identify(clues);
        return identity.Session is { } own && own.StartsWith(TitleOf, StringComparison.Ordinal) ? identity with { Session = own[TitleOf.Length..] } : identity;
    }
}
