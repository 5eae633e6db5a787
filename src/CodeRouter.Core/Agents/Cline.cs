using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>Cline. A sub-agent has only the parent's words as its system prompt, so its small tool set gives it away.</summary>
internal sealed class Cline : AgentProfile
{
    public override string Name => "cline";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.Opening, "You are Cline,", 0.98),
    ];

    protected override IReadOnlyList<PurposeMark> PurposeMarks { get; } =
    [
        new(MarkPlace.Text, "Your task is to create a detailed summary of the conversation so far", Purpose.Compaction),
    ];

    protected override IReadOnlyList<string> PlanTexts { get; } = ["# Plan Mode"];

    protected override IReadOnlyList<string> PlanTools { get; } = ["switch_to_act_mode"];

    public override IReadOnlyList<ExitSpelling> ExitSpellings { get; } = [new(StatusPlace.Header, "[Command exited with code ")];

    public override double Recognise(AgentClues clues) => Math.Max(base.Recognise(clues), HasItsTools(clues) ? 0.85 : 0);

    public override Purpose PurposeOf(AgentClues clues)
    {
        var purpose = base.PurposeOf(clues);
        return purpose == Purpose.Work && !clues.OpeningHas("You are Cline,") && HasItsTools(clues) ? Purpose.Subagent : purpose;
    }

    public override bool IsPlanMode(AgentClues clues) => base.IsPlanMode(clues) || (clues.OpeningHas("You are Cline,") && clues.HasTool("read_files") && !clues.HasTool("editor"));

    public override ToolRole? RoleOf(string tool) => tool switch
    {
        "editor" => ToolRole.Edit,
        "run_commands" => ToolRole.Run,
        _ => null,
    };

    private static bool HasItsTools(AgentClues clues) => clues.OffersTools && clues.Tools.IndexOf("run_commands"u8) >= 0 && clues.HasTool("read_files") && clues.HasTool("search_codebase");
}
