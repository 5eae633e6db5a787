namespace CodeRouter.Core.Agents;

/// <summary>Aider: no tools, edits in the answer's text. Architect and editor are two different prompts.</summary>
internal sealed class Aider : AgentProfile
{
    public override string Name => "aider";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.UserAgent, "aider", 0.95),
        new(MarkPlace.Opening, "Act as an expert architect engineer", 0.95),
        new(MarkPlace.Opening, "Act as an expert software developer", 0.9),
        new(MarkPlace.Opening, "Act as an expert code analyst", 0.9),
        new(MarkPlace.Opening, "*SEARCH/REPLACE block*", 0.9),
        new(MarkPlace.Opening, "You are an expert software engineer that generates concise", 0.85),
        new(MarkPlace.Opening, "*Briefly* summarize this partial conversation about programming", 0.9),
        new(MarkPlace.Opening, "aider", 0.6),
    ];

    protected override IReadOnlyList<PurposeMark> PurposeMarks { get; } =
    [
        new(MarkPlace.Opening, "generates concise, one-line Git commit messages", Purpose.Housekeeping),
        new(MarkPlace.Opening, "You are an expert software engineer that generates concise", Purpose.Housekeeping),
        new(MarkPlace.Opening, "*Briefly* summarize this partial conversation about programming", Purpose.Compaction),
    ];

    public override bool EditsInText => true;

    public override PhaseHint? Hint(AgentClues clues) =>
        clues.OpeningHas("Act as an expert architect engineer") || clues.OpeningHas("architect mode") || clues.OpeningHas("--architect")
            ? new PhaseHint("plan", 0.95, "Aider's architect plans")
        : clues.OpeningHas("expert code analyst") ? new PhaseHint("explain", 0.7, "Aider's ask mode")
        : clues.OpeningHas("editor engineer") || clues.OpeningHas("Act as an expert editor") ? new PhaseHint("implement", 0.95, "Aider's editor carries out the architect's plan")
        : null;
}
