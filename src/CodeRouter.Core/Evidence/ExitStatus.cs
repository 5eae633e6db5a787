using CodeRouter.Core.Conversations;

namespace CodeRouter.Core.Evidence;

/// <summary>
/// The exit status a client wrote around a command's output. Clients spell it in many ways and two not at all, so the spellings are data;
/// only the first and last lines are looked at, since a status in the middle is the program's own talk.
/// </summary>
public static class ExitStatus
{
    private const int HeaderLines = 8;
    private const int FooterLines = 8;

    /// <summary>Every spelling seen, for results of an unknown client.</summary>
    public static IReadOnlyList<ExitSpelling> AllSpellings { get; } =
    [
        new(StatusPlace.Start, "Exit code "),
        new(StatusPlace.Header, "Exit code: "),
        new(StatusPlace.Header, "Process exited with code "),
        new(StatusPlace.Header, "[Command exited with code "),
        new(StatusPlace.Header, "Error executing tool Bash: Error (exit code "),
        new(StatusPlace.Header, "Error: Command failed with exit code "),
        new(StatusPlace.Footer, "Exit Code: "),
        new(StatusPlace.Footer, "Exit code: "),
        new(StatusPlace.End, "Command exited with code "),
        new(StatusPlace.End, "completed with exit code "),
        new(StatusPlace.End, "exited with exit code "),
        new(StatusPlace.End, "[Command completed with exit code "),
        new(StatusPlace.End, "[exit code: "),
        new(StatusPlace.End, "(exit code "),
        new(StatusPlace.Footer, "<exit_code>"),
        new(StatusPlace.Header, "<exit_code>"),
        new(StatusPlace.Header, "exit_code: "),
        new(StatusPlace.Header, "Exited with code "),
        new(StatusPlace.Header, "Exit status: "),
    ];

    /// <summary>The status in a result; null when none is written.</summary>
    public static int? Read(ReadOnlySpan<char> text, IReadOnlyList<ExitSpelling>? spellings = null)
    {
        spellings ??= AllSpellings;
        int lines = 0;
        int at = 0;
        while (at < text.Length && lines < HeaderLines)
        {
            var line = Lines.At(text, at, out int next);
            if (Match(line, spellings, lines == 0 ? StatusPlace.Start : StatusPlace.Header) is { } status)
            {
                return status;
            }

            // What follows "Output:" is the program's.
            if (line.Trim().SequenceEqual("Output:") && lines > 0)
            {
                break;
            }

            lines++;
            at = next;
        }

        int end = text.Length;
        for (lines = 0; lines < FooterLines && end > 0;)
        {
            var line = Lines.Before(text, ref end);
            if (line.Trim().IsEmpty)
            {
                continue;
            }

            if (Match(line, spellings, lines == 0 ? StatusPlace.End : StatusPlace.Footer) is { } status)
            {
                return status;
            }

            lines++;
        }

        return null;
    }

    private static int? Match(ReadOnlySpan<char> line, IReadOnlyList<ExitSpelling> spellings, StatusPlace place)
    {
        var trimmed = line.Trim();
        foreach (var spelling in spellings)
        {
            bool here = spelling.Place == place
                || (place == StatusPlace.Start && spelling.Place == StatusPlace.Header)
                || (place == StatusPlace.End && spelling.Place == StatusPlace.Footer);
            if (!here)
            {
                continue;
            }

            int index = spelling.Place == StatusPlace.End ? trimmed.LastIndexOf(spelling.Before, StringComparison.Ordinal)
                : trimmed.StartsWith(spelling.Before, StringComparison.Ordinal) ? 0 : -1;
            if (index < 0)
            {
                continue;
            }

            var number = trimmed[(index + spelling.Before.Length)..];
            int length = 0;
            while (length < number.Length && length < 9 && (char.IsAsciiDigit(number[length]) || (length == 0 && number[0] == '-')))
            {
                length++;
            }

            if (int.TryParse(number[..length], out int value))
            {
                return value;
            }
        }

        return null;
    }
}
