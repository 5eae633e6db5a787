namespace CodeRouter.Core.Evidence;

/// <summary>Results of looking at things: files, listings, searches. Their text is somebody's text, so only their very first words can be a verdict.</summary>
internal static class LookFailures
{
    private static readonly string[] Nothing = ["No files found", "No matches found", "No matches", "No results", "Found 0 ", "no matches found", "0 matches", "(no output)", "(Bash completed with no output)", "No content found", "Found no files"];

    private static readonly string[] Starts =
    [
        "File does not exist", "Error: ", "ENOENT", "<tool_use_error>", "File not found", "EISDIR", "File content (", "Path does not exist", "Directory does not exist", "No such file", "Error reading", "Could not read", "Failed to read", "file not found",
    ];

    public static bool FoundNothing(ReadOnlySpan<char> text)
    {
        foreach (string mark in Nothing)
        {
            if (text.StartsWith(mark, StringComparison.Ordinal) && text.Length < 200)
            {
                return true;
            }
        }

        return false;
    }

    public static bool IsFailure(ReadOnlySpan<char> text)
    {
        // A failure is short; a file that begins with "Error: " goes on.
        if (text.Length > 600)
        {
            return false;
        }

        foreach (string mark in Starts)
        {
            if (text.StartsWith(mark, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    /// <summary>Output of cat, sed -n, ls, rg … with the status of the command.</summary>
    public static Finding ReadCommand(ReadOnlySpan<char> body, CommandKind kind, int? status)
    {
        var text = body.Trim();
        if (text.IsEmpty || FoundNothing(text))
        {
            // grep and find end with 1 when they find nothing: that is an answer.
            return Finding.Of(status is null or 0 or 1 ? Outcome.NoOutput : Outcome.OtherError, "exit " + status);
        }

        int missing = 0, lines = 0;
        for (int at = 0; at < text.Length && lines < 12;)
        {
            var line = Lines.At(text, at, out at).Trim();
            if (line.IsEmpty)
            {
                continue;
            }

            lines++;
            if (line.EndsWith(": No such file or directory", StringComparison.Ordinal) || line.Contains("can't read ", StringComparison.Ordinal) || line.EndsWith(": Is a directory", StringComparison.Ordinal)
                || line.EndsWith("No such file or directory (os error 2)", StringComparison.Ordinal) || line.Contains("cannot access '", StringComparison.Ordinal) || line.Contains("Cannot find path", StringComparison.Ordinal)
                || line.StartsWith("fatal: ", StringComparison.Ordinal))
            {
                missing++;
            }
        }

        if (missing > 0 && (missing == lines || (status is > 0 && missing * 2 >= lines)))
        {
            return Finding.Of(Outcome.OtherError, Lines.At(text, 0, out _).ToString());
        }

        if (text.StartsWith("error: ", StringComparison.Ordinal) && status is > 0 || (kind == CommandKind.Search && text.StartsWith("regex parse error", StringComparison.Ordinal)))
        {
            return Finding.Of(Outcome.OtherError, Lines.At(text, 0, out _).ToString());
        }

        return Finding.Of(missing > 0 && status is > 1 ? Outcome.OtherError : Outcome.Ok);
    }
}
