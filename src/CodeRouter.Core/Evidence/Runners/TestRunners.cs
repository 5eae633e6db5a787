namespace CodeRouter.Core.Evidence.Runners;

/// <summary>How test runners say what passed and what failed: one row per spelling.</summary>
internal static class TestRunners
{
    public static IReadOnlyList<RunnerMark> Marks { get; } =
    [
        // pytest: "1 failed, 24 passed, 2 warnings in 0.39s", with or without rules of "=".
        new("pytest", " passed in ", static line => Pytest(line)),
        new("pytest", " failed in ", static line => Pytest(line)),
        new("pytest", " error in ", static line => Pytest(line)),
        new("pytest", " errors in ", static line => Pytest(line)),
        new("pytest", " failed, ", static line => Pytest(line)),
        new("pytest", " passed, ", static line => Pytest(line)),
        new("pytest", " error, ", static line => Pytest(line)),
        new("pytest", "no tests ran", static _ => Tests(null, 0)),
        new("pytest", "FAILED ", static line => line.Trim().StartsWith("FAILED ", StringComparison.Ordinal) && line.Contains("::", StringComparison.Ordinal) ? Item() : null),
        new("pytest", "ERROR ", static line => line.Trim().StartsWith("ERROR ", StringComparison.Ordinal) && line.Contains(".py", StringComparison.Ordinal) ? Item() : null),
        new("pytest", "!!!!!!!!", static line => line.Contains("Interrupted:", StringComparison.Ordinal) && Count.Before(line, "error") is { } n ? Tests(n, null) : null),

        new("unittest", "FAILED (", static line => line.Trim().StartsWith("FAILED (", StringComparison.Ordinal)
            ? Tests((Count.After(line, "failures") ?? 0) + (Count.After(line, "errors") ?? 0), null, bad: true) : null),
        new("unittest", "OK", static line => line.Trim() is "OK" || line.Trim().StartsWith("OK (skipped=", StringComparison.Ordinal) ? Tests(0, null) : null),
        new("unittest", "Ran ", static line => line.Trim().StartsWith("Ran ", StringComparison.Ordinal) && line.Contains(" in ", StringComparison.Ordinal) && Count.Before(line, "test") is { } n ? Ran(n) : null),

        new("jest", "Tests:", static line => line.Trim().StartsWith("Tests:", StringComparison.Ordinal) && (line.Contains(" total", StringComparison.Ordinal) || line.Contains("assertions)", StringComparison.Ordinal))
            ? Tests(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed")) : null),
        new("jest", "Test Suites:", static line => line.Contains(" total", StringComparison.Ordinal) && Count.Before(line, "failed") is > 0 ? Tests(null, null, bad: true) : null),
        new("vitest", "Tests  ", static line => line.Trim().StartsWith("Tests  ", StringComparison.Ordinal) && line.Contains('(') && (Count.Before(line, "passed") ?? Count.Before(line, "failed")) is not null
            ? Tests(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed") ?? 0) : null),
        new("vitest", "Test Files  ", static line => Count.Before(line, "failed") is > 0 ? Tests(null, null, bad: true) : null),
        new("vitest", "No test files found", static _ => Tests(null, 0, bad: true)),
        new("mocha", " passing", static line => Count.Before(line, " passing") is { } n && char.IsAsciiDigit(line.TrimStart()[0]) ? Tests(null, n) : null),
        new("mocha", " failing", static line => Count.Before(line, " failing") is { } n && char.IsAsciiDigit(line.TrimStart()[0]) ? Tests(n, null) : null),
        new("node", "# pass ", static line => Count.After(line, "# pass") is { } n ? Tests(null, n) : null),
        new("node", "# fail ", static line => Count.After(line, "# fail") is { } n ? Tests(n, null) : null),
        new("node", "ℹ pass ", static line => Count.After(line, "ℹ pass") is { } n ? Tests(null, n) : null),
        new("node", "ℹ fail ", static line => Count.After(line, "ℹ fail") is { } n ? Tests(n, null) : null),
        new("bun", " pass", static line => Whole(line, "pass") is { } n ? Tests(null, n) : null),
        new("bun", " fail", static line => Whole(line, "fail") is { } n ? Tests(n, null) : null),
        new("bun", "(fail) ", static line => line.TrimStart().StartsWith("(fail) ", StringComparison.Ordinal) ? Item() : null),
        new("playwright", " failed", static line => Whole(line, "failed") is { } n ? Tests(n, null) : null),
        new("playwright", " passed (", static line => char.IsAsciiDigit(line.TrimStart()[..1][0]) && Count.Before(line, "passed (") is { } n ? Tests(null, n) : null),
        new("ava", "tests passed", static line => Whole(line, "tests passed") is { } n ? Tests(null, n) : null),
        new("ava", " failed", static line => (Whole(line, "tests failed") ?? Whole(line, "test failed")) is { } n ? Tests(n, null) : null),
        new("cypress", "Failing:", static line => Count.After(line, "Failing:") is { } n ? Tests(n, null) : null),
        new("deno", " passed", static line => (line.Contains("ok |", StringComparison.Ordinal) || line.Contains("FAILED |", StringComparison.Ordinal)) && Count.Before(line, "passed") is { } n ? Tests(Count.Before(line, "failed") ?? 0, n) : null),
        new("tap", "not ok ", static line => line.TrimStart().StartsWith("not ok ", StringComparison.Ordinal) && !line.Contains("# TODO", StringComparison.Ordinal) && !line.Contains("# SKIP", StringComparison.Ordinal) ? Item() : null),

        new("go", "--- FAIL: ", static line => line.TrimStart().StartsWith("--- FAIL: ", StringComparison.Ordinal) ? Item() : null),
        new("go", "FAIL", static line => line.Trim() is "FAIL" || (line.StartsWith("FAIL\t", StringComparison.Ordinal) && !line.Contains(" failed]", StringComparison.Ordinal)) ? Tests(null, null, bad: true) : null),
        new("go", "[build failed]", static _ => new Tally(ReportKind.Build, null, null, true)),
        new("go", "[setup failed]", static _ => new Tally(ReportKind.Build, null, null, true)),
        new("go", "ok  \t", static line => line.StartsWith("ok  \t", StringComparison.Ordinal) ? Tests(0, null) : null),
        new("go", "PASS", static line => line.Trim() is "PASS" ? Tests(0, null) : null),
        new("go", "DONE ", static line => line.StartsWith("DONE ", StringComparison.Ordinal) && Count.Before(line, "test") is { } n ? Tests(Count.Before(line, "failure") ?? 0, n - (Count.Before(line, "failure") ?? 0)) : null),

        new("cargo", "test result: ", static line => line.Contains("passed", StringComparison.Ordinal) ? Sum(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed") ?? 0, line.Contains("FAILED", StringComparison.Ordinal)) : null),
        new("cargo", "error: test failed, to rerun", static _ => Tests(null, null, bad: true)),
        new("cargo", "... FAILED", static line => line.StartsWith("test ", StringComparison.Ordinal) ? Item() : null),
        new("cargo", " tests run: ", static line => Tests(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed"))),
        new("cargo", "... ok", static line => line.StartsWith("test ", StringComparison.Ordinal) ? new Tally(ReportKind.Test, null, null, false) : null),

        new("dotnet", "Failed:", static line => line.Contains("Passed:", StringComparison.Ordinal) && line.Contains("- Failed", StringComparison.Ordinal) ? Sum(Count.After(line, "Failed:") ?? 0, Count.After(line, "Passed:") ?? 0, false) : null),
        new("dotnet", "Test summary: ", static line => Tests(Count.After(line, "failed:") ?? 0, Count.After(line, "succeeded:"))),
        new("dotnet", "Failed: ", static line => line.Trim().StartsWith("Failed: ", StringComparison.Ordinal) && line.Trim().Length < 24 && Count.After(line, "Failed:") is { } n ? Tests(n, null) : null),
        new("dotnet", "Test Run Failed.", static _ => Tests(null, null, bad: true)),
        new("dotnet", "Test Run Successful.", static _ => Tests(0, null)),

        new("maven", "Tests run: ", static line => Count.After(line, "Failures:") is { } f ? Maven(line, f) : null),
        new("gradle", " tests completed", static line => Count.Before(line, "tests completed") is { } n ? Tests(Count.Before(line, "failed") ?? 0, n - (Count.Before(line, "failed") ?? 0)) : null),
        new("gradle", " FAILED", static line => line.Contains(" > ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(" FAILED", StringComparison.Ordinal) && !line.StartsWith("> Task", StringComparison.Ordinal) ? Item() : null),
        new("gradle", "There were failing tests", static _ => Tests(null, null, bad: true)),
        new("scalatest", "Tests: succeeded ", static line => Tests(Count.After(line, "failed") ?? 0, Count.After(line, "succeeded"))),

        new("rspec", " example", static line => Count.Before(line, "failure") is { } f && Count.Before(line, "example") is { } n ? Tests(f, n - f, bad: line.Contains("outside of examples", StringComparison.Ordinal)) : null),
        new("minitest", " assertions, ", static line => (Count.Before(line, "runs") ?? Count.Before(line, "tests")) is { } n && Count.Before(line, "failures") is { } f
            ? Tests(f + (Count.Before(line, "errors") ?? 0), n - f - (Count.Before(line, "errors") ?? 0)) : null),
        new("phpunit", "OK (", static line => line.Trim().StartsWith("OK (", StringComparison.Ordinal) && Count.Before(line, "test") is { } n ? Tests(0, n) : null),
        new("phpunit", "Assertions: ", static line => line.Contains("Tests:", StringComparison.Ordinal) ? Tests((Count.After(line, "Failures:") ?? 0) + (Count.After(line, "Errors:") ?? 0), null) : null),
        new("phpunit", "OK, but ", static line => line.StartsWith("OK, but ", StringComparison.Ordinal) ? Tests(0, null) : null),
        new("ctest", " tests passed, ", static line => Count.Before(line, "tests failed out of") is { } f ? Tests(f, Count.After(line, "out of") - f) : null),
        new("gtest", "[  PASSED  ] ", static line => Count.After(line, "[  PASSED  ]") is { } n ? Tests(null, n) : null),
        new("gtest", "[  FAILED  ] ", static line => Count.After(line, "[  FAILED  ]") is { } n && line.Contains(" test", StringComparison.Ordinal) ? Tests(n, null) : new Tally(ReportKind.Test, null, null, true)),
        new("catch2", "test cases: ", static line => line.Contains('|') ? Tests(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed")) : null),
        new("catch2", "All tests passed (", static _ => Tests(0, null)),
        new("mix", " test", static line => Count.Before(line, "failure") is { } f && Count.Before(line, "test") is { } n && line.Trim().Length < 90 && !line.Contains("assertions", StringComparison.Ordinal) ? Tests(f, n - f) : null),
        new("swift", "Executed ", static line => Count.After(line, "Executed") is { } n && Count.Before(line, "failure") is { } f ? Tests(f, n - f) : null),
        new("swift", "Test run with ", static line => line.Contains(" failed after", StringComparison.Ordinal) ? Tests(Count.Before(line, "issue"), null, bad: true) : line.Contains(" passed after", StringComparison.Ordinal) ? Tests(0, Count.Before(line, "test")) : null),
        new("flutter", "All tests passed!", static line => Tests(0, Count.After(line, "+"))),
        new("flutter", "Some tests failed.", static line => Tests(Count.After(line, " -"), Count.After(line, "+"), bad: true)),
        new("busted", " successes / ", static line => Tests((Count.Before(line, "failure") ?? 0) + (Count.Before(line, "error") ?? 0), Count.Before(line, "success"))),
        new("zig", "tests passed.", static line => line.Trim().StartsWith("All ", StringComparison.Ordinal) ? Tests(0, Count.Before(line, "tests passed")) : null),
        new("clojure", " failures, ", static line => Count.Before(line, "failures") is { } f && Count.Before(line, "errors") is { } e && !line.Contains("assertions", StringComparison.Ordinal) ? Tests(f + e, null) : null),
        new("tasty", " tests failed (", static line => Count.Before(line, "out of") is { } f ? Tests(f, null) : null),
        new("testthat", "[ FAIL ", static line => Count.After(line, "FAIL") is { } f ? Tests(f, Count.After(line, "PASS")) : null),
        new("ci", "\tfail\t", static line => line.Contains("\thttp", StringComparison.Ordinal) ? Item() : null),
        new("test", " passed, ", static line => line.Trim().Length < 70 && Count.Before(line, "failed") is { } f && Count.Before(line, "passed") is { } p ? Tests(f, p) : null),
        new("test", " failed, ", static line => line.Trim().Length < 70 && Count.Before(line, "failed") is { } f && Count.Before(line, "passed") is { } p ? Tests(f, p) : null),
    ];

    private static Tally Tests(int? failed, int? passed, bool bad = false) => new(ReportKind.Test, failed, passed, bad || failed > 0);

    private static Tally Sum(int failed, int passed, bool bad) => new(ReportKind.Test, failed, passed, bad || failed > 0, Adds: true);

    private static Tally Item() => new(ReportKind.Test, 1, null, true, Adds: true);

    private static Tally Ran(int total) => new(ReportKind.Test, null, total, false);

    private static Tally? Pytest(ReadOnlySpan<char> line)
    {
        var trimmed = line.Trim(" =");
        if (trimmed.IsEmpty || !char.IsAsciiDigit(trimmed[0]) || !trimmed.Contains(" in ", StringComparison.Ordinal))
        {
            return null;
        }

        int? failed = Count.Before(trimmed, "failed");
        int? passed = Count.Before(trimmed, "passed");
        int? errors = Count.Before(trimmed, "error");
        return failed is null && passed is null && errors is null ? null : Tests((failed ?? 0) + (errors ?? 0), passed ?? 0);
    }

    // Maven prints a line per class and one for all: the last stands.
    private static Tally? Maven(ReadOnlySpan<char> line, int failures)
    {
        int errors = Count.After(line, "Errors:") ?? 0;
        int run = Count.After(line, "Tests run:") ?? 0;
        return line.Contains("<<<", StringComparison.Ordinal) ? new Tally(ReportKind.Test, null, null, true) : Tests(failures + errors, run - failures - errors - (Count.After(line, "Skipped:") ?? 0));
    }

    // " 5 pass" alone on its line.
    private static int? Whole(ReadOnlySpan<char> line, string word)
    {
        var trimmed = line.Trim();
        return trimmed.EndsWith(word, StringComparison.Ordinal) && trimmed.Length < word.Length + 10 && !trimmed.IsEmpty && char.IsAsciiDigit(trimmed[0])
            && int.TryParse(trimmed[..^word.Length].Trim(), out int value) ? value : null;
    }
}
