using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Tests.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Evidence;

public sealed class RunnersAreRead
{
    [Fact]
    public void Every_runner_says_what_failed_and_how_many()
    {
        var wrong = new List<string>();
        int seen = 0;
        foreach (var (name, test) in Corpus.Cases(g => g == "runners"))
        {
            seen++;
            var finding = OutcomeReader.Read(new Exchange(Shell(test.GetProperty("command").GetString()!), test.GetProperty("result").GetString(), null));
            var expected = test.GetProperty("expected");
            string said = $"{finding.Outcome.Name()} {finding.Run?.Failed} {finding.Run?.Passed}";
            string truth = $"{expected.GetProperty("outcome").GetString()} {Number(expected, "failed")} {Number(expected, "passed")}";
            if (said != truth && !(Number(expected, "passed") is null && said.StartsWith(truth.TrimEnd(), StringComparison.Ordinal)))
            {
                wrong.Add($"{name}: {said} instead of {truth}");
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(seen >= 95);
    }

    [Theory]
    [InlineData("cat build.log")]
    [InlineData("sed -n '1,80p' src/errors.py")]
    [InlineData("rg -n error src")]
    [InlineData("git diff")]
    public void Text_that_is_only_shown_is_no_failure(string command)
    {
        var finding = OutcomeReader.Read(new Exchange(Shell(command), "FAILED tests/test_a.py::test_b\n1 failed, 2 passed in 0.1s\nerror: something\nTraceback (most recent call last):\nValueError: x\n", null));
        Assert.Equal(Outcome.Ok, finding.Outcome);
    }

    [Theory]
    [InlineData("Exit code 2\nboom\n")]
    [InlineData("Chunk ID: 1\nProcess exited with code 2\nOutput:\nboom\n")]
    [InlineData("boom\nExit Code: 2\nSignal: (none)\n")]
    [InlineData("boom\n\nCommand exited with code 2")]
    [InlineData("boom\n<shellId: 0 completed with exit code 2>")]
    [InlineData("Error executing tool Bash: Error (exit code 2): boom")]
    [InlineData("{\"output\":\"boom\",\"metadata\":{\"exit_code\":2}}")]
    [InlineData("Script completed\nWall time 0.1 seconds\nOutput:\n\n{\"exit_code\":2,\"output\":\"boom\"}")]
    public void An_exit_status_is_found_in_every_spelling(string result) =>
        Assert.Equal(Outcome.OtherError, OutcomeReader.Read(new Exchange(Shell("./deploy.sh"), result, null)).Outcome);

    [Fact]
    public void An_edit_and_the_run_that_checks_it_sent_in_one_message_count_as_an_edit_between_runs()
    {
        var run = new Exchange(Shell("pytest -q"), "FAILED tests/test_a.py::test_b - assert 1 == 2\n2 failed, 2 passed in 0.1s\n", null);
        var edit = new Exchange(new ToolUse("Edit", ToolRole.Edit, "", "src/a.py", ["src/a.py"]), "The file src/a.py has been updated.", null);
        var evidence = EvidenceReader.Read([edit, run], [run]);
        Assert.True(evidence.EditedBetweenRuns);
        Assert.Equal(0, evidence.DeltaFailing);
        Assert.False(EvidenceReader.Read([run, edit], [run]).EditedBetweenRuns);
        Assert.False(EvidenceReader.Read([edit with { Result = "Error: old_string not found", IsError = true }, run], [run]).EditedBetweenRuns);
    }

    [Fact]
    public void The_same_failure_three_times_is_stuck_and_fewer_failures_are_progress()
    {
        var run = new Exchange(Shell("pytest -q"), "FAILED tests/test_a.py::test_b - assert 1 == 2\n2 failed, 2 passed in 0.1s\n", null);
        var better = run with { Result = "FAILED tests/test_a.py::test_c - assert 1 == 3\n1 failed, 3 passed in 0.1s\n" };
        Assert.True(EvidenceReader.Read([run], [run, run]).Stuck);
        Assert.Equal(3, EvidenceReader.Read([run], [run, run]).SameFailure);
        var progress = EvidenceReader.Read([better], [run]);
        Assert.False(progress.Stuck);
        Assert.Equal(-1, progress.DeltaFailing);
        Assert.Contains("1 fewer than before", progress.Summary, StringComparison.Ordinal);
    }

    [Fact]
    public void A_suite_with_ever_fewer_failures_is_not_stuck_though_the_first_failure_stays()
    {
        var nine = new Exchange(Shell("pytest -q"), Failing(9), null);
        var (five, two) = (nine with { Result = Failing(5) }, nine with { Result = Failing(2) });
        var progress = EvidenceReader.Read([two], [nine, five]);
        Assert.False(progress.Stuck);
        Assert.Equal(1, progress.SameFailure);
        Assert.Equal("2 failed, 4 passed (pytest), 3 fewer than before", progress.Summary);
        Assert.Equal(3, EvidenceReader.Read([two], [nine, five, two, two]).SameFailure);

        static string Failing(int count) => $"Exit code 1\n============================= test session starts ==============================\nplatform linux -- Python 3.12.3, pytest-8.2.0\nFAILED tests/test_a.py::test_b - assert 1 == 2\n{count} failed, 4 passed in 0.1s\n";
    }

    [Fact]
    public void A_program_that_is_not_there_is_told_from_noise_of_the_profile()
    {
        Assert.Equal(Outcome.CommandNotFound, OutcomeReader.Read(new Exchange(Shell("ruff check ."), "bash: ruff: command not found", null)).Outcome);
        Assert.Equal(Outcome.Ok, OutcomeReader.Read(new Exchange(Shell("./start.sh"), ".bash_profile: line 3: souce: command not found\nstarted", null)).Outcome);
    }

    private static int? Number(JsonElement expected, string name) => expected.TryGetProperty(name, out var value) && value.ValueKind == JsonValueKind.Number ? value.GetInt32() : null;

    private static ToolUse Shell(string command) => new("Bash", ToolRole.Run, command, command, []);
}
