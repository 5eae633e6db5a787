using CodeRouter.Core.Models;
using CodeRouter.Core.Outcomes;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core.Decisions;

/// <summary>What a kind of work usually is.</summary>
/// <param name="Steps">Steps of a turn at middling difficulty.</param>
/// <param name="OutputTokens">Output tokens of a step.</param>
/// <param name="Stakes">What failing costs, as a share of a failed task: a docstring is soon mended.</param>
/// <param name="Floor">The tier it starts at.</param>
/// <param name="Ceiling">The highest tier that is weighed without a cause.</param>
public sealed record PhaseWork(double Steps, double OutputTokens, double Stakes, Tier Floor, Tier Ceiling);

/// <summary>Every number about how work goes, with its default.</summary>
public sealed record WorkSettings
{
    /// <summary>By phase, in the order of the enum.</summary>
    public IReadOnlyList<PhaseWork> Phases { get; init; } =
    [
        new(4, 1200, 1.0, Tier.Balanced, Tier.Strong), // plan
        new(12, 700, 1.0, Tier.Cheap, Tier.Balanced),  // implement
        new(12, 500, 1.0, Tier.Cheap, Tier.Balanced),  // debug
        new(8, 700, 0.8, Tier.Cheap, Tier.Balanced),   // test
        new(12, 700, 1.0, Tier.Cheap, Tier.Balanced),  // refactor
        new(3, 600, 0.3, Tier.Local, Tier.Cheap),      // document
        new(3, 300, 0.3, Tier.Local, Tier.Cheap),      // small_edit
        new(5, 900, 1.0, Tier.Balanced, Tier.Strong),  // review
        new(2, 700, 0.4, Tier.Local, Tier.Balanced),   // explain
        new(2, 400, 0.2, Tier.Local, Tier.Cheap),      // chat_other
    ];

    /// <summary>What difficulty 1 to 5 multiplies the steps of a turn with.</summary>
    public IReadOnlyList<double> Stretch { get; init; } = [0.6, 0.8, 1.0, 1.3, 1.6];

    /// <summary>Input tokens a later step of the same turn adds to the prefix.</summary>
    public double NewTokensPerStep { get; init; } = 1500;

    /// <summary>A model scoring below this takes extra steps for the same work.</summary>
    public double FullSpeedScore { get; init; } = 0.85;

    /// <summary>Extra steps, as a share, for each point of score below it (measured: up to twice as many).</summary>
    public double ExtraSteps { get; init; } = 2.5;

    /// <summary>How far a prompt may outgrow its estimate where the room in a window is judged.</summary>
    public double RoomToGrow { get; init; } = 1.1;

    /// <summary>Output tokens of a title or another request that is no step.</summary>
    public double SideOutputTokens { get; init; } = 200;

    /// <summary>Output tokens that a kind of request usually takes, before anything was learned.</summary>
    public double UsualOutput(AnswerKind kind, Phase phase) => kind.IsWork ? Of(phase).OutputTokens : SideOutputTokens;

    internal PhaseWork Of(Phase phase) => Phases[(int)phase];
}
