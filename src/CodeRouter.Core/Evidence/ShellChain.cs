namespace CodeRouter.Core.Evidence;

/// <summary>
/// How the parts of a command hang together: whose exit status the shell reports in the end, what the command itself prints of a status, and where the telling part runs.
/// <c>make 2&gt;&amp;1 | tail</c> ends as tail ends; <c>make; echo "EXIT $?"</c> ends well and says how make ended.
/// </summary>
/// <param name="Masked">A good status of the whole says nothing of the telling part.</param>
/// <param name="Last">Nothing runs after the telling part that could have failed in its place.</param>
/// <param name="Filtered">The telling part's output went through a search, which ends with 1 where it finds nothing.</param>
/// <param name="Shortened">The telling part's output went through head or tail: what is counted in it is a part.</param>
/// <param name="Echo">What the command prints before the status; null when it prints none.</param>
/// <param name="Place">The directory the telling part runs in; empty when the command does not say.</param>
internal readonly record struct ShellChain(bool Masked, bool Last, bool Filtered, bool Shortened, string? Echo, string Place)
{
    private static readonly string[] Statuses = ["$?", "${?}", "${PIPESTATUS[0]}", "$PIPESTATUS", "$LASTEXITCODE", "$status"];

    public static ShellChain Read(ReadOnlySpan<char> text, List<string> segments, List<char> operators, int telling)
    {
        bool pipefail = text.Contains("pipefail", StringComparison.Ordinal), masked = false, last = true, piped = false, filtered = false, shortened = false, ran = false, other = false;
        string? echo = null;
        for (int i = telling + 1; i < segments.Count; i++)
        {
            var segment = segments[i].AsSpan().Trim();
            if (segment.IsEmpty)
            {
                continue;
            }

            bool and = operators[i - 1] == '&' && operators[Math.Max(0, i - 2)] == '&';
            bool pipe = operators[i - 1] == '|' && (i < 2 || operators[i - 2] != '|' || segments[i - 1].AsSpan().Trim().Length > 0);
            if (pipe)
            {
                masked |= !pipefail;
                piped |= !ran;
                filtered |= !ran && First(segment) is "grep" or "egrep" or "rg";
                shortened |= !ran && First(segment) is "head" or "tail";
                continue;
            }

            if (!other && echo is null && First(segment) is "echo" or "printf" && BeforeStatus(segment, piped && !pipefail) is { } before)
            {
                echo = before;
                masked = true;
                continue;
            }

            ran = true;
            other |= !and;
            last &= !and;
            masked |= !and && First(segment) is not "exit";
        }

        string place = "";
        for (int i = 0; i < telling; i++)
        {
            var segment = segments[i].AsSpan().Trim(" \t\r(");
            if (First(segment) is "cd" or "pushd")
            {
                place = segment[(segment.IndexOf(' ') is > 0 and var at ? at : segment.Length - 1)..].Trim(" \"'/").ToString();
            }
        }

        return new ShellChain(masked, last, filtered, shortened, echo, place);
    }

    /// <summary>The status that the command printed itself; null when it printed none.</summary>
    public int? Printed(ReadOnlySpan<char> body)
    {
        if (Echo is null)
        {
            return null;
        }

        int end = body.TrimEnd().Length;
        for (int lines = 0; lines < 4 && end > 0; lines++)
        {
            var line = Lines.Before(body[..end], ref end).Trim();
            if (line.StartsWith(Echo, StringComparison.Ordinal) && Digits(line[Echo.Length..].Trim()) is { } status)
            {
                return status;
            }
        }

        return null;
    }

    private static int? Digits(ReadOnlySpan<char> text)
    {
        int length = 0;
        while (length < text.Length && length < 4 && char.IsAsciiDigit(text[length]))
        {
            length++;
        }

        return length is > 0 and < 4 && (length == text.Length || !char.IsAsciiLetterOrDigit(text[length])) ? int.Parse(text[..length]) : null;
    }

    // echo "EXIT: $?" → "EXIT:"; after a pipe $? is the last part's.
    private static string? BeforeStatus(ReadOnlySpan<char> segment, bool piped)
    {
        foreach (string form in Statuses)
        {
            int at = segment.IndexOf(form, StringComparison.Ordinal);
            if (at > 0 && !(piped && form is "$?" or "${?}"))
            {
                var before = segment[..at];
                before = before[before.IndexOf(' ')..].Trim();
                before = before.StartsWith("-e ", StringComparison.Ordinal) ? before[3..].Trim() : before;
                before = before.Trim("\"'").Trim();
                return before.StartsWith("\\n", StringComparison.Ordinal) ? before[2..].ToString() : before.ToString();
            }
        }

        return null;
    }

    private static ReadOnlySpan<char> First(ReadOnlySpan<char> segment)
    {
        segment = segment.TrimStart(" \t({");
        int end = segment.IndexOfAny(" \t");
        return end < 0 ? segment : segment[..end];
    }
}
