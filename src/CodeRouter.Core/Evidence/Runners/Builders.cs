namespace CodeRouter.Core.Evidence.Runners;

/// <summary>How compilers, type checkers, linters and formatters say what is wrong: one row per spelling.</summary>
internal static class Builders
{
    public static IReadOnlyList<RunnerMark> Marks { get; } =
    [
        new("tsc", "error TS", static _ => Error()),
        new("", "Found ", static line => line.Trim().StartsWith("Found ", StringComparison.Ordinal) && line.Contains(" error", StringComparison.Ordinal) && Count.After(line, "Found") is { } n
            ? new Tally(line.Contains(" in ", StringComparison.Ordinal) || line.Contains("Watching", StringComparison.Ordinal) ? ReportKind.Build : ReportKind.Lint, n, null, n > 0) : null),
        new("clang-format", ": error: code should be clang-formatted", static _ => Style()),
        new("mypy", ": error: ", static line => line.Contains(".py:", StringComparison.Ordinal) && Located(line) ? Error() : null),
        new("gcc", ": error: ", static line => Located(line) ? Error() : null),
        new("gcc", ": fatal error: ", static _ => Error()),
        new("", ": Error: ", static line => Located(line) ? Error() : null),
        new("", ") Error: ", static line => Located(line) ? Error() : null),
        new("cmake", "CMake Error", static line => line.StartsWith("CMake Error", StringComparison.Ordinal) ? Error() : null),
        new("cmake", "-- Configuring incomplete, errors occurred", static _ => Broken()),
        new("ld", "undefined reference to", static _ => Error()),
        new("ld", "ld returned ", static _ => Broken()),
        new("make", "make: *** ", static line => line.Contains("No rule to make target", StringComparison.Ordinal) ? null : Stopped()),
        new("make", "]: *** ", static line => line.StartsWith("make[", StringComparison.Ordinal) ? Stopped() : null),
        new("ninja", "ninja: build stopped", static _ => Stopped()),
        new("rustc", "error[E", static _ => Error()),
        new("cargo", "error: could not compile", static line => new Tally(ReportKind.Build, Count.Before(line, "previous error"), null, true)),
        new("clippy", "`-D clippy::", static line => line.Contains("= note: ", StringComparison.Ordinal) ? Style() : null),
        new("cargo", "warning: build failed, waiting", static _ => Broken()),
        new("cargo", "error: failed to run custom build command", static _ => Broken()),
        new("dotnet", ": error CS", static line => DotNet(line)),
        new("dotnet", ": error FS", static line => DotNet(line)),
        new("dotnet", ": error MSB", static line => DotNet(line)),
        new("dotnet", ": error NU", static line => DotNet(line)),
        new("dotnet", ": error CA", static line => DotNet(line)),
        new("dotnet", ": error IDE", static line => DotNet(line)),
        new("dotnet", ": error NETSDK", static line => DotNet(line)),
        new("dotnet", "Build FAILED.", static _ => Broken()),
        new("dotnet", " Error(s)", static line => Count.Before(line, "Error(s)") is { } n ? new Tally(ReportKind.Build, n, null, n > 0) : null),
        new("dotnet", "Build succeeded", static _ => Fine()),
        new("dotnet format", ": error WHITESPACE", static _ => Style()),
        new("maven", "[INFO] ", static line => (line.TrimEnd().EndsWith(" errors", StringComparison.Ordinal) || line.TrimEnd().EndsWith(" error", StringComparison.Ordinal)) && Count.After(line, "[INFO]") is { } n ? new Tally(ReportKind.Build, n, null, n > 0) : null),
        new("maven", "COMPILATION ERROR", static _ => Broken()),
        new("maven", "Compilation failure", static _ => Broken()),
        new("gradle", "Compilation failed; see the compiler", static _ => Broken()),
        new("gradle", "Execution failed for task ':", static line => line.Contains("compile", StringComparison.OrdinalIgnoreCase) ? Broken() : null),
        new("kotlin", "e: file:", static line => line.StartsWith("e: ", StringComparison.Ordinal) ? Error() : null),
        new("javac", ".java:", static line => line.Contains(": error:", StringComparison.Ordinal) || (line.Contains("[ERROR] ", StringComparison.Ordinal) && line.Contains(".java:[", StringComparison.Ordinal)) ? Error() : null),
        new("go", ".go:", static line => GoError(line) ? Error() : null),
        new("mypy", "Success: no issues found", static _ => Fine()),
        new("pyright", " errors, ", static line => line.Contains("warning", StringComparison.Ordinal) && !line.Contains("problems", StringComparison.Ordinal) && !line.Contains("pre-existing", StringComparison.Ordinal)
            && char.IsAsciiDigit(line.TrimStart()[..1][0]) && Count.Before(line, "errors") is { } n ? new Tally(ReportKind.Build, n, null, n > 0) : null),
        new("pyright", "1 error, ", static line => char.IsAsciiDigit(line.TrimStart()[..1][0]) && line.Contains("warning", StringComparison.Ordinal) ? new Tally(ReportKind.Build, 1, null, true) : null),
        new("webpack", "ERROR in ", static line => line.StartsWith("ERROR in ", StringComparison.Ordinal) ? Error() : null),
        new("webpack", "Failed to compile", static _ => Broken()),
        new("next", "Type error: ", static line => line.TrimStart().StartsWith("Type error: ", StringComparison.Ordinal) ? Error() : null),
        new("vite", "error during build", static _ => Broken(), Block: 2),
        new("esbuild", "[ERROR] ", static line => line.TrimStart().StartsWith("✘ [ERROR]", StringComparison.Ordinal) || line.TrimStart().StartsWith("X [ERROR]", StringComparison.Ordinal) ? Error() : null),
        new("esbuild", "Build failed with ", static line => Count.After(line, "Build failed with") is { } n ? new Tally(ReportKind.Build, n, null, true) : null),
        new("rollup", "RollupError", static _ => Broken()),
        new("swift", ".swift:", static line => line.Contains(": error:", StringComparison.Ordinal) ? Error() : null),
        new("haskell", ".hs:", static line => line.Contains(": error:", StringComparison.Ordinal) ? Error() : null),
        new("mix", "== Compilation error", static _ => Broken()),
        new("mix", "Compilation failed due to warnings", static _ => Broken()),
        new("phpcs", "FOUND ", static line => line.StartsWith("FOUND ", StringComparison.Ordinal) && line.Contains(" AFFECTING ", StringComparison.Ordinal) && Count.After(line, "FOUND") is { } n ? new Tally(ReportKind.Lint, n, null, line.Contains(" ERROR", StringComparison.Ordinal)) : null),
        new("dart", ": Error: ", static line => line.Contains(".dart:", StringComparison.Ordinal) ? Error() : null),

        new("eslint", " problem", static line => Count.Before(line, " problem") is { } && line.Contains(" error", StringComparison.Ordinal) && Count.Before(line, "error") is { } n ? new Tally(ReportKind.Lint, n, null, n > 0) : null),
        new("ruff", "All checks passed!", static _ => Clean()),
        new("biome", "Some errors were emitted while running checks", static _ => Style()),
        new("biome", "No fixes applied", static line => line.Contains("Checked ", StringComparison.Ordinal) ? Clean() : null),
        new("rubocop", " inspected, ", static line => line.Contains("no offenses", StringComparison.Ordinal) ? Clean() : Count.Before(line, "offense") is { } n ? new Tally(ReportKind.Lint, n, null, n > 0) : null),
        new("prettier", "Code style issues found", static _ => Style()),
        new("prettier", "All matched files use Prettier code style", static _ => Clean()),
        new("black", "would be reformatted", static line => Count.Before(line, "file") is > 0 ? Style() : null),
        new("black", "would reformat ", static _ => Style()),
        new("ruff", "would be reformatted", static _ => Style()),
        new("dart", " issues found.", static line => Count.Before(line, "issues found") is { } n ? new Tally(ReportKind.Lint, n, null, n > 0) : null),
        new("dart", " issue found.", static line => Count.Before(line, "issue found") is { } n ? new Tally(ReportKind.Lint, n, null, n > 0) : null),
        new("dart", "No issues found!", static _ => Clean()),
        new("rustfmt", "Diff in ", static line => line.StartsWith("Diff in ", StringComparison.Ordinal) ? Style() : null),
        new("phpstan", "[ERROR] Found ", static line => new Tally(ReportKind.Lint, Count.After(line, "Found"), null, true)),
        new("phpstan", "[OK] No errors", static _ => Clean()),
        new("golangci-lint", " issues.", static line => Count.Before(line, "issues.") is { } n ? new Tally(ReportKind.Lint, n, null, n > 0) : null),
        new("golangci-lint", " issues:", static line => line.TrimEnd().EndsWith("issues:", StringComparison.Ordinal) && Count.Before(line, "issues:") is { } n ? new Tally(ReportKind.Lint, n, null, n > 0) : null),
        new("markdownlint", " error(s)", static line => line.StartsWith("Summary: ", StringComparison.Ordinal) && Count.Before(line, "error(s)") is { } n ? new Tally(ReportKind.Lint, n, null, n > 0) : null),
    ];

    // "a.cs(3,4): error CS1002", "shop.csproj : error NU1101", "CSC : error CS2001": behind a place or a project, not behind a word of a log.
    private static Tally? DotNet(ReadOnlySpan<char> line) =>
        line.IndexOf(": error ", StringComparison.Ordinal) is > 0 and var at && line[at - 1] is ')' or ' ' ? Error() : null;

    private static Tally Error() => new(ReportKind.Build, 1, null, true, Adds: true);

    private static Tally Broken() => new(ReportKind.Build, null, null, true);

    private static Tally Stopped() => new(ReportKind.Stopped, null, null, true);

    private static Tally Fine() => new(ReportKind.Build, 0, null, false);

    private static Tally Style() => new(ReportKind.Lint, null, null, true);

    private static Tally Clean() => new(ReportKind.Lint, 0, null, false);

    // "src/a.cpp:88:17: error: ...", "a.d(3,20): Error: ..." — a place before the word, not somebody's log line.
    private static bool Located(ReadOnlySpan<char> line)
    {
        int at = line.IndexOf("rror: ", StringComparison.Ordinal) - 1;
        if (at < 2 || line[at - 1] != ' ')
        {
            return false;
        }

        at -= line[at - 2] == ':' ? 2 : 1;
        int digits = at;
        while (digits > 0 && (char.IsAsciiDigit(line[digits - 1]) || line[digits - 1] is ':' or ',' or ')' or '(' || (line[digits - 1] == ' ' && digits > 1 && line[digits - 2] == ',')))
        {
            digits--;
        }

        return digits > 0 && digits < at && line[..digits].Contains('.') && !line[..digits].Contains("  ", StringComparison.Ordinal);
    }

    // "./main.go:3:4: undefined: x" as the compiler prints it: at the start of the line, with a column, which the log package never writes.
    private static bool GoError(ReadOnlySpan<char> line)
    {
        line = line.StartsWith("vet: ", StringComparison.Ordinal) ? line[5..] : line;
        int at = line.IndexOf(".go:", StringComparison.Ordinal);
        if (at <= 0 || char.IsWhiteSpace(line[0]) || line[..at].Contains(' '))
        {
            return false;
        }

        var rest = line[(at + 4)..];
        int row = Digits(rest);
        return row > 0 && row < rest.Length && rest[row] == ':' && Digits(rest[(row + 1)..]) is > 0 and var column && rest[(row + 1 + column)..].StartsWith(": ", StringComparison.Ordinal);
    }

    private static int Digits(ReadOnlySpan<char> text)
    {
        int count = 0;
        while (count < text.Length && char.IsAsciiDigit(text[count]))
        {
            count++;
        }

        return count;
    }
}
