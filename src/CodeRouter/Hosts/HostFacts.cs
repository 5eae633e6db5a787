namespace CodeRouter.Hosts;

/// <summary>What a host lets somebody else change.</summary>
/// <param name="DynamicSwitch">The model can be changed within a session, or for one run, from outside.</param>
/// <param name="SubagentModel">A sub-agent can have a model of its own.</param>
/// <param name="PromptFiles">It reads prompts or commands from files.</param>
/// <param name="RepoInstructions">It reads instructions that stand in the repository.</param>
/// <param name="Settings">It has a settings file that can be written.</param>
/// <param name="Environment">Variables of the environment configure it.</param>
/// <param name="ContextManagement">Its compaction or context window can be set.</param>
public sealed record HostCapabilities(bool DynamicSwitch, bool SubagentModel, bool PromptFiles, bool RepoInstructions, bool Settings, bool Environment, bool ContextManagement);

/// <summary>The models a host would be given, by capability class, as it spells them.</summary>
public sealed record HostModels(string DeepReasoning, string Coding, string Balanced, string Fast);

/// <summary>A coding agent: how it is recognised and what it can do.</summary>
public sealed record HostFacts
{
    public required string Id { get; init; }

    public required string Name { get; init; }

    public required HostCapabilities Capabilities { get; init; }

    public required HostModels Models { get; init; }

    /// <summary>How the name it gives as an MCP client begins.</summary>
    public IReadOnlyList<string> ClientNames { get; init; } = [];

    /// <summary>Variables it sets in the shells it starts; each proves it.</summary>
    public IReadOnlyList<string> Variables { get; init; } = [];

    /// <summary>It sets them in every shell it starts, so that their absence tells something too.</summary>
    public bool AlwaysSetsVariables { get; init; } = true;

    /// <summary>Variables that only suggest it: an editor's terminal, a person's settings.</summary>
    public IReadOnlyList<string> Suggestions { get; init; } = [];

    /// <summary>Names of its process, or of the script an interpreter runs.</summary>
    public IReadOnlyList<string> Processes { get; init; } = [];

    /// <summary>Files and folders of a repository that are its own.</summary>
    public IReadOnlyList<string> ProjectFiles { get; init; } = [];

    /// <summary>Files and folders below the home folder.</summary>
    public IReadOnlyList<string> HomeFiles { get; init; } = [];

    /// <summary>Variable with the id of the session it runs, the same that the gateway sees.</summary>
    public string? SessionVariable { get; init; }

    /// <summary>How somebody changes its model, in a few words; null where nobody can from outside.</summary>
    public string? SwitchWith { get; init; }
}
