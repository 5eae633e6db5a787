using CodeRouter.Core.Agents;
using CodeRouter.Core.Evidence;

namespace CodeRouter.Core.Steps;

/// <summary>Calls of the history as their arguments were read for an earlier request; known again by the very strings of a remembered message.</summary>
internal static class RememberedCalls
{
    private const int Most = 1024;

    // Longer ones are of messages that are not remembered.
    private const int LongestKept = 4_096;
    private static readonly Generations<SameObjects, ToolUse> Known = new(Most);

    public static ToolUse Read(string tool, string arguments, IAgentProfile? agent)
    {
        if (arguments.Length > LongestKept)
        {
            return ToolArguments.Read(tool, arguments, agent);
        }

        var key = new SameObjects(arguments, tool, agent);
        if (!Known.TryGet(key, out var use))
        {
            use = ToolArguments.Read(tool, arguments, agent);
            Known.Keep(key, use);
        }

        return use;
    }
}
