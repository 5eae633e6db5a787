using System.Buffers;
using System.Text;

namespace CodeRouter.Core.Evidence;

/// <summary>Failures that the shell or the program itself announces, wherever no runner's summary says it better.</summary>
internal static class ShellFailures
{
    private static readonly string[] MissingScripts =
    [
        "Missing script:", "missing script:", "ERR_PNPM_RECURSIVE_RUN_NO_SCRIPT", "ERR_PNPM_NO_SCRIPT", "error: Script not found", "Couldn't find a script named", "Couldn't find a package.json script",
        "error Command \"", "Failed to spawn:", "executable file not found in", "is not recognized as an internal or external command", "is not recognized as the name of a cmdlet", "is not recognized as a name of a cmdlet",
        "no such command:", "No rule to make target", "could not determine executable to run", "npx canceled due to missing packages", "ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL", "Unknown command: \"", "Could not find command", "There are no commands defined",
    ];

    // Every result is asked: a search for whichever letters, one word at a time, is a walk over it character by character.
    private static readonly SearchValues<string> StartsTimedOut = SearchValues.Create(["command timed out after", "timed out waiting"], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> EndsTimedOut = SearchValues.Create(["command timed out", "command was aborted because it timed out"], StringComparison.OrdinalIgnoreCase);
    private static readonly SearchValues<string> Terminated = SearchValues.Create(["terminated after"], StringComparison.OrdinalIgnoreCase);

    /// <summary>The missing program, when the shell says it found none that the command names.</summary>
    public static string? NotFound(ReadOnlySpan<char> body, string command, int? status, CommandKind kind)
    {
        int lines = 0;
        var recent = body.Length > 6000 ? body[^6000..] : body;
        bool looks = kind is CommandKind.Look or CommandKind.Search;
        for (int at = 0; at < recent.Length && lines < 200; lines++)
        {
            var line = Lines.At(recent, at, out at).Trim();
            if (line.Length is 0 or > 240)
            {
                continue;
            }

            if (Missing(line) is { } name)
            {
                // A profile that stumbles at every start is noise: the missing program must be one that was asked for.
                if (name.Length > 0 && (command.Length == 0 || command.Contains(name, StringComparison.Ordinal)))
                {
                    return line.ToString();
                }

                continue;
            }

            if (!looks && status is not 0)
            {
                foreach (string mark in MissingScripts)
                {
                    if (line.Contains(mark, StringComparison.Ordinal) && (mark != "error Command \"" || line.Contains("not found", StringComparison.Ordinal))
                        && (mark != "ERR_PNPM_RECURSIVE_EXEC_FIRST_FAIL" || line.Contains("not found", StringComparison.Ordinal)))
                    {
                        return line.ToString();
                    }
                }

                int module = line.IndexOf("No module named ", StringComparison.Ordinal);
                if (module >= 0 && !line.Contains("Error:", StringComparison.Ordinal) && IsAskedModule(line[(module + 16)..], command))
                {
                    return line.ToString();
                }
            }
        }

        return status == 127 ? "exit 127" : null;
    }

    // "bash: line 1: rg: command not found" · "zsh: command not found: rg" · "sh: 1: rg: not found" · "rg: command not found"
    private static string? Missing(ReadOnlySpan<char> line)
    {
        if (line.EndsWith(": command not found", StringComparison.Ordinal) || (line.EndsWith(": not found", StringComparison.Ordinal) && (line.StartsWith("sh: ", StringComparison.Ordinal) || line.StartsWith("/bin/sh: ", StringComparison.Ordinal))))
        {
            var name = line[..line.LastIndexOf(':')];
            if (line.Contains("profile", StringComparison.Ordinal) || line.Contains("bashrc", StringComparison.Ordinal) || line.Contains("zshrc", StringComparison.Ordinal))
            {
                return "";
            }

            return name[(name.LastIndexOf(':') + 1)..].Trim().ToString();
        }

        int zsh = line.IndexOf("command not found: ", StringComparison.Ordinal);
        return zsh >= 0 && line.Length < 120 ? line[(zsh + 19)..].Trim().ToString() : null;
    }

    // `python -m pytest` without pytest is a missing runner; a missing library is the program's own failure.
    private static bool IsAskedModule(ReadOnlySpan<char> name, string command)
    {
        name = name.Trim("'\".");
        return command.Length > 0 && (command.Contains("-m " + name.ToString(), StringComparison.Ordinal) || name is "pytest" or "ruff" or "mypy" or "flake8" or "pip");
    }

    public static bool TimedOut(string text, ReadOnlySpan<char> body, int? status)
    {
        var start = text.AsSpan(0, Math.Min(text.Length, 300));
        if (start.ContainsAny(StartsTimedOut))
        {
            return true;
        }

        if (status == 124)
        {
            return true;
        }

        var end = body.Length > 400 ? body[^400..] : body;
        return end.ContainsAny(EndsTimedOut) || (end.ContainsAny(Terminated) && end.Contains("timeout", StringComparison.OrdinalIgnoreCase))
            || start.Contains("TimeoutError:", StringComparison.Ordinal) && body.Length < 4000 && status is not 0;
    }

    public static bool Denied(ReadOnlySpan<char> body, int? status)
    {
        var end = body.Length > 2000 ? body[^2000..] : body;
        int hits = 0;
        for (int at = 0; at < end.Length;)
        {
            var line = Lines.At(end, at, out at).Trim();
            if (line.StartsWith("/bin/ps:", StringComparison.Ordinal) || line.StartsWith("ps:", StringComparison.Ordinal) || line.Length > 400)
            {
                continue;
            }

            bool says = line.EndsWith("Permission denied", StringComparison.OrdinalIgnoreCase) || line.EndsWith("Operation not permitted", StringComparison.OrdinalIgnoreCase) || line.Contains("EACCES", StringComparison.Ordinal)
                || line.Contains("EPERM", StringComparison.Ordinal) || line.Contains("(Forbidden)", StringComparison.Ordinal) || line.Contains("Permission denied (publickey", StringComparison.Ordinal)
                || line.StartsWith("PermissionError:", StringComparison.Ordinal) || line.Contains("Read-only file system", StringComparison.Ordinal) || line.Contains("error: Permission denied", StringComparison.OrdinalIgnoreCase)
                || line.Contains("permission denied while trying to connect", StringComparison.OrdinalIgnoreCase) || line.Contains("AccessDenied", StringComparison.Ordinal);
            if (says)
            {
                hits++;
            }
        }

        return hits > 0 && (status is > 0 || end.Length < 1200);
    }

    /// <summary>No status known: the last lines say whether the program died.</summary>
    public static bool Died(ReadOnlySpan<char> body, int? status, CommandKind kind)
    {
        var text = body.TrimEnd();
        if (status is null && Crashes.EndIn(text))
        {
            return true;
        }

        int end = text.Length;
        for (int lines = 0; lines < 6 && end > 0; lines++)
        {
            var line = Lines.Before(text, ref end).Trim();
            if (line.StartsWith("npm ERR!", StringComparison.Ordinal) || line.StartsWith("npm error", StringComparison.Ordinal) || (line.StartsWith("error: script \"", StringComparison.Ordinal) && line.Contains("exited with code", StringComparison.Ordinal))
                || line.Contains("ELIFECYCLE", StringComparison.Ordinal) || line.StartsWith("error Command failed with exit code", StringComparison.Ordinal) || line.StartsWith("Command failed: ", StringComparison.Ordinal)
                || line.Contains("ERR_PNPM_RECURSIVE_", StringComparison.Ordinal) || line.Contains("Segmentation fault", StringComparison.Ordinal) || line.StartsWith("panic: ", StringComparison.Ordinal)
                || line.Contains("core dumped", StringComparison.Ordinal) || line.Contains("##[error]Process completed with exit code", StringComparison.Ordinal))
            {
                return true;
            }

            if (status is 0)
            {
                continue;
            }

            if (line.StartsWith("fatal: ", StringComparison.Ordinal) || line.StartsWith("error: ", StringComparison.Ordinal) || line.StartsWith("Error: ", StringComparison.Ordinal) || line.StartsWith("ERROR: ", StringComparison.Ordinal)
                || line.StartsWith("curl: (", StringComparison.Ordinal) || line.StartsWith("! [rejected]", StringComparison.Ordinal) || line.StartsWith("! [remote rejected]", StringComparison.Ordinal) || line.StartsWith("CONFLICT (", StringComparison.Ordinal)
                || line.StartsWith("Automatic merge failed", StringComparison.Ordinal) || line.StartsWith("[ERROR] ", StringComparison.Ordinal) || line.StartsWith("BUILD FAILED", StringComparison.Ordinal) || line.StartsWith("GraphQL: ", StringComparison.Ordinal) || line.StartsWith("Traceback (most recent call last)", StringComparison.Ordinal)
                || line.EndsWith(": No such file or directory", StringComparison.Ordinal) || line.EndsWith("] No such file or directory", StringComparison.Ordinal) || IsUsage(line))
            {
                return true;
            }

            if (lines == 0 && IsException(line) && (text.Contains("Traceback (most recent call last)", StringComparison.Ordinal) || text.Contains("\n    at ", StringComparison.Ordinal) || (text.StartsWith("  File \"", StringComparison.Ordinal) || text.Contains("\n  File \"", StringComparison.Ordinal))))
            {
                return true;
            }
        }

        return text.Contains("Traceback (most recent call last)", StringComparison.Ordinal) && status is null && IsException(LastLine(text))
            || (status is null && kind != CommandKind.Git && text.Contains("\nNode.js v", StringComparison.Ordinal) && text.Contains("\n    at ", StringComparison.Ordinal));
    }

    public static bool IsNothing(ReadOnlySpan<char> body)
    {
        var text = body.Trim();
        return text.IsEmpty || (text.Length < 60 && (text is "(no output)" or "(Bash completed with no output)" or "(empty)" or "no output" or "Tool ran without output or errors" or "<no output>" || text.StartsWith("(Command completed with no output", StringComparison.Ordinal)));
    }

    /// <summary>The last words of a failure with bare numbers taken out (codes such as E0277 stay): what makes two failures the same failure.</summary>
    public static string Signature(ReadOnlySpan<char> body)
    {
        var text = body.TrimEnd();
        int end = text.Length;
        var kept = new StringBuilder(200);
        for (int lines = 0, looked = 0; lines < 2 && looked < 12 && end > 0; looked++)
        {
            var line = Lines.Before(text, ref end).Trim();
            if (line.Length < 4 || line[0] is '-' or '=' or '~')
            {
                continue;
            }

            lines++;
            char before = ' ';
            foreach (char c in line[..Math.Min(line.Length, 120)])
            {
                if (!char.IsAsciiDigit(c) || char.IsAsciiLetterOrDigit(before) && before != 's')
                {
                    kept.Append(c);
                    before = c;
                }
                else
                {
                    before = ' ';
                }
            }

            kept.Append('|');
        }

        return kept.ToString();
    }

    // "mypy: error: Cannot find config file", "manage.py: error: unrecognized arguments": the program's name, then its verdict.
    private static bool IsUsage(ReadOnlySpan<char> line) => line.IndexOf(": error: ", StringComparison.Ordinal) is > 0 and var at && at < 40 && !line[..at].ContainsAny(" :(\"");

    private static ReadOnlySpan<char> LastLine(ReadOnlySpan<char> text)
    {
        int end = text.Length;
        return Lines.Before(text, ref end).Trim();
    }

    // "ValueError: x", "requests.exceptions.HTTPError: 404", "TypeError [ERR_X]: y"
    internal static bool IsException(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        var name = colon > 0 ? line[..colon] : line;
        int bracket = name.IndexOf(" [", StringComparison.Ordinal);
        name = bracket > 0 ? name[..bracket] : name;
        return name.Length is > 4 and < 80 && !name.Contains(' ') && (name.EndsWith("Error", StringComparison.Ordinal) || name.EndsWith("Exception", StringComparison.Ordinal) || name.EndsWith("Exit", StringComparison.Ordinal) || name.EndsWith("Interrupt", StringComparison.Ordinal));
    }
}
