using CodeRouter.Core.Decisions;
using CodeRouter.Core.Steps;

namespace CodeRouter.Core;

/// <summary>Start reading here: a step, the settings and the situation go in, a model and the reasons come out.</summary>
public static class Router
{
    public static Decision Decide(Step step, Policy policy, Situation situation) => throw new NotSupportedException("being built");
}
