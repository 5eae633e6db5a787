namespace CodeRouter.Core.Tasks;

/// <summary>A job within a message.</summary>
public enum TaskType : byte { Planning, Analysis, Coding, Testing, Refactor, Documentation, Formatting, Review }

public static class TaskNames
{
    public static string Name(this TaskType type) => type switch
    {
        TaskType.Planning => "planning",
        TaskType.Analysis => "analysis",
        TaskType.Coding => "coding",
        TaskType.Testing => "testing",
        TaskType.Refactor => "refactor",
        TaskType.Documentation => "documentation",
        TaskType.Formatting => "formatting",
        TaskType.Review => "review",
        _ => throw new ArgumentOutOfRangeException(nameof(type), type, "not a task type"),
    };
}
