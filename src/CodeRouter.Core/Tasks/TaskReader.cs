using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Tasks;

/// <summary>A message → its jobs in order.</summary>
public static class TaskReader
{
    public static IReadOnlyList<TaskType> Read(string text, Phase phase) => [Of(phase)];

    public static TaskType Of(Phase phase) => phase switch
    {
        Phase.Plan => TaskType.Planning,
        Phase.Explain or Phase.ChatOther => TaskType.Analysis,
        Phase.Test => TaskType.Testing,
        Phase.Refactor => TaskType.Refactor,
        Phase.Document => TaskType.Documentation,
        Phase.SmallEdit => TaskType.Formatting,
        Phase.Review => TaskType.Review,
        _ => TaskType.Coding,
    };
}
