using System.Buffers;

namespace CodeRouter.Core.Evidence;

/// <summary>What edit tools say. A success names the file; a failure names what it could not find or apply.</summary>
internal static class EditResults
{
    private static readonly string[] Failures =
    [
        "String to replace not found", "matches of the string to replace, but replace_all is false", "File has not been read yet", "File has been modified since read", "File has been unexpectedly modified", "No changes to make",
        "verification failed", "Failed to find expected lines", "Failed to find context", "invalid hunk", "Invalid patch", "invalid patch", "Could not find oldString", "oldString not found", "oldString found multiple times",
        "Could not find an exact match", "Failed to edit", "0 occurrences found", "string not found in file", "No replacement performed", "Could not find the exact text", "No match found", "String not found in file",
        "patch does not apply", "hunk FAILED", "Hunk #", "patch failed:", "old_string not found", "old_str not found", "did not match any", "SEARCH block failed", "SEARCH/REPLACE block failed", "failed to exactly match",
        "Failed to apply patch", "Error applying patch", "diff could not be applied", "No files were modified", "The file does not exist", "File does not exist", "must read the file", "unsuccessful edit", "Editor operation failed",
        "Found multiple matches", "multiple occurrences", "is not unique", "target content not found", "The model did not apply", "couldn't apply", "corrupt patch", "malformed patch", "Context lines not found", "ENOENT",
    ];

    private static readonly SearchValues<string> AnyFailure = SearchValues.Create(Failures, StringComparison.OrdinalIgnoreCase);

    private static readonly string[] Successes =
    [
        "has been updated", "Success. Updated the following files", "Edit applied successfully", "Successfully modified", "Successfully edited", "Successfully replaced", "updated with changes", "File created successfully", "\"success\":true",
        "Wrote file successfully", "Successfully created", "successfully written", "Applied edit", "The file has been", "file was edited",
    ];

    public static Finding Read(string text, bool? failed, bool patch)
    {
        var start = text.AsSpan(0, Math.Min(text.Length, 2000));
        foreach (string mark in Successes)
        {
            if (start.Contains(mark, StringComparison.Ordinal) && failed is not true)
            {
                return Finding.Of(Outcome.Ok);
            }
        }

        int at = start.IndexOfAny(AnyFailure);
        if (at >= 0)
        {
            return Finding.Of(Outcome.EditFailed, Line(start, at));
        }

        if (failed is true || start.StartsWith("failed in sandbox", StringComparison.Ordinal) || ExitStatus.Read(text) is > 0 || start.TrimStart().StartsWith("error", StringComparison.OrdinalIgnoreCase))
        {
            bool denied = start.Contains("Permission denied", StringComparison.OrdinalIgnoreCase) || start.Contains("EACCES", StringComparison.Ordinal) || start.Contains("Operation not permitted", StringComparison.Ordinal);
            return Finding.Of(denied ? Outcome.PermissionDenied : Outcome.EditFailed, Line(start, 0));
        }

        // A patch tool that neither succeeds nor names a file gives back the lines it looked for.
        return Finding.Of(patch && text.Length > 400 && !start.Contains("Exit code: 0", StringComparison.Ordinal) ? Outcome.EditFailed : Outcome.Ok);
    }

    private static string Line(ReadOnlySpan<char> text, int at)
    {
        int from = text[..at].LastIndexOf('\n') + 1;
        var line = Lines.At(text, from, out _);
        return (line.Length > 160 ? line[..160] : line).Trim().ToString();
    }
}
