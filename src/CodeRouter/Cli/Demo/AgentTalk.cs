namespace CodeRouter.Cli.Demo;

/// <summary>A call as it came back from the model, in the agent's own spelling.</summary>
internal sealed record ToolUse(string Id, string Name, string Arguments);

/// <summary>One answer as the agent read it.</summary>
internal sealed record AgentAnswer(string Text, IReadOnlyList<ToolUse> Uses);
