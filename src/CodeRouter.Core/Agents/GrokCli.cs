namespace CodeRouter.Core.Agents;

/// <summary>grok-cli: one tool set, no ids, exit status only as "Command failed".</summary>
internal sealed class GrokCli : AgentProfile
{
    public override string Name => "grok_cli";

    protected override IReadOnlyList<AgentMark> Marks { get; } = [new(MarkPlace.Opening, "You are Grok CLI,", 0.98)];
}
