using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Evidence;

/// <summary>A tool call as evidence sees it.</summary>
/// <param name="Tool">The tool's name.</param>
/// <param name="Role">What the tool does.</param>
/// <param name="Command">The shell command of a run-type call; empty else.</param>
/// <param name="Arguments">All arguments as written, shortened; what makes two calls the same call.</param>
/// <param name="Paths">Paths in the arguments.</param>
public sealed record ToolUse(string Tool, ToolRole Role, string Command, string Arguments, IReadOnlyList<string> Paths)
{
    private CommandLine? line;

    /// <summary>The command read as a shell would split it.</summary>
    public CommandLine Line => line ??= CommandLine.Read(Command);
}

/// <summary>A tool call and what came back.</summary>
/// <param name="Use">The call; a call of an unknown tool where a result came without one.</param>
/// <param name="Result">The result's text, shortened; null where none came.</param>
/// <param name="IsError">The dialect's error flag; null where it has none.</param>
public sealed record Exchange(ToolUse Use, string? Result, bool? IsError);
