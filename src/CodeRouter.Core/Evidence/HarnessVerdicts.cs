using System.Buffers;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Evidence;

/// <summary>What the client itself, not the program it ran, says about a call: refused, not approved, not possible. Always at the start of the result.</summary>
internal static class HarnessVerdicts
{
    private const int Window = 400;
    private const int Near = 120;

    private static readonly string[] Refused =
    [
        "The user doesn't want to proceed", "The user doesn't want to take this action", "Permission to use ", "Claude requested permissions", "This command requires approval", "Permission denied by user",
        "exec_command failed: rejected", "rejected by user", "User rejected", "The user rejected", "Tool execution was rejected", "User denied", "The user denied", "user cancelled", "approval required by policy",
        "[Request interrupted by user", "failed in sandbox: ", "Command blocked", "blocked by hook", "not permitted in plan mode", "Operation cancelled by user", "was blocked. For security",
        "User did not allow", "Tool call was rejected", "Access denied",
    ];

    private static readonly SearchValues<string> AnyRefusal = SearchValues.Create(Refused, StringComparison.OrdinalIgnoreCase);

    private static readonly string[] WrongUse =
    [
        "InputValidationError", "Error: No such tool available", "Invalid tool parameters", "tool_use_error>Cancelled", "tool_use_error>InputValidation", "Unknown tool", "Tool not found", "failed to parse function arguments",
    ];

    public static Outcome? Read(string text, ToolUse use, bool? failed)
    {
        if (use.Role is ToolRole.Read or ToolRole.Search && failed is not true && !text.AsSpan(0, Math.Min(40, text.Length)).Contains("tool_use_error", StringComparison.Ordinal))
        {
            // What a reading tool shows is the file's text: only a flagged result can be the client's.
            return null;
        }

        var start = text.AsSpan().TrimStart();
        start = start[..Math.Min(start.Length, Window)];
        if (use.Role is ToolRole.Run && use.Line.Kind is CommandKind.Look or CommandKind.Search && start.Length == Window && failed is not true)
        {
            return null;
        }

        int at = start.IndexOfAny(AnyRefusal);
        if (at is >= 0 and < Near)
        {
            // A sandbox that could not run the patch says so in the same words as a failed patch.
            return text.Contains("hunk", StringComparison.Ordinal) || start.Contains("expected lines", StringComparison.Ordinal) || text.Contains("invalid patch", StringComparison.OrdinalIgnoreCase) ? Outcome.EditFailed : Outcome.PermissionDenied;
        }

        foreach (string mark in WrongUse)
        {
            if (start.Contains(mark, StringComparison.Ordinal))
            {
                return use.Role == ToolRole.Edit ? Outcome.EditFailed : Outcome.OtherError;
            }
        }

        return null;
    }
}
