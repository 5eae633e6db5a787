using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Agents;

/// <summary>Where a mark is looked for.</summary>
public enum MarkPlace : byte { Header, UserAgent, Opening, Tool, Text }

/// <summary>One sign of an agent and how much it proves.</summary>
/// <param name="Place">Where it stands.</param>
/// <param name="Text">The header's name, or the text contained.</param>
/// <param name="Confidence">0..1.</param>
public sealed record AgentMark(MarkPlace Place, string Text, double Confidence);

/// <summary>A text that gives a request's purpose away.</summary>
public sealed record PurposeMark(MarkPlace Place, string Text, Purpose Purpose);

/// <summary>What most agents share: marks as data, no ids of their own, plan mode by a text or by what the tool list lacks.</summary>
public abstract class AgentProfile : IAgentProfile
{
    public abstract string Name { get; }

    protected abstract IReadOnlyList<AgentMark> Marks { get; }

    protected virtual IReadOnlyList<PurposeMark> PurposeMarks => [];

    /// <summary>Texts in the newest user message that announce plan mode.</summary>
    protected virtual IReadOnlyList<string> PlanTexts => [];

    /// <summary>Tools offered in plan mode only.</summary>
    protected virtual IReadOnlyList<string> PlanTools => [];

    public virtual IReadOnlyList<ExitSpelling> ExitSpellings => [];

    public virtual bool EditsInText => false;

    public virtual double Recognise(AgentClues clues)
    {
        double best = 0;
        var marks = Marks;
        for (int i = 0; i < marks.Count; i++)
        {
            var mark = marks[i];
            if (mark.Confidence > best && Holds(mark.Place, mark.Text, clues))
            {
                best = mark.Confidence;
            }
        }

        return best;
    }

    public virtual AgentIdentity Identify(AgentClues clues) => default;

    public virtual Purpose PurposeOf(AgentClues clues)
    {
        foreach (var mark in PurposeMarks)
        {
            if (Holds(mark.Place, mark.Text, clues))
            {
                return mark.Purpose;
            }
        }

        return Purpose.Work;
    }

    public virtual bool IsPlanMode(AgentClues clues)
    {
        foreach (string text in PlanTexts)
        {
            if (clues.TextHas(text) || clues.TurnHas(text) || clues.OpeningHas(text))
            {
                return true;
            }
        }

        foreach (string tool in PlanTools)
        {
            if (clues.HasTool(tool))
            {
                return true;
            }
        }

        return false;
    }

    public virtual PhaseHint? Hint(AgentClues clues) => IsPlanMode(clues) ? new PhaseHint("plan", 0.95, Name + " is in plan mode") : null;

    public virtual ToolRole? RoleOf(string tool) => null;

    protected static bool Holds(MarkPlace place, string text, AgentClues clues) => place switch
    {
        MarkPlace.Header => clues.Header(text) is not null,
        MarkPlace.UserAgent => clues.UserAgent.Contains(text.ToLowerInvariant(), StringComparison.Ordinal),
        MarkPlace.Opening => clues.OpeningHas(text),
        MarkPlace.Tool => clues.HasTool(text),
        MarkPlace.Text => clues.TextHas(text),
        _ => false,
    };
}
