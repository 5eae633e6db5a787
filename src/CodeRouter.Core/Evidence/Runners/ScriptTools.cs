namespace CodeRouter.Core.Evidence.Runners;

/// <summary>How the checkers, linters and bundlers of JavaScript and Python say it, beside those in <see cref="Builders"/>: mostly a place and a rule.</summary>
internal static class ScriptTools
{
    public static IReadOnlyList<RunnerMark> Marks { get; } =
    [
        // "src/a.py:3:1: F401 'os' imported but unused", "src/a.py:1:0: C0114: Missing module docstring (missing-module-docstring)".
        new("flake8", ".py:", static line => Ruled(line) ? Finding() : null),
        new("pylint", "Your code has been rated at", static line => line.Contains("10.00/10", StringComparison.Ordinal) ? Clean() : Style()),
        new("isort", " Imports are incorrectly sorted", static line => line.StartsWith("ERROR: ", StringComparison.Ordinal) ? Finding() : null),

        // "  3:7  error  'a' is assigned a value but never used  no-unused-vars"
        new("eslint", "  error  ", static line => Column(line) ? Finding() : null),
        new("eslint", "ESLint found too many warnings", static _ => Style()),
        new("eslint", "Oops! Something went wrong!", static _ => Style()),
        new("oxlint", "Found ", static line => line.StartsWith("Found ", StringComparison.Ordinal) && line.Contains(" warning", StringComparison.Ordinal) && Count.Before(line, "error") is { } n ? new Tally(ReportKind.Lint, n, null, n > 0) : null),
        new("deno", "Found ", static line => line.StartsWith("Found ", StringComparison.Ordinal) && Count.After(line, "Found") is { } n && line.Contains(" problem", StringComparison.Ordinal) ? new Tally(ReportKind.Lint, n, null, n > 0) : null),
        new("deno", "error: Found ", static line => line.Contains(" not formatted file", StringComparison.Ordinal) ? Style() : null),
        new("deno", "[ERROR]: ", static line => line.StartsWith("TS", StringComparison.Ordinal) ? new Tally(ReportKind.Build, 1, null, true, Adds: true) : null),
        new("svelte-check", "svelte-check found ", static line => Count.After(line, "found") is { } n ? new Tally(ReportKind.Build, n, null, n > 0) : null),
        new("parcel", "🚨 Build failed.", static _ => new Tally(ReportKind.Build, null, null, true), Block: 3),
        new("prettier", "[error] ", static line => line.StartsWith("[error] ", StringComparison.Ordinal) && line.Contains(": SyntaxError: ", StringComparison.Ordinal) ? Style() : null),
        new("prettier", "Error occurred when checking code style", static _ => Style()),
    ];

    private static Tally Finding() => new(ReportKind.Lint, 1, null, true, Adds: true);

    private static Tally Style() => new(ReportKind.Lint, null, null, true);

    private static Tally Clean() => new(ReportKind.Lint, 0, null, false);

    // A place, then the name of a rule: letters and digits.
    private static bool Ruled(ReadOnlySpan<char> line)
    {
        int at = line.IndexOf(".py:", StringComparison.Ordinal) + 3;
        int colons = 0;
        while (at < line.Length && (char.IsAsciiDigit(line[at]) || line[at] == ':'))
        {
            colons += line[at++] == ':' ? 1 : 0;
        }

        if (colons < 2 || at >= line.Length || line[at] != ' ' || line[..line.IndexOf(".py:", StringComparison.Ordinal)].Contains(' '))
        {
            return false;
        }

        var rule = line[(at + 1)..];
        int letters = 0;
        while (letters < rule.Length && char.IsAsciiLetterUpper(rule[letters]))
        {
            letters++;
        }

        int digits = letters;
        while (digits < rule.Length && char.IsAsciiDigit(rule[digits]))
        {
            digits++;
        }

        return letters is > 0 and < 6 && digits - letters is > 1 and < 6 && (digits == rule.Length || rule[digits] is ' ' or ':');
    }

    // "  12:7  error  ": an indented place before the word.
    private static bool Column(ReadOnlySpan<char> line)
    {
        var place = line[..line.IndexOf("  error  ", StringComparison.Ordinal)].Trim();
        int colon = place.IndexOf(':');
        return line[0] == ' ' && colon > 0 && place[..colon].IndexOfAnyExceptInRange('0', '9') < 0 && place[(colon + 1)..].IndexOfAnyExceptInRange('0', '9') < 0;
    }
}
