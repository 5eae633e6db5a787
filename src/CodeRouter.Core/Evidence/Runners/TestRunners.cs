namespace CodeRouter.Core.Evidence.Runners;

/// <summary>How test runners say what passed and what failed: one row per spelling.</summary>
internal static partial class TestRunners
{
    public static IReadOnlyList<RunnerMark> Marks { get; } =
    [
        new("go", "--- FAIL: ", static line => line.TrimStart().StartsWith("--- FAIL: ", StringComparison.Ordinal) ? Item() : null),
        new("go", "FAIL", static line => line.Trim() is "FAIL" || (line.StartsWith("FAIL\t", StringComparison.Ordinal) && !line.Contains(" failed]", StringComparison.Ordinal)) ? Tests(null, null, bad: true) : null),
        new("go", "[build failed]", static _ => new Tally(ReportKind.Build, null, null, true)),
        new("go", "[setup failed]", static _ => new Tally(ReportKind.Build, null, null, true)),
        new("go", "--- PASS: ", static line => line.TrimStart().StartsWith("--- PASS: ", StringComparison.Ordinal) ? Sum(0, 1) : null),
        new("go", "\"Action\":\"fail\"", static line => line.Contains("\"Test\":", StringComparison.Ordinal) ? Item() : Tests(null, null, bad: true)),
        new("go", "\"Action\":\"pass\"", static line => line.Contains("\"Test\":", StringComparison.Ordinal) ? Sum(0, 1) : Tests(0, null)),
        new("go", "ok  \t", static line => line.StartsWith("ok  \t", StringComparison.Ordinal) ? Tests(0, null) : null),
        new("go", "PASS", static line => line.Trim() is "PASS" ? Tests(0, null) : null),
        new("go", "DONE ", static line => line.StartsWith("DONE ", StringComparison.Ordinal) && Count.Before(line, "test") is { } n ? Tests(Count.Before(line, "failure") ?? 0, n - (Count.Before(line, "failure") ?? 0)) : null),

        new("cargo", "test result: ", static line => line.Contains("passed", StringComparison.Ordinal) ? Sum(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed") ?? 0, line.Contains("FAILED", StringComparison.Ordinal)) : null),
        new("cargo", "error: test failed, to rerun", static _ => Tests(null, null, bad: true)),
        new("cargo", "... FAILED", static line => line.StartsWith("test ", StringComparison.Ordinal) ? Item() : null),
        new("cargo", " tests run: ", static line => Tests(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed"))),
        new("cargo", "... ok", static line => line.StartsWith("test ", StringComparison.Ordinal) ? new Tally(ReportKind.Test, null, null, false) : null),

        new("dotnet", "Failed:", static line => line.Contains("Passed:", StringComparison.Ordinal) && line.Contains("- Failed", StringComparison.Ordinal) ? Sum(Count.After(line, "Failed:") ?? 0, Count.After(line, "Passed:") ?? 0) : null),
        new("dotnet", "Test summary: ", static line => Summary(line)),
        new("dotnet", "Failed: ", static line => line.Trim().StartsWith("Failed: ", StringComparison.Ordinal) && line.Trim().Length < 24 && Count.After(line, "Failed:") is { } n ? Tests(n, null) : null),
        new("dotnet", "Test Run Failed.", static block => Summary(block, adds: true, bad: true) ?? Tests(null, null, bad: true), Block: 5),
        new("dotnet", "Test Run Successful.", static block => Summary(block, adds: true) ?? Tests(0, null), Block: 5),
        new("dotnet", "Test Run Aborted", static _ => Tests(null, null, bad: true)),
        new("dotnet", "Test run summary: ", static block => Summary(block), Block: 7),

        new("maven", "Tests run: ", static line => Maven(line)),
        new("maven", "There are test failures.", static _ => Tests(null, null, bad: true)),
        new("maven", "surefire-reports for the individual test results", static _ => Tests(null, null, bad: true)),
        new("gradle", " completed, ", static line => Summary(line)),
        new("gradle", " FAILED", static line => line.Contains(" > ", StringComparison.Ordinal) && line.TrimEnd().EndsWith(" FAILED", StringComparison.Ordinal) && !line.StartsWith("> Task", StringComparison.Ordinal) ? Item() : null),
        new("gradle", "There were failing tests", static _ => Tests(null, null, bad: true)),
        new("scalatest", "Tests: succeeded ", static line => Summary(line)),

        new("rspec", " example", static line => line.Contains(" failure", StringComparison.Ordinal) ? Summary(line, adds: true, bad: line.Contains("outside of examples", StringComparison.Ordinal)) : null),
        new("rspec", "rspec ./", static line => line.StartsWith("rspec ./", StringComparison.Ordinal) ? Item() : null),
        new("minitest", " assertions, ", static line => Summary(line, adds: true)),
        .. "0123456789".Select(static c => new RunnerMark("phpunit", c + ") ", static line => char.IsAsciiDigit(line[0]) && line.Contains("::", StringComparison.Ordinal) ? Hint() : null)),
        new("phpunit", "OK (", static line => line.Trim().StartsWith("OK (", StringComparison.Ordinal) && Count.Before(line, "test") is { } n ? Tests(0, n) : null),
        new("phpunit", "Assertions: ", static line => line.Contains("Tests:", StringComparison.Ordinal) ? Summary(line) : null),
        new("phpunit", "OK, but ", static line => line.StartsWith("OK, but ", StringComparison.Ordinal) ? Tests(0, null) : null),
        new("ctest", " tests passed, ", static line => Count.Before(line, "tests failed out of") is { } f ? Tests(f, Count.After(line, "out of") - f) : null),
        new("ctest", "The following tests FAILED:", static _ => Tests(null, null, bad: true)),
        new("ctest", " (Failed)", static line => Ctest(line) ? Item() : null),
        new("ctest", " (Timeout)", static line => Ctest(line) ? Item() : null),
        new("ctest", " (Not Run)", static line => Ctest(line) ? Item() : null),
        new("ctest", " (SEGFAULT)", static line => Ctest(line) ? Item() : null),
        new("ctest", " (Subprocess aborted)", static line => Ctest(line) ? Item() : null),
        new("ctest", "Errors while running CTest", static _ => Tests(null, null, bad: true)),
        new("gtest", "[  PASSED  ] ", static line => Count.After(line, "[  PASSED  ]") is { } n ? Sum(0, n) : null),
        new("gtest", "[  FAILED  ] ", static line => Count.After(line, "[  FAILED  ]") is { } n && line.Contains(" test", StringComparison.Ordinal) ? Sum(n, 0)
            : line.Contains(" ms)", StringComparison.Ordinal) ? Item() : new Tally(ReportKind.Test, null, null, true)),
        new("boost", ": error: in \"", static _ => Item()),
        new("boost", ": fatal error: in \"", static _ => Item()),
        new("boost", " detected in the test module", static line => Count.Before(line, "failure") is { } n ? Tests(n, null) : null),
        new("boost", "*** No errors detected", static _ => Tests(0, null)),
        new("boost", "Test module \"", static line => line.TrimEnd().EndsWith("has passed with:", StringComparison.Ordinal) ? Tests(0, null) : line.TrimEnd().EndsWith("has failed with:", StringComparison.Ordinal) ? Tests(null, null, bad: true) : null),
        new("catch2", "test cases: ", static line => line.Contains('|') ? Tests(Count.Before(line, "failed") ?? 0, Count.Before(line, "passed")) : null),
        new("catch2", "All tests passed (", static line => Tests(0, Count.Before(line, "test case"))),
        new("catch2", " test cases, failed ", static line => Count.After(line, "Failed") is { } n ? Tests(n, null) : null),
        new("catch2", " test case, failed ", static line => Count.After(line, "Failed") is { } n ? Tests(n, null) : null),
        new("mix", " test", static line => line.Contains(" failure", StringComparison.Ordinal) && line.Trim().Length < 90 && !line.Contains("assertion", StringComparison.Ordinal) ? Summary(line, adds: true) : null),
        new("swift", "Executed ", static line => line.Contains(" failure", StringComparison.Ordinal) ? Summary(line) : null),
        new("swift", "Test run with ", static line => line.Contains(" failed after", StringComparison.Ordinal) ? Tests(Count.Before(line, "issue"), null, bad: true) : line.Contains(" passed after", StringComparison.Ordinal) ? Tests(0, Count.Before(line, "test")) : null),
        new("flutter", "All tests passed!", static line => Tests(0, Count.After(line, "+"))),
        new("flutter", "Some tests failed.", static line => Tests(Count.After(line, " -"), Count.After(line, "+"), bad: true)),
        new("busted", " success", static line => line.Contains(" / ", StringComparison.Ordinal) ? Summary(line) : null),
        new("zig", "tests passed.", static line => line.Trim().StartsWith("All ", StringComparison.Ordinal) ? Tests(0, Count.Before(line, "tests passed")) : null),
        new("clojure", " failures, ", static line => Count.Before(line, "failures") is { } f && Count.Before(line, "errors") is { } e && !line.Contains("assertions", StringComparison.Ordinal) ? Tests(f + e, null) : null),
        new("tasty", " out of ", static line => line.Contains(" tests failed (", StringComparison.Ordinal) && Count.Before(line, "out of") is { } f ? Tests(f, Count.After(line, "out of") - f) : null),
        new("tasty", " tests passed (", static line => line.StartsWith("All ", StringComparison.Ordinal) ? Tests(0, Count.After(line, "All")) : null),
        new("prove", "Result: ", static line => line.Trim() is "Result: FAIL" ? Tests(null, null, bad: true) : line.Trim() is "Result: PASS" ? new Tally(ReportKind.Test, null, null, false) : null),
        new("prove", "  Failed test", static line => line.StartsWith("  Failed test", StringComparison.Ordinal) && line.Contains(':') ? Listed(line[(line.IndexOf(':') + 1)..]) : null),
        new("prove", "Files=", static line => line.StartsWith("Files=", StringComparison.Ordinal) && Count.After(line, "Tests=") is { } n ? Ran(n) : null),
        new("prove", "# Looks like you failed ", static line => Count.After(line, "failed") is { } f && Count.After(line, " of") is { } n ? Tests(f, n - f) : null),
        new("meson", "Ok: ", static line => Column(line, "Ok:") is { } n ? Sum(0, n) : null),
        new("meson", "Fail: ", static line => Column(line, "Fail:") is { } n ? Sum(n, 0) : null),
        new("meson", "Timeout: ", static line => Column(line, "Timeout:") is { } n ? Sum(n, 0) : null),
        new("automake", "# FAIL: ", static line => Column(line, "# FAIL:") is { } n ? Sum(n, 0) : null),
        new("automake", "# ERROR: ", static line => Column(line, "# ERROR:") is { } n ? Sum(n, 0) : null),
        new("automake", "# PASS: ", static line => Column(line, "# PASS:") is { } n ? Sum(0, n) : null),
        new("nim", "  [FAILED] ", static line => line.StartsWith("  [FAILED] ", StringComparison.Ordinal) ? Item() : null),
        new("nim", "  [OK] ", static line => line.StartsWith("  [OK] ", StringComparison.Ordinal) ? Sum(0, 1) : null),
        new("dub", " modules FAILED unittests", static _ => Tests(null, null, bad: true)),
        new("dub", " modules passed unittests", static _ => Tests(0, null)),
        new("testthat", "[ FAIL ", static line => Summary(line)),
        new("testthat", "Error: Test failures", static _ => Tests(null, null, bad: true)),
        new("ci", "\tfail\t", static line => line.Contains("\thttp", StringComparison.Ordinal) ? Item() : null),
        new("", " passed", static line => Unknown(line)),
        new("", " failed", static line => Unknown(line)),
        new("", " failure", static line => Unknown(line)),
        new("", "Passed", static line => Unknown(line)),
        new("", "Failed", static line => Unknown(line)),
        new("", "Failures: ", static line => Unknown(line)),
    ];

    private static Tally Tests(int? failed, int? passed, bool bad = false) => new(ReportKind.Test, failed, passed, bad || failed > 0);

    private static Tally Sum(int failed, int passed, bool bad = false) => new(ReportKind.Test, failed, passed, bad || failed > 0, Adds: true);

    private static Tally Item() => new(ReportKind.Test, 1, null, true, Adds: true);

    private static Tally Ran(int total) => new(ReportKind.Test, null, null, false, Ran: total);

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
        return failed is not null || passed is not null || errors is not null ? Sum((failed ?? 0) + (errors ?? 0), passed ?? 0, false)
            : trimmed.Contains(" deselected", StringComparison.Ordinal) ? NoneRan() : null;
    }

    // A line per class, which says how long it took, and one per module for all its classes: these are added up.
    private static Tally? Maven(ReadOnlySpan<char> line)
    {
        int timed = line.IndexOf("Time elapsed", StringComparison.Ordinal);
        if (timed > 0 && (line[timed..].Contains(" in ", StringComparison.Ordinal) || line[timed..].Contains("<<<", StringComparison.Ordinal)))
        {
            return new Tally(ReportKind.Test, null, null, line.Contains("<<<", StringComparison.Ordinal));
        }

        return Summary(line, adds: true);
    }

    // A closing line by its numbers and words; what says how many failed or ran in all is one.
    private static Tally? Summary(ReadOnlySpan<char> line, bool adds = false, bool bad = false)
    {
        var said = SummaryLine.Read(line);
        return said.IsSummary ? new Tally(ReportKind.Test, said.Failed ?? 0, said.Passing, bad || said.Failed > 0, adds, Skipped: said.Skipped > 0 && said.Skipped == said.Total) : null;
    }

    // The closing line of a runner that has no row here: short, and what it counts is tests. "8 done, 2 failed" is anybody's.
    private static Tally? Unknown(ReadOnlySpan<char> line)
    {
        int colon = line.IndexOf(':');
        bool others = colon > 0 && line[..colon].IndexOfAnyInRange('0', '9') < 0 && !SummaryLine.IsOfTests(line[..colon]);
        if (others || line.Trim().Length > 90 || line.Contains("://", StringComparison.Ordinal))
        {
            return null;
        }

        bool both = line.Contains("passed", StringComparison.OrdinalIgnoreCase) && line.Contains("failed", StringComparison.OrdinalIgnoreCase);
        return both || SummaryLine.Read(line).Counts > 2 ? Summary(line) : null;
    }

    // "\t  2 - lexer (Failed)"
    private static bool Ctest(ReadOnlySpan<char> line)
    {
        var trimmed = line.TrimStart();
        int dash = trimmed.IndexOf(" - ", StringComparison.Ordinal);
        return trimmed.Length < line.Length && dash > 0 && int.TryParse(trimmed[..dash], out _) && trimmed.TrimEnd().EndsWith(')');
    }

    // "Fail:      1", alone on its line.
    private static int? Column(ReadOnlySpan<char> line, string label)
    {
        var trimmed = line.Trim();
        return trimmed.StartsWith(label, StringComparison.Ordinal) && int.TryParse(trimmed[label.Length..].Trim(), out int value) ? value : null;
    }

    // "  Failed tests:  1, 3-4" of one file.
    private static Tally Listed(ReadOnlySpan<char> numbers)
    {
        int failed = 0;
        foreach (var range in numbers.Split(','))
        {
            var part = numbers[range].Trim();
            int dash = part.IndexOf('-');
            failed += dash > 0 && int.TryParse(part[..dash], out int from) && int.TryParse(part[(dash + 1)..], out int to) && to > from ? Math.Min(to - from + 1, 10_000) : 1;
        }

        return Sum(failed, 0);
    }

    // " 5 pass" alone on its line.
    private static int? Whole(ReadOnlySpan<char> line, string word)
    {
        var trimmed = line.Trim();
        return trimmed.EndsWith(word, StringComparison.Ordinal) && trimmed.Length < word.Length + 10 && !trimmed.IsEmpty && char.IsAsciiDigit(trimmed[0])
            && int.TryParse(trimmed[..^word.Length].Trim(), out int value) ? value : null;
    }
}
