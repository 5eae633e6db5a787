using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using Xunit;

namespace CodeRouter.Core.Tests.Evidence;

/// <summary>Whose exit status it is that a client reports, and what the command prints of one itself.</summary>
public sealed class StatusOfAChain
{
    private const string Vet = "# shop\n./cart.go:5:35: fmt.Printf format %d has arg \"x\" of wrong type string\n";

    [Theory]
    [InlineData("go vet ./... 2>&1 | tail -20", Outcome.LintError)]
    [InlineData("go vet ./... || true", Outcome.LintError)]
    [InlineData("cd shop && go vet ./...; echo done", Outcome.LintError)]
    [InlineData("set -o pipefail; go vet ./... | tail -20", Outcome.Ok)]
    [InlineData("go vet ./... && echo fine", Outcome.Ok)]
    public void A_good_status_is_that_of_the_last_part(string command, Outcome outcome) =>
        Assert.Equal(outcome, Read(command, command.Contains("pipefail", StringComparison.Ordinal) || command.Contains("&& echo", StringComparison.Ordinal) ? "fine\n" : Vet, false).Outcome);

    [Theory]
    [InlineData("./deploy.sh; echo \"EXIT: $?\"", "stopped\nEXIT: 3\n", Outcome.OtherError)]
    [InlineData("./deploy.sh; echo \"EXIT: $?\"", "done\nEXIT: 0\n", Outcome.Ok)]
    [InlineData("timeout 5 go test ./...; echo exit=$?", "exit=124\n", Outcome.Timeout)]
    [InlineData("cargo run 2>&1 | tail -3; echo ${PIPESTATUS[0]}", "starting\n101\n", Outcome.OtherError)]
    [InlineData("make | tail -3; echo $?", "gcc -c a.c\n0\n", Outcome.Ok)]
    [InlineData("gcc a.c -o a && ./a; echo EXIT $?", "EXIT 139\n", Outcome.OtherError)]
    public void A_status_that_the_command_prints_is_read(string command, string result, Outcome outcome) =>
        Assert.Equal(outcome, Read(command, result, false).Outcome);

    [Fact]
    public void A_search_that_finds_nothing_in_a_build_is_no_build_error()
    {
        Assert.Equal(Outcome.NoOutput, Read("cargo build 2>&1 | grep -E '^error'", "Exit code 1", true).Outcome);
        Assert.Equal(Outcome.BuildError, Read("cargo build", "Exit code 1", true).Outcome);
    }

    [Fact]
    public void What_runs_after_a_good_build_fails_for_itself()
    {
        Assert.Equal(Outcome.OtherError, Read("gcc main.c -o main && ./main", "Exit code 134\nmain: main.c:2: main: Assertion `n == 2' failed.\n", true).Outcome);
        Assert.Equal(Outcome.BuildError, Read("gcc main.c -o main && ./main", "Exit code 1\nmain.c:2:9: error: expected ';' before 'return'\n", true).Outcome);
    }

    [Theory]
    [InlineData("go run .", "panic: runtime error: index out of range\n\ngoroutine 1 [running]:\nmain.main()\n\t/app/main.go:5 +0x20\nexit status 2\n")]
    [InlineData("cargo run", "start\n\nthread 'main' panicked at src/main.rs:1:70:\nindex out of bounds: the len is 0 but the index is 1\nnote: run with `RUST_BACKTRACE=1` environment variable to display a backtrace\n")]
    [InlineData("java App", "Exception in thread \"main\" java.lang.IllegalStateException: bad\n\tat App.main(App.java:1)\n")]
    [InlineData("ruby app.rb", "app.rb:1:in `a': bad (ArgumentError)\n\tfrom app.rb:2:in `<main>'\n")]
    [InlineData("dotnet run", "hello\nUnhandled exception. System.InvalidOperationException: bad state\n   at Program.<Main>$(String[] args) in Program.cs:line 1\n")]
    public void A_crash_at_the_end_is_one_without_a_status(string command, string result)
    {
        Assert.Equal(Outcome.OtherError, Read(command, result, null).Outcome);
        Assert.Equal(Outcome.Ok, Read(command, result + "recovered, listening on port 8080\nrequest served in 3 ms\nrequest served in 2 ms\n", null).Outcome);
    }

    [Theory]
    [InlineData("docker logs api 2>&1 | tail -50")]
    [InlineData("kubectl logs deploy/api")]
    [InlineData("journalctl -u api -n 50")]
    [InlineData("cat spec/examples.txt")]
    [InlineData("grep -rn failures docs")]
    [InlineData("git log -3")]
    [InlineData("curl -s localhost:9000/report")]
    public void Somebody_elses_log_is_a_text(string command) =>
        Assert.Equal(Outcome.Ok, Read(command, "4 examples, 2 failures, 1 pending\nTotal 2 Passed 1 Skipped 0 Failed 1\na.d(3,20): Error: no\nException in thread \"main\" java.lang.IllegalStateException: bad\n\tat App.main(App.java:1)\n", false).Outcome);

    [Theory]
    [InlineData("./import.sh", "Imported 8 rows, 2 failed\n")]
    [InlineData("./import.sh", "Success: 8, Failed: 2\n")]
    [InlineData("./sync", "snapshots: 3 | 1 passed | 2 failed\n")]
    [InlineData("./server", "main.go:12: cannot reach the cache, retrying\n")]
    [InlineData("./server", "worker 3: error CS0000 is a code\n")]
    public void Counts_of_other_things_are_no_tests(string command, string result) => Assert.Equal(Outcome.Ok, Read(command, result, false).Outcome);

    [Fact]
    public void Progress_drawn_over_one_line_is_read_by_its_last_state()
    {
        var finding = Read("flutter test", "00:00 +0: loading test/a_test.dart\r00:01 +1: adds\r00:02 +1 -1: removes [E]\r00:02 +1 -1: Some tests failed.\r\n", null);
        Assert.Equal((Outcome.TestFailed, 1, 1), (finding.Outcome, finding.Run!.Failed, finding.Run.Passed));
    }

    [Fact]
    public void A_lint_that_is_denied_is_no_compile_error_though_the_compiler_stops_for_it()
    {
        const string end = "error: could not compile `shop` (lib) due to 1 previous error\n";
        const string denied = "error: length comparison to zero\n --> src/lib.rs:2:31\n  = note: `-D clippy::len-zero` implied by `-D warnings`\n\n" + end;
        Assert.Equal(Outcome.LintError, Read("cargo fmt && cargo clippy -- -D warnings && cargo test", "Exit code 101\n" + denied, true).Outcome);
        Assert.Equal(Outcome.BuildError, Read("cargo clippy", "Exit code 101\nerror[E0308]: mismatched types\n --> src/lib.rs:1:25\n\n" + end, true).Outcome);
    }

    [Theory]
    [InlineData("make test", "go test ./...\nno database\nFAIL\tshop\t0.002s\nFAIL\nmake: *** [Makefile:2: test] Error 1\n", Outcome.TestFailed)]
    [InlineData("make check", "ruff check .\nFound 3 errors.\nmake: *** [Makefile:5: check] Error 1\n", Outcome.LintError)]
    [InlineData("make test", "gcc -c a.c\na.c:1:2: error: expected ';'\nmake: *** [Makefile:2: a.o] Error 1\n", Outcome.BuildError)]
    [InlineData("make", "gen > tables.h\nmake: *** [Makefile:2: tables.h] Error 1\n", Outcome.BuildError)]
    [InlineData("make lint", "hadolint Dockerfile\nmake: *** [Makefile:9: lint] Error 1\n", Outcome.LintError)]
    public void What_stops_for_another_leaves_the_word_to_it(string command, string result, Outcome outcome) =>
        Assert.Equal(outcome, Read(command, result, true).Outcome);

    [Fact]
    public void A_suite_of_skipped_tests_names_them_and_fails_none() =>
        Assert.Equal(Outcome.Ok, Read("rspec", "**\n\nPending: (Failures listed here are expected and do not affect your suite's status)\n\n  1) Cart adds\n     # Not yet implemented\n\nFinished in 0.009 seconds\n2 examples, 0 failures, 2 pending\n", null).Outcome);

    [Fact]
    public void A_run_that_ended_well_printed_somebody_elses_failure()
    {
        const string text = "cart > adds FAILED\nBUILD SUCCESSFUL in 2s\n";
        Assert.NotEqual(Outcome.TestFailed, Read("./gradlew test", text, false).Outcome);
        Assert.Equal(Outcome.TestFailed, Read("./gradlew test", text, true).Outcome);
    }

    [Fact]
    public void Failures_counted_in_a_part_of_the_output_are_no_number_to_compare()
    {
        const string text = "--- FAIL: TestTotal (0.00s)\n    cart_test.go:5: Total() = 2, want 3\nFAIL\n";
        Assert.Equal(1, Read("go test ./...", text, null).Run!.Failed);
        Assert.Null(Read("go test ./... 2>&1 | tail -3", text, false).Run!.Failed);
        Assert.Equal(Outcome.TestFailed, Read("go test ./... 2>&1 | tail -3", text, false).Outcome);
    }

    internal static Finding Read(string command, string result, bool? failed) => OutcomeReader.Read(new Exchange(new ToolUse("Bash", ToolRole.Run, command, command, []), result, failed));
}
