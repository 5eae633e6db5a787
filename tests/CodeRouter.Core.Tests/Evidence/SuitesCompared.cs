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

    private static Exchange Go(string command, int failing) =>
        new(Shell(command), string.Concat(Enumerable.Range(1, failing).Select(n => $"--- FAIL: Test{(char)('A' + n)} (0.00s)\n    a_test.go:{n}: no\n")) + "FAIL\nFAIL\tshop\t0.004s\nFAIL\n", null);

    private static ToolUse Shell(string command) => new("Bash", ToolRole.Run, command, command, []);
}
