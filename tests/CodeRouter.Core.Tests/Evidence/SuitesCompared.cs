using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using Xunit;

namespace CodeRouter.Core.Tests.Evidence;

/// <summary>Which earlier run a run is measured against.</summary>
public sealed class SuitesCompared
{
    [Fact]
    public void Two_suites_in_turns_are_measured_each_against_itself()
    {
        var api = Go("cd api && go test ./...", 5);
        var web = Go("cd web && go test ./...", 1);
        Assert.Equal(-2, EvidenceReader.Read([Go("cd api && go test ./...", 3)], [api, web]).DeltaFailing);
        Assert.Equal(0, EvidenceReader.Read([web], [web, api]).DeltaFailing);
        Assert.Null(EvidenceReader.Read([web], [api]).DeltaFailing);
    }

    [Fact]
    public void A_shell_stays_in_the_directory_it_was_sent_to()
    {
        Assert.Equal(-2, EvidenceReader.Read([Go("go test ./...", 3)], [Go("cd shop && go test ./...", 5)]).DeltaFailing);
        Assert.Equal(-1, EvidenceReader.Read([Go("go test ./...", 3)], [Go("cd api && go test ./...", 5), Go("cd web && go test ./...", 4)]).DeltaFailing);
    }

    [Fact]
    public void A_build_that_broke_in_between_is_stepped_over()
    {
        var broken = new Exchange(Shell("go test ./..."), "# shop\n./a.go:3:4: undefined: x\n./a.go:4:4: undefined: y\nFAIL\tshop [build failed]\n", null);
        var evidence = EvidenceReader.Read([Go("go test ./...", 1)], [Go("go test ./...", 4), broken]);
        Assert.Equal(-3, evidence.DeltaFailing);
        Assert.Null(EvidenceReader.Read([Go("go test ./...", 1)], [broken]).DeltaFailing);
        Assert.Null(EvidenceReader.Read([broken], [Go("go test ./...", 1)]).DeltaFailing);
    }

    [Theory]
    [InlineData("dotnet test", "[xUnit.net 00:00:00.20]     T.{0} [FAIL]\n  Failed T.{0} [{1} ms]\n  Error Message:\n   Assert.Equal() Failure\n\nFailed!  - Failed:     1, Passed:     2, Skipped:     0, Total:     3, Duration: {1} ms - shop.dll (net10.0)\n")]
    [InlineData("cargo test", "test tests::{0} ... FAILED\n\ntest result: FAILED. 2 passed; 1 failed; 0 ignored; 0 measured; 0 filtered out; finished in 0.{1}s\n\nerror: test failed, to rerun pass `--lib`\n")]
    [InlineData("ruby test/cart_test.rb", "  1) Failure:\nCartTest#test_{0} [test/cart_test.rb:{1}]:\nExpected: 3\n  Actual: 2\n\n3 runs, 3 assertions, 1 failures, 0 errors, 0 skips\n")]
    [InlineData("phpunit tests", "There was 1 failure:\n\n1) CartTest::test{0}\nFailed asserting that 2 is identical to 1.\n\nFAILURES!\nTests: 3, Assertions: 3, Failures: 1.\n")]
    [InlineData("prove t", "#   Failed test '{0}'\n#   at t/a.t line {1}.\n# Looks like you failed 1 test of 3.\n\nTest Summary Report\n-------------------\n  Failed test:  1\nFiles=1, Tests=3,  0 wallclock secs\nResult: FAIL\n")]
    [InlineData("./build/unit_tests", "-----\ncart.cc:3: FAILED:\n  REQUIRE( {0}() == 3 )\n\ntest cases: 3 | 2 passed | 1 failed\nassertions: 5 | 4 passed | 1 failed\n")]
    public void One_test_after_another_is_not_the_same_failure(string command, string output)
    {
        Exchange Run(string test, int time) => new(Shell(command), output.Replace("{0}", test, StringComparison.Ordinal).Replace("{1}", time.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal), true);
        Assert.False(EvidenceReader.Read([Run("adds", 12)], [Run("removes", 31), Run("totals", 12)]).Stuck);
        Assert.True(EvidenceReader.Read([Run("adds", 12)], [Run("adds", 7), Run("adds", 31)]).Stuck);
    }

    [Fact]
    public void Tests_that_fail_in_another_order_fail_the_same()
    {
        static Exchange Run(params string[] tests) => new(Shell("cargo test"), string.Concat(tests.Select(t => $"test {t} ... FAILED\n")) + "test result: FAILED. 1 passed; 2 failed; 0 ignored\n", true);
        Assert.True(EvidenceReader.Read([Run("adds", "removes")], [Run("removes", "adds"), Run("adds", "removes")]).Stuck);
    }

    private static Exchange Go(string command, int failing) =>
        new(Shell(command), string.Concat(Enumerable.Range(1, failing).Select(n => $"--- FAIL: Test{(char)('A' + n)} (0.00s)\n    a_test.go:{n}: no\n")) + "FAIL\nFAIL\tshop\t0.004s\nFAIL\n", null);

    private static ToolUse Shell(string command) => new("Bash", ToolRole.Run, command, command, []);
}
