using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;

namespace CodeRouter.Hosts.Planning;

/// <summary>The kind of model a task wants, in words that hold in every host.</summary>
public enum CapabilityClass : byte { DeepReasoning, Coding, Balanced, Fast }

/// <summary>One job of a request.</summary>
/// <param name="Id">Type and place: planning_1.</param>
/// <param name="Dependencies">Ids of the tasks that come before it.</param>
/// <param name="Model">The model it would go to, or the one to choose by hand where the host cannot be told; null when nothing configured is eligible.</param>
/// <param name="Confidence">0..1 that this task is meant.</param>
/// <param name="CostUsd">Expected cost of the whole task at list prices; null when a price is unknown.</param>
public sealed record PlannedTask(
    string Id, TaskType Type, TaskWords Words, IReadOnlyList<string> Dependencies, CapabilityClass Class, string? Model, Phase Phase, int Difficulty, double Confidence, decimal? CostUsd, string Reason);

/// <summary>A request as tasks in the order they are done.</summary>
public sealed record WorkPlan(string Text, HostFacts Host, IReadOnlyList<PlannedTask> Tasks, IReadOnlyList<string> Risk, IReadOnlyList<string> Advice)
{
    public bool CanSwitch => Host.Capabilities.DynamicSwitch;

    /// <summary><c>model_switch</c>, or <c>prompt_strategy</c> where the host keeps the model to itself.</summary>
    public string Switching => CanSwitch ? "model_switch" : "prompt_strategy";

    /// <summary>Null as soon as one task's cost is unknown.</summary>
    public decimal? CostUsd => Tasks.Aggregate((decimal?)0m, static (sum, task) => sum + task.CostUsd);
}
