namespace CodeRouter.Core.Agents;

/// <summary>OpenClaw: its tools name the phase, so the newest call decides which.</summary>
internal sealed class OpenClaw : AgentProfile
{
    public override string Name => "openclaw";

    protected override IReadOnlyList<AgentMark> Marks { get; } =
    [
        new(MarkPlace.Opening, "OpenClaw", 0.95),
        new(MarkPlace.UserAgent, "openclaw", 0.95),
    ];

    public override double Recognise(AgentClues clues) => Math.Max(base.Recognise(clues), clues.Tools.IndexOf("implement_step"u8) >= 0 && clues.HasTool("create_plan") && clues.HasTool("implement_step") ? 0.9 : 0);

    public override PhaseHint? Hint(AgentClues clues)
    {
        var choice = clues.Request.Find("tool_choice"u8);
        if (!choice.IsEmpty && choice.IndexOf("create_plan"u8) >= 0)
        {
            return new PhaseHint("plan", 0.95, "OpenClaw is told to call create_plan");
        }

        if (!choice.IsEmpty && choice.IndexOf("implement_step"u8) >= 0)
        {
            return new PhaseHint("implement", 0.95, "OpenClaw is told to call implement_step");
        }

        bool plans = clues.HasTool("create_plan"), implements = clues.HasTool("implement_step");
        return plans == implements ? null : new PhaseHint(plans ? "plan" : "implement", 0.9, plans ? "OpenClaw offers create_plan only" : "OpenClaw offers implement_step only");
    }
}
