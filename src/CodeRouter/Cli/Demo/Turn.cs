using CodeRouter.Core.Models;

namespace CodeRouter.Cli.Demo;

/// <summary>What a model can know when it is asked for its next move.</summary>
/// <param name="Tier">Of the model that is asked.</param>
/// <param name="Done">Answers already given in this turn.</param>
/// <param name="Last">What the agent did last in this turn; null before the first deed.</param>
/// <param name="Tried">Tiers whose edits in this turn were followed by a failing run, in order.</param>
internal sealed record Scene(Tier Tier, int Done, Workspace Workspace, Verb? Last, IReadOnlyList<Tier> Tried);

/// <summary>Something that happens in the session.</summary>
internal abstract record Episode(string Agent);

/// <summary>The agent asks for a title before its first step.</summary>
internal sealed record TitleEpisode(string Agent, string About) : Episode(Agent);

/// <summary>The agent folds its history into a summary.</summary>
internal sealed record CompactionEpisode(string Agent) : Episode(Agent);

/// <summary>A human asks for something, and the agent works until the model has nothing more to do.</summary>
/// <param name="Task">In a few words, for the report.</param>
/// <param name="Next">The next move for whoever is asked: pure, because a request may be asked twice.</param>
/// <param name="IsDone">Whether the task is finished, asked once the whole session is over.</param>
internal sealed record TurnEpisode(string Agent, string Task, string Human, Func<Scene, Move> Next, Func<Workspace, bool> IsDone, bool PlanMode = false) : Episode(Agent)
{
    /// <summary>Whether the human has reason to ask for this; null is always.</summary>
    public Func<Workspace, bool>? When { get; init; }

    /// <summary>A turn that every model plays alike.</summary>
    public static TurnEpisode Plain(string agent, string task, string human, Func<Workspace, bool> isDone, params Move[] moves) =>
        new(agent, task, human, scene => moves[Math.Min(scene.Done, moves.Length - 1)], isDone);
}
