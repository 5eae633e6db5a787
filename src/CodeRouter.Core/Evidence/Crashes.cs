namespace CodeRouter.Core.Evidence;

/// <summary>Programs that end by crashing: read from the end of their output, where the trace stands.</summary>
internal static class Crashes
{
    private const int TraceLines = 60;

    /// <summary>The last thing printed is a crash: its head, followed by nothing but frames.</summary>
    public static bool EndIn(ReadOnlySpan<char> body)
    {
        var text = body.TrimEnd();
        int end = text.Length;
        int others = 0;
        for (int lines = 0; lines < TraceLines && end > 0; lines++)
        {
            var line = Lines.Before(text, ref end).TrimEnd();
            if (line.StartsWith("panic: ", StringComparison.Ordinal) || (line.StartsWith("thread '", StringComparison.Ordinal) && line.Contains(" panicked at ", StringComparison.Ordinal)) || line.StartsWith("Exception in thread ", StringComparison.Ordinal)
                || line.StartsWith("Unhandled exception", StringComparison.Ordinal) || line.StartsWith("PHP Fatal error", StringComparison.Ordinal) || line.StartsWith("PHP Parse error", StringComparison.Ordinal) || line.StartsWith("SUMMARY: ", StringComparison.Ordinal)
                || line.EndsWith("==ABORTING", StringComparison.Ordinal) || (line.EndsWith("' failed.", StringComparison.Ordinal) && line.Contains(": Assertion `", StringComparison.Ordinal)) || (line.EndsWith("Error)", StringComparison.Ordinal) && line.Contains(":in ", StringComparison.Ordinal)))
            {
                return true;
            }

            // Frames are indented, or stand above an indented place; the message itself may go on for a line or two.
            if (line.Length > 0 && !char.IsWhiteSpace(line[0]) && line[^1] != ')' && line[0] is not ('[' or '#') && !line.StartsWith("goroutine ", StringComparison.Ordinal) && !line.StartsWith("exit status ", StringComparison.Ordinal)
                && !line.StartsWith("note: ", StringComparison.Ordinal) && !line.StartsWith("created by ", StringComparison.Ordinal) && !line.StartsWith("Stack trace:", StringComparison.Ordinal) && !line.StartsWith("stack backtrace:", StringComparison.Ordinal)
                && !line.StartsWith("Caused by: ", StringComparison.Ordinal) && ++others > 2)
            {
                return false;
            }
        }

        return false;
    }

    /// <summary>The last thing printed is an exception of JavaScript: its name at the start of a line, then its frames, then at most what it carries.</summary>
    public static bool Threw(ReadOnlySpan<char> body)
    {
        var text = body.TrimEnd();
        int end = text.Length;
        int frames = 0;
        for (int lines = 0; lines < TraceLines && end > 0; lines++)
        {
            var line = Lines.Before(text, ref end).TrimEnd();
            if (line.StartsWith("    at ", StringComparison.Ordinal))
            {
                frames++;
            }
            else if (frames > 0 && ShellFailures.IsException(line))
            {
                return true;
            }
            else if (frames == 0 && !line.IsEmpty && line[0] is not '}' && (line[0] != ' ' || line.StartsWith("     ", StringComparison.Ordinal)))
            {
                return false;
            }
        }

        return false;
    }
}
