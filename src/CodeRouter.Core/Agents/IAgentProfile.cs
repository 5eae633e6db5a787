using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>Why a request was sent, as far as the client itself tells.</summary>
public enum Purpose : byte { Work, Title, Compaction, Subagent, Housekeeping }

/// <summary>The client's own word about the phase: plan mode, an architect's call.</summary>
/// <param name="Phase">A phase name (plan, implement …).</param>
/// <param name="Confidence">0..1.</param>
/// <param name="Why">One plain clause.</param>
public sealed record PhaseHint(string Phase, double Confidence, string Why);

/// <summary>Session and track as the client names them.</summary>
/// <param name="Session">Shared by an agent and its sub-agents; null when the client sends none.</param>
/// <param name="Track">One agent within the session; null for the main one.</param>
public readonly record struct AgentIdentity(string? Session, string? Track);

/// <summary>One coding agent: how it is recognised and what its requests mean. One file each; stateless.</summary>
public interface IAgentProfile
{
    /// <summary>claude_code, codex …</summary>
    string Name { get; }

    /// <summary>0 (not it) to 1 (its own header).</summary>
    double Recognise(AgentClues clues);

    AgentIdentity Identify(AgentClues clues);

    Purpose PurposeOf(AgentClues clues);

    /// <summary>The client says that nothing may be changed yet.</summary>
    bool IsPlanMode(AgentClues clues);

    PhaseHint? Hint(AgentClues clues);

    /// <summary>Roles of this agent's tools where the shared table is wrong or silent; null when it has nothing to add.</summary>
    ToolRole? RoleOf(string tool);

    /// <summary>The client offers no tools: it takes edits from the text of the answers.</summary>
    bool EditsInText { get; }

    /// <summary>How this client spells an exit status; empty when it sends none.</summary>
    IReadOnlyList<ExitSpelling> ExitSpellings { get; }
}
