using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using Xunit;

namespace CodeRouter.Core.Tests.Evidence;

public sealed class FailuresToldApart
{
    private const string Jest = "Exit code 1\n\n> shop@1.0.0 test\n> jest --ci --runInBand --config config/jest.config.js\n\nFAIL test/cart.test.js\n  ✕ NAME (TIME)\n\n  ● NAME\n\n    expect(received).toBe(expected)\n\nTest Suites: 1 failed, 1 total\nTests:       1 failed, 5 passed, 6 total\nSnapshots:   0 total\nTime:        0.4 s\nRan all test suites.\n";
    private const string Unittest = "F.\n======================================================================\nFAIL: NAME (test_cart.Cart.NAME)\n----------------------------------------------------------------------\nAssertionError: 6 != 7\n\n----------------------------------------------------------------------\nRan 2 tests in 0.002s\n\nFAILED (failures=1)\n";
    private const string Eslint = "\n> shop@1.0.0 lint\n> eslint src\n\n\n/app/src/a.js\n  1:7  error  'a' is not defined  NAME\n\n✖ 1 problem (1 error, 0 warnings)\n\n";

    [Theory]
    [InlineData("npm test", Jest)]
    [InlineData("python -m unittest", Unittest)]
    [InlineData("npm run lint", Eslint)]
    public void What_always_closes_a_report_makes_no_two_failures_the_same(string command, string report)
    {
        Exchange Run(string name, string time = "4 ms") => new(Shell(command), report.Replace("NAME", name, StringComparison.Ordinal).Replace("TIME", time, StringComparison.Ordinal), null);

        var moved = EvidenceReader.Read([Run("writes")], [Run("reads"), Run("orders")]);
        Assert.False(moved.Stuck);
        Assert.Equal(1, moved.SameFailure);

        var stays = EvidenceReader.Read([Run("reads", "1.2 s")], [Run("reads"), Run("reads", "17 ms")]);
        Assert.True(stays.Stuck);
        Assert.Equal(3, stays.SameFailure);
    }

    [Theory]
    [InlineData("node sync.js", "{\n  \"passes\": 2,\n  \"failures\": 3\n}\n")]
    [InlineData("npm start", "● server\n✖ cache is cold\n  1) warm it up\nlistening\n")]
    [InlineData("python app.py", "ERROR    app:app.py:33 could not reach the queue\nretried, done\n")]
    [InlineData("npx tsc --noEmit && echo OK", "OK\n")]
    [InlineData("cat reports/junit.xml", "<testsuite name=\"a\" tests=\"3\" failures=\"2\" errors=\"0\">\n")]
    [InlineData("cat report.json", "{\"numFailedTests\":1,\"numPassedTests\":5,\"success\":false}")]
    [InlineData("npx vitest run --passWithNoTests", "No test files found, exiting with code 0\n")]
    [InlineData("./import.sh", "ok 1 - read\nok 2 - written\n")]
    public void Words_of_runners_in_what_others_print_are_no_tests(string command, string result) =>
        Assert.Equal(Outcome.Ok, OutcomeReader.Read(new Exchange(Shell(command), result, null)).Outcome);

    [Theory]
    [InlineData("npx vitest run", "No test files found, exiting with code 1\n")]
    [InlineData("pytest -q", "no tests ran in 0.01s\n")]
    [InlineData("npx jest --coverage", "Tests:       3 passed, 3 total\nJest: \"global\" coverage threshold for lines (99%) not met: 66.66%\n")]
    [InlineData("mocha", "\n/app/test/a.js:2\n\n\n\nSyntaxError: Unexpected end of input\n    at wrapSafe (node:internal/modules/cjs/loader:1464:18)\n    at Module._compile (node:internal/modules/cjs/loader:1495:20)\n")]
    public void A_run_that_was_refused_or_never_began_is_an_error_and_no_failing_test(string command, string result) =>
        Assert.Equal(Outcome.OtherError, OutcomeReader.Read(new Exchange(Shell(command), result, null)).Outcome);

    [Fact]
    public void What_a_passing_test_prints_is_no_failure_where_the_run_ended_well()
    {
        var finding = OutcomeReader.Read(new Exchange(Shell("npm test"), "Process exited with code 0\nOutput:\n  2 failing\n    ✔ prints what failed\n\n  3 passing (9ms)\n", null));
        Assert.Equal((Outcome.TestPassed, 0, 3), (finding.Outcome, finding.Run!.Failed, finding.Run.Passed));
    }

    [Theory]
    [InlineData("yarn workspace @acme/api test")]
    [InlineData("coverage run -m pytest")]
    [InlineData("python3.12 -m doctest README.md")]
    [InlineData("deno task test")]
    [InlineData("npx nyc mocha")]
    [InlineData("cross-env NODE_ENV=test jest")]
    [InlineData("nx run-many -t test")]
    [InlineData("node node_modules/vitest/vitest.mjs run")]
    public void Commands_that_run_tests_are_known(string command) => Assert.Equal(CommandKind.Test, CommandLine.Read(command).Kind);

    [Theory]
    [InlineData("isort --check-only src", CommandKind.Lint)]
    [InlineData("deno fmt --check", CommandKind.Lint)]
    [InlineData("deno fmt", CommandKind.Format)]
    [InlineData("npm run check:format", CommandKind.Lint)]
    [InlineData("npm run check:types", CommandKind.Build)]
    [InlineData("node node_modules/typescript/bin/tsc -p .", CommandKind.Build)]
    public void Checks_are_told_from_what_writes(string command, CommandKind kind) => Assert.Equal(kind, CommandLine.Read(command).Kind);

    [Fact]
    public void A_summary_that_is_shown_twice_is_one_run()
    {
        const string closing = "Tests:       2 failed, 11 passed, 13 total\n";
        var run = OutcomeReader.Read(new Exchange(Shell("npx jest > log 2>&1; tail -5 log; grep Tests: log"), closing + closing, null)).Run!;
        Assert.Equal((2, 11), (run.Failed, run.Passed));
    }

    private static ToolUse Shell(string command) => new("Bash", ToolRole.Run, command, command, []);
}
