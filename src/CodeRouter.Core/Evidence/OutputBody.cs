namespace CodeRouter.Core.Evidence;

/// <summary>Cuts the client's own lines (status, wall time, token count, labels) from around a command's output.</summary>
internal static class OutputBody
{
    private static readonly string[] Heads =
    [
        "Chunk ID: ", "Wall time: ", "Process exited with code ", "Process running with session ID ", "Original token count: ", "Exit code: ", "Exit code ", "Total output lines: ", "Warning: truncated output",
        "Command: ", "Directory: ", "Script completed", "[Command exited with code ", "Error executing tool Bash: ", "Stdout:", "Exit status: ", "Exited with code ",
    ];

    private const string Refused = "Error executing tool Bash: Error (exit code ";

    private static readonly string[] Tails =
    [
        "Exit Code: ", "Signal: ", "Process Group PGID: ", "Background PIDs: ", "Error: (none)", "Command exited with code ", "<shellId: ", "Command completed with exit code", "[Command ", "Exit code: ", ", stderr:",
    ];

    private static readonly string[] Labels = ["Output:", "Stderr:", "Output: (empty)", "[stderr]", "(no output)", "(empty)", "[stdout]", "STDOUT:", "STDERR:"];

    public static ReadOnlySpan<char> Of(string text)
    {
        ReadOnlySpan<char> span = text;
        int at = 0;
        for (int lines = 0; lines < 10 && at < span.Length; lines++)
        {
            var line = Lines.At(span, at, out int next);
            var trimmed = line.Trim();
            if (trimmed.StartsWith("Output: ", StringComparison.Ordinal))
            {
                // "Output: first line" on the label's own line.
                at += line.IndexOf("Output: ", StringComparison.Ordinal) + 8;
                break;
            }

            if (trimmed.StartsWith("Stderr: ", StringComparison.Ordinal))
            {
                at += line.IndexOf("Stderr: ", StringComparison.Ordinal) + 8;
                break;
            }

            if (trimmed.StartsWith(Refused, StringComparison.Ordinal) && line.IndexOf("): ", StringComparison.Ordinal) is > 0 and var status)
            {
                // "Error executing tool Bash: Error (exit code 1): first line"
                at += status + 3;
                break;
            }

            if (!trimmed.IsEmpty && !StartsWithAny(trimmed, Heads) && !IsLabel(trimmed))
            {
                break;
            }

            at = next;
            if (IsLabel(trimmed))
            {
                break;
            }
        }

        int end = span.Length;
        for (int lines = 0; lines < 8 && end > at; lines++)
        {
            int before = end;
            var trimmed = Lines.Before(span, ref before).Trim();
            if (before < at || !(trimmed.IsEmpty || StartsWithAny(trimmed, Tails) || IsLabel(trimmed)))
            {
                break;
            }

            end = before;
        }

        return span[at..Math.Max(at, end)];
    }

    /// <summary>A poll of a command that has not ended says nothing yet.</summary>
    public static bool StillRunning(string text) =>
        text.AsSpan(0, Math.Min(400, text.Length)).Contains("Process running with session ID", StringComparison.Ordinal)
        || text.AsSpan(0, Math.Min(200, text.Length)).Contains("Command running in background with ID", StringComparison.Ordinal)
        || text.AsSpan(0, Math.Min(200, text.Length)).Contains("Command is running in the background", StringComparison.Ordinal);

    private static bool StartsWithAny(ReadOnlySpan<char> line, string[] starts)
    {
        foreach (string start in starts)
        {
            if (line.StartsWith(start, StringComparison.Ordinal))
            {
                return true;
            }
        }

        return false;
    }

    private static bool IsLabel(ReadOnlySpan<char> line)
    {
        foreach (string label in Labels)
        {
            if (line.SequenceEqual(label))
            {
                return true;
            }
        }

        return false;
    }
}
