using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Tasks;

/// <summary>What <c>classify</c> says about one message, conversation tail or request.</summary>
public sealed record Classification
{
    /// <summary>The caller's id, as raw JSON; null when it gave none.</summary>
    public string? Id { get; init; }

    public Phase Phase { get; init; } = Phase.ChatOther;

    public double Confidence { get; init; }

    /// <summary>Which layer decided the phase and on what.</summary>
    public string Why { get; init; } = "";

    public int Difficulty { get; init; } = 1;

    public Risk Risk { get; init; }

    /// <summary>Jobs in the order they would be done; one entry when the message is one job.</summary>
    public IReadOnlyList<TaskType> Tasks { get; init; } = [];

    /// <summary>Null only where there is no tool result.</summary>
    public Outcome? Outcome { get; init; }

    public bool Stuck { get; init; }

    public string? Agent { get; init; }

    public StepKind Kind { get; init; }

    public string? Session { get; init; }

    /// <summary>The text the guards should look at: the human's words, then the new tool results.</summary>
    public string GuardText => ToolText.Length == 0 ? HumanText : HumanText + "\n" + ToolText;

    /// <summary>What the human said.</summary>
    public string HumanText { get; init; } = "";

    /// <summary>What tools answered since.</summary>
    public string ToolText { get; init; } = "";

    /// <summary>What could not be read of the line; null when all could.</summary>
    public string? Problem { get; init; }
}
