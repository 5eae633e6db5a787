using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;

namespace CodeRouter.Core.Steps;

/// <summary>What one request is. Pure data, read from the request alone: the same request always gives the same step.</summary>
public sealed record Step
{
    /// <summary>claude_code, codex, opencode, kilo, gemini_cli, qwen_code, copilot_cli, cline, continue, aider, cursor, windsurf, openclaw, pi, grok_cli; null when not recognised.</summary>
    public string? Agent { get; init; }

    public double AgentConfidence { get; init; }

    public StepKind Kind { get; init; }

    public Phase Phase { get; init; } = Phase.ChatOther;

    public double PhaseConfidence { get; init; }

    /// <summary>Which layer decided the phase and on what, in one plain clause.</summary>
    public string PhaseWhy { get; init; } = "";

    /// <summary>1 (trivial) to 5 (expert).</summary>
    public int Difficulty { get; init; } = 3;

    public Risk Risk { get; init; }

    public bool PlanMode { get; init; }

    /// <summary>The client's own session id, else that of the answer the request goes on from, else a hash of first user text, system opening and tool names.</summary>
    public string Session { get; init; } = "";

    /// <summary>One agent within the session: "main", or the sub-agent's id.</summary>
    public string Track { get; init; } = "main";

    /// <summary>The session id came from the client, and nothing else is believed instead.</summary>
    public bool SessionIsNative { get; init; }

    /// <summary>A human spoke in the new tail: a new turn, where a switch costs least trust.</summary>
    public bool HumanTurn { get; init; }

    /// <summary>A model answered in this conversation before, whoever remembers it.</summary>
    public bool Answered { get; init; }

    /// <summary>The last human text, harness blocks stripped; empty when none.</summary>
    public string HumanText { get; init; } = "";

    public StepEvidence Evidence { get; init; } = StepEvidence.None;

    /// <summary>Messages in the request: how long the conversation is.</summary>
    public int Messages { get; init; }

    /// <summary>
    /// The first request of a conversation whose client names none: an earlier one that opened with the same words has the same session.
    /// </summary>
    public bool OpensConversation => !SessionIsNative && !NamesEarlier && HumanTurn && Messages <= 2;

    /// <summary>The request goes on from what a provider or this gateway keeps, by its name, and repeats nothing of it.</summary>
    public bool NamesEarlier { get; init; }

    /// <summary>Estimated input tokens of the whole request (bytes over a factor per content kind, never tokenised).</summary>
    public int InputTokens { get; init; }

    /// <summary>Longest answer the caller allows; null when not said.</summary>
    public int? MaxOutput { get; init; }

    /// <summary>What the request cannot do without.</summary>
    public Capability Needs { get; init; }

    /// <summary>Paths the newest tool calls read or edit, as the agent wrote them.</summary>
    public IReadOnlyList<string> Paths { get; init; } = [];

    /// <summary>The answer before this step carries reasoning that only its maker can read back.</summary>
    public bool SignedReasoning { get; init; }

    /// <summary>Programming language of those files; null when they show none.</summary>
    public string? Language { get; init; }

    /// <summary>Those of <see cref="Paths"/> that were edited.</summary>
    public IReadOnlyList<string> Edits { get; init; } = [];

    /// <summary>The repository the client names in a header, if any.</summary>
    public string? Repository { get; init; }
}
