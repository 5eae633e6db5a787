using CodeRouter.Config;
using CodeRouter.Core.Findings;

namespace CodeRouter.Guards;

/// <summary>What a piece of a request holds.</summary>
/// <param name="Sightings">What guards marked, by place; those of two guards may overlap.</param>
/// <param name="HumanInjection">How likely the human's words try to steer the model against its operator, 0..1.</param>
/// <param name="ToolInjection">The same for what tools said.</param>
public sealed record PieceReading(Sighting[] Sightings, double HumanInjection, double ToolInjection)
{
    public static PieceReading Empty { get; } = new([], 0, 0);

    /// <summary>Files of text in base64 in which something was marked.</summary>
    public WrappedReading[] Wrapped { get; init; } = [];
}

/// <summary>What is looked for: one bit for each guard that marks spans, by its place among them.</summary>
[Flags]
public enum Sought
{
    None = 0,
    Secrets = 1,
    Personal = 2,
    Injection = 1 << 30,
}

/// <summary>From settings to what is looked for.</summary>
internal static class SoughtGuards
{
    public static Sought In(GuardSettings settings)
    {
        var sought = settings.Jailbreak == GuardAction.Off ? Sought.None : Sought.Injection;
        for (int i = 0; i < BuiltInGuards.All.Count; i++)
        {
            sought |= settings.ActionOf(BuiltInGuards.All[i].Name) == GuardAction.Off ? Sought.None : (Sought)(1 << i);
        }

        return sought;
    }

    public static Sought In(AnswerGuardSettings settings)
    {
        var sought = Sought.None;
        for (int i = 0; i < BuiltInGuards.All.Count; i++)
        {
            sought |= settings.ActionOf(BuiltInGuards.All[i].Name) == GuardAction.Off ? Sought.None : (Sought)(1 << i);
        }

        return sought;
    }
}
