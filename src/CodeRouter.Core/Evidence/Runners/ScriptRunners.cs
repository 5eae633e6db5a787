namespace CodeRouter.Core.Evidence.Runners;

/// <summary>
/// How the test runners of JavaScript and Python say it. What closes a run is added up, since a chain or a workspace runs several;
/// what stands in the middle of one, a failing test named or a failing file, is a hint that counts only where a test command's output was cut before its end.
/// </summary>
internal static partial class TestRunners
{
    public static IReadOnlyList<RunnerMark> Scripts { get; } =
    [
        // pytest: "1 failed, 24 passed, 2 warnings in 0.39s", with or without rules of "=".
        new("pytest", " passed in ", static line => Pytest(line), Closes: true),
        new("pytest", " failed in ", static line => Pytest(line), Closes: true),
        new("pytest", " error in ", static line => Pytest(line), Closes: true),
        new("pytest", " errors in ", static line => Pytest(line), Closes: true),
        new("pytest", " deselected in ", static line => Pytest(line)),
        new("pytest", " failed, ", static line => Pytest(line), Closes: true),
        new("pytest", " passed, ", static line => Pytest(line), Closes: true),
        new("pytest", " error, ", static line => Pytest(line)),
        new("pytest", "no tests ran in ", static _ => NoneRan()),
        new("pytest", "FAILED ", static line => line.Trim().StartsWith("FAILED ", StringComparison.Ordinal) && line.Contains("::", StringComparison.Ordinal) ? Item() : null),
        new("pytest", "ERROR ", static line => line.StartsWith("ERROR ", StringComparison.Ordinal) && FirstWord(line[6..]).Contains(".py", StringComparison.Ordinal) && !FirstWord(line[6..]).Contains(".py:" , StringComparison.Ordinal) | line.Contains("::", StringComparison.Ordinal) ? Item() : null),
        new("pytest", "!!!!!!!!", static line => line.Contains("Interrupted:", StringComparison.Ordinal) ? Tests(null, null, bad: true) : null),
        new("pytest", "ImportError while loading conftest", static line => line.StartsWith("ImportError while", StringComparison.Ordinal) ? NoneRan() : null),
        new("pytest", " FAILED", static line => line.Contains("::", StringComparison.Ordinal) ? Hint() : null),
        new("pytest", "E   ", static line => line.StartsWith("E   ", StringComparison.Ordinal) ? Hint() : null),
        new("coverage", "coverage threshold for ", static line => line.Contains(" not met", StringComparison.Ordinal) ? Refused() : null),
        new("coverage", " does not meet ", static line => line.Contains("overage", StringComparison.Ordinal) && line.Contains("threshold", StringComparison.Ordinal) ? Refused() : null),
        new("coverage", "FAIL Required test coverage", static line => line.StartsWith("FAIL Required", StringComparison.Ordinal) ? Refused() : null),

        // unittest says in brackets what of the tests it ran did not pass.
        new("unittest", "FAILED (", static line => line.Trim().StartsWith("FAILED (", StringComparison.Ordinal) ? Unittest(line) : null),
        new("unittest", "OK (", static line => line.Trim().StartsWith("OK (", StringComparison.Ordinal) && line.Contains('=') ? Unittest(line) : null),
        new("unittest", "OK", static line => line.Trim() is "OK" ? Maybe(0, null) : null),
        new("unittest", "Ran ", static line => line.Trim().StartsWith("Ran ", StringComparison.Ordinal) && line.Contains(" in ", StringComparison.Ordinal) && !line.Contains(',') && Count.Before(line, "test") is { } n ? Sum(0, n, false) : null),
        new("unittest", "FAIL: ", static line => line.StartsWith("FAIL: ", StringComparison.Ordinal) ? Hint() : null),
        new("unittest", "ERROR: ", static line => line.StartsWith("ERROR: ", StringComparison.Ordinal) && line.Contains('(') ? Hint() : null),
        new("doctest", "***Test Failed*** ", static line => Count.Before(line, "failure") is { } n ? Sum(n, 0, true) : null),
        new("behave", " scenario", static line => Scenarios(line)),
        new("behave", " passed, ", static line => line.Contains(" skipped", StringComparison.Ordinal) && (line.Contains(" feature", StringComparison.Ordinal) || line.Contains(" step", StringComparison.Ordinal)) ? new Tally(ReportKind.Test, null, null, false) : null),

        new("jest", "Tests:", static line => line.Trim().StartsWith("Tests:", StringComparison.Ordinal) && (line.Contains(" total", StringComparison.Ordinal) || line.Contains("assertions)", StringComparison.Ordinal))
            ? Sum(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed") ?? 0, false) : null, Closes: true),
        new("jest", "Test Suites:", static line => line.Contains(" total", StringComparison.Ordinal) && Count.Before(line, "failed") is > 0 ? Tests(null, null, bad: true) : null),
        new("jest", "No tests found, exiting with code 1", static _ => NoneRan()),
        new("jest", "\"numFailedTests\":", static line => Count.After(line, "\"numFailedTests\"") is { } f && Count.After(line, "\"numPassedTests\"") is { } p ? Sum(f, p, line.Contains("\"success\":false", StringComparison.Ordinal)) : null),
        new("jest", "FAIL ", static line => line.TrimStart().StartsWith("FAIL ", StringComparison.Ordinal) && FirstWord(line.TrimStart()[5..].TrimStart()).Contains('.') ? Hint() : null),
        new("jest", "● Validation Error", static _ => NoneRan()),
        new("jest", "● ", static line => line.TrimStart().StartsWith("● ", StringComparison.Ordinal) && !line.TrimEnd().EndsWith(':') ? Hint() : null),
        new("vitest", "Tests  ", static line => line.Trim().StartsWith("Tests  ", StringComparison.Ordinal) && line.Contains('(') && (Count.Before(line, "passed") ?? Count.Before(line, "failed")) is not null
            ? Sum(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed") ?? 0, false) : null, Closes: true),
        new("vitest", "Test Files  ", static line => Count.Before(line, "failed") is > 0 ? Tests(null, null, bad: true) : null),
        new("vitest", "Errors  ", static line => line.Trim().StartsWith("Errors  ", StringComparison.Ordinal) && Count.Before(line, "error") is > 0 ? Tests(null, null, bad: true) : null),
        new("vitest", " failed)", static line => line.Contains(" | ", StringComparison.Ordinal) && line.Contains('(') && Count.Before(line, "test") is not null ? Hint() : null),
        new("vitest", "No test files found", static line => line.Contains("exiting with code 0", StringComparison.Ordinal) ? null : NoneRan()),
        new("bun", "No tests found!", static line => line.Trim() is "No tests found!" ? NoneRan() : null),

        new("pnpm", "Error: ERR_PNPM_", static line => line.StartsWith("Error: ", StringComparison.Ordinal) ? NoneRan() : null),

        // A mark before a test's name, as most of them draw it.
        new("", "✕ ", static line => Crossed(line, '✕')),
        new("", "× ", static line => Crossed(line, '×')),
        new("", "✖ ", static line => Crossed(line, '✖')),
        new("", "✗ ", static line => Crossed(line, '✗')),
        new("", "✘ ", static line => Crossed(line, '✘')),

        new("", "AssertionError", static line => line.TrimStart().StartsWith("AssertionError", StringComparison.Ordinal) ? Hint() : null),
        new("", "+ expected - actual", static line => line.Trim() is "+ expected - actual" ? Hint() : null),

        // "3 passing" comes in every closing block of mocha, "2 failing" only where there are some.
        new("mocha", " passing", static line => Count.Before(line, " passing") is { } n && char.IsAsciiDigit(line.TrimStart()[0]) ? Sum(0, n, false) : null),
        new("mocha", " failing", static line => Count.Before(line, " failing") is { } n && char.IsAsciiDigit(line.TrimStart()[0]) ? Sum(n, 0, false) : null),
        .. "0123456789".Select(static c => new RunnerMark("mocha", c + ") ", static line => line.StartsWith("  ", StringComparison.Ordinal) && FirstWord(line.TrimStart()) is [.. var number, ')'] && int.TryParse(number, out _) ? Hint() : null)),
        new("mocha", "Exception during run: ", static line => line.TrimStart().StartsWith("Exception during run: ", StringComparison.Ordinal) ? NoneRan() : null),
        new("mocha", "\"passes\": ", static line => Count.After(line, "\"passes\"") is { } n ? Maybe(null, n) : null),
        new("mocha", "\"failures\": ", static line => Count.After(line, "\"failures\"") is { } n ? Maybe(n, null) : null),
        new("node", "# pass ", static line => Count.After(line, "# pass") is { } n ? Sum(0, n, false) : null),
        new("node", "# fail ", static line => Count.After(line, "# fail") is { } n ? Sum(n, 0, false) : null),
        new("node", "ℹ pass ", static line => Count.After(line, "ℹ pass") is { } n ? Sum(0, n, false) : null),
        new("node", "ℹ fail ", static line => Count.After(line, "ℹ fail") is { } n ? Sum(n, 0, false) : null),
        new("node", "# cancelled ", static line => Count.After(line, "# cancelled") is { } n ? Sum(n, 0, false) : null),
        new("node", "ℹ cancelled ", static line => Count.After(line, "ℹ cancelled") is { } n ? Sum(n, 0, false) : null),
        new("node", "<!-- pass ", static line => Count.After(line, "pass") is { } n ? Tests(null, n) : null),
        new("node", "<!-- fail ", static line => Count.After(line, "fail") is { } n ? Tests(n, null) : null),
        new("bun", " pass", static line => Whole(line, "pass") is { } n ? Sum(0, n, false) : null),
        new("bun", " fail", static line => Whole(line, "fail") is { } n ? Sum(n, 0, false) : null),
        new("bun", "(fail) ", static line => line.TrimStart().StartsWith("(fail) ", StringComparison.Ordinal) ? Item() : null),
        new("playwright", " failed", static line => Whole(line, "failed") is { } n ? Sum(n, 0, false) : null),
        new("playwright", " flaky", static line => Whole(line, "flaky") is { } n ? Sum(0, n, false) : null),
        new("playwright", " passed (", static line => char.IsAsciiDigit(line.TrimStart()[..1][0]) && Count.Before(line, "passed (") is { } n ? Sum(0, n, false) : null),
        new("playwright", "\"expected\": ", static line => Count.After(line, "\"expected\"") is { } n ? Maybe(null, n) : null),
        new("playwright", "\"unexpected\": ", static line => Count.After(line, "\"unexpected\"") is { } n ? Maybe(n, null) : null),
        new("playwright", "Error: No tests found", static line => line.Trim() is "Error: No tests found" ? NoneRan() : null),
        new("ava", " passed", static line => (Whole(line, "tests passed") ?? Whole(line, "test passed")) is { } n ? Sum(0, n, false) : null),
        new("ava", " failed", static line => (Whole(line, "tests failed") ?? Whole(line, "test failed")) is { } n ? new Tally(ReportKind.Test, n, null, true, Adds: true) : null),
        new("ava", " uncaught exception", static line => (Whole(line, "uncaught exception") ?? Whole(line, "uncaught exceptions")) is not null ? Tests(null, null, bad: true) : null),
        new("deno", " ... FAILED", static _ => Hint()),
        new("behave", ".feature:", static line => FirstWord(line.TrimStart()).Contains(".feature:", StringComparison.Ordinal) ? Hint() : null),
        new("jasmine", " spec", static line => char.IsAsciiDigit(line.TrimStart()[..1][0]) && Count.Before(line, "failure") is { } f && Count.Before(line, "spec") is { } n ? Sum(f, Math.Max(0, n - f - (Count.Before(line, "pending") ?? 0)), false) : null),
        new("karma", " completed", static line => line.TrimStart().StartsWith('✔') && Count.Before(line, "test") is { } n ? Sum(0, n, false) : null),
        new("karma", " failed", static line => line.TrimStart().StartsWith('✖') && Count.Before(line, "test") is { } n && line.TrimEnd().EndsWith(" failed", StringComparison.Ordinal) ? Sum(n, 0, false) : null),
        new("karma", "TOTAL: ", static line => line.StartsWith("TOTAL: ", StringComparison.Ordinal) && Count.Before(line, "SUCCESS") is { } n ? Tests(Count.Before(line, "FAILED") ?? 0, n) : null),
        new("karma", "Executed ", static line => line.Contains(" of ", StringComparison.Ordinal) && line.Contains(" secs", StringComparison.Ordinal) && Count.After(line, "Executed") is { } n && (line.Contains("SUCCESS", StringComparison.Ordinal) || line.Contains("FAILED", StringComparison.Ordinal))
            ? Tests(Count.Before(line, "FAILED") ?? 0, n - (Count.Before(line, "FAILED") ?? 0)) : null),
        new("cypress", "Failing:", static line => Count.After(line, "Failing:") is > 0 and var n ? new Tally(ReportKind.Test, n, null, true, Adds: true) : null),
        new("deno", " passed", static line => (line.Contains("ok |", StringComparison.Ordinal) || line.Contains("FAILED |", StringComparison.Ordinal)) && Count.Before(line, "passed") is { } n ? Sum(Count.Before(line, "failed") ?? 0, n, false) : null),

        // TAP: what opens a group ("{") is counted by its members.
        new("tap", "# { total: ", static line => Count.After(line, "pass:") is { } p || line.Contains("fail:", StringComparison.Ordinal) ? Sum(Count.After(line, "fail:") ?? 0, Count.After(line, "pass:") ?? 0, false) : null),
        new("tap", "not ok ", static line => TapPoint(line, "not ok ") ? Item() : null),
        .. "123456789".Select(static c => new RunnerMark("tap", "ok " + c, static line => TapPoint(line, "ok ") ? new Tally(ReportKind.Maybe, 0, 1, false, Adds: true) : null)),

        // JUnit's form, one element a file: runners write it where they are asked for a report.
        new("junit", "<testsuite ", static line => Attribute(line, " tests=\"") is { } n && Attribute(line, " failures=\"") is { } f ? Junit(line, n, f + (Attribute(line, " errors=\"") ?? 0)) : null),
    ];

    // What only the output of a test command means as tests, and only where no runner's own closing line stands in it.
    private static Tally Maybe(int? failed, int? passed) => new(ReportKind.Maybe, failed, passed, failed > 0);

    private static Tally Hint() => new(ReportKind.Maybe, null, null, true);

    private static Tally? Crossed(ReadOnlySpan<char> line, char cross) => line.TrimStart().StartsWith(cross) && !line.Contains("# TODO", StringComparison.Ordinal) ? Hint() : null;

    // The run as a whole was refused though no test failed.
    private static Tally Refused() => new(ReportKind.Refused, null, null, true);

    private static Tally NoneRan() => Refused();

    private static Tally Junit(ReadOnlySpan<char> line, int tests, int failed) =>
        Sum(failed, Math.Max(0, tests - failed - (Attribute(line, " skipped=\"") ?? 0) - (Attribute(line, " disabled=\"") ?? 0)), false);

    private static Tally Unittest(ReadOnlySpan<char> line)
    {
        int failed = 0, left = 0;
        var inside = line[(line.IndexOf('(') + 1)..].TrimEnd(" )\r");
        foreach (var range in inside.Split(','))
        {
            var part = inside[range].Trim();
            int count = Count.After(part, "=") ?? 0;
            bool apart = part.StartsWith("skipped", StringComparison.Ordinal) || part.StartsWith("expected", StringComparison.Ordinal);
            left += apart ? count : 0;
            failed += apart ? 0 : count;
        }

        return Sum(failed, -failed - left, line.Contains("FAILED", StringComparison.Ordinal));
    }

    // behave: "1 scenario passed, 1 failed, 0 skipped"; cucumber: "2 scenarios (1 failed, 1 passed)".
    private static Tally? Scenarios(ReadOnlySpan<char> line)
    {
        var trimmed = line.Trim();
        if (trimmed.Length > 120 || !char.IsAsciiDigit(trimmed[0]) || Count.Before(trimmed, "scenario") is not { } first)
        {
            return null;
        }

        int bad = (Count.Before(trimmed, "failed") ?? 0) + (Count.Before(trimmed, "error") ?? 0) + (Count.Before(trimmed, "undefined") ?? 0) + (Count.Before(trimmed, "ambiguous") ?? 0);
        return trimmed.Contains('(') ? Sum(bad, Count.Before(trimmed, "passed") ?? 0, false) : trimmed.Contains(" passed", StringComparison.Ordinal) ? Sum(bad, first, false) : null;
    }

    private static bool TapPoint(ReadOnlySpan<char> line, string verdict) =>
        line.TrimStart().StartsWith(verdict, StringComparison.Ordinal) && !line.TrimEnd().EndsWith('{') && !line.Contains("# TODO", StringComparison.Ordinal) && !line.Contains("# SKIP", StringComparison.OrdinalIgnoreCase);

    private static int? Attribute(ReadOnlySpan<char> line, string opening) => line.IndexOf(opening, StringComparison.Ordinal) is >= 0 and var at ? Count.After(line[at..], opening) : null;

    private static ReadOnlySpan<char> FirstWord(ReadOnlySpan<char> text) => text.IndexOf(' ') is >= 0 and var end ? text[..end] : text;
}
