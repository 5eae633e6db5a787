using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tasks;
using FsCheck;
using FsCheck.Fluent;
using Xunit;
using Outcome = CodeRouter.Core.Evidence.Outcome;

namespace CodeRouter.Core.Tests.Steps;

public sealed class AnythingCanBeRead
{
    private static readonly StepClassifier Classifier = new(BuiltInDialects.Of);

    [Fact]
    public void Any_message_gives_a_phase_with_a_confidence_and_always_the_same_one() =>
        Prop.ForAll(ArbMap.Default.ArbFor<string?>(), text =>
        {
            byte[] line = JsonSerializer.SerializeToUtf8Bytes(new { id = "x", text = text ?? "" });
            var first = Classifier.Classify(line);
            var second = Classifier.Classify(line);
            return first.Confidence is > 0 and <= 1 && first.Difficulty is >= 1 and <= 5 && first.Tasks.Count > 0 && first.Phase == second.Phase && first.Confidence.Equals(second.Confidence);
        }).QuickCheckThrowOnFailure();

    [Fact]
    public void Text_appended_to_a_file_that_was_read_never_changes_the_outcome() =>
        Prop.ForAll(ArbMap.Default.ArbFor<NonNull<string>>(), ArbMap.Default.ArbFor<NonNull<string>>(), (file, more) =>
        {
            // A file long enough not to be a client's short refusal.
            string start = "line one of a file\n" + new string('x', 700) + file.Get;
            var use = new ToolUse("Read", ToolRole.Read, "", "src/a.py", ["src/a.py"]);
            var before = OutcomeReader.Read(new Exchange(use, start, null)).Outcome;
            var after = OutcomeReader.Read(new Exchange(use, start + more.Get + "\nFAILED (failures=3)\nerror: x\nExit code: 1", null)).Outcome;
            return before == after;
        }).QuickCheckThrowOnFailure();

    [Theory]
    [InlineData("""{"messages":[{"role":"tool","tool_call_id":"nobody","content":"FAILED (failures=1)"}]}""")]
    [InlineData("""{"messages":[{"role":"assistant","content":"hi"}]}""")]
    [InlineData("""{"messages":[]}""")]
    [InlineData("""{"messages":"none"}""")]
    [InlineData("""{"messages":[1,null,"x",{"role":7,"content":{"a":[]}}]}""")]
    [InlineData("""{"messages":[{"role":"user","content":[{"type":"tool_result","content":[{"type":"text"}]}]}]}""")]
    public void Odd_requests_give_a_step_and_no_exception(string body)
    {
        foreach (var format in Enum.GetValues<WireFormat>())
        {
            Assert.NotEmpty(Requests.Read(format, body, "/v1/x").Session);
        }
    }

    [Fact]
    public void Huge_and_binary_results_are_read_within_bounds()
    {
        string noise = new StringBuilder().Insert(0, "\u001b[31merror\u001b[0m \u0001\u0002 ", 100_000).ToString();
        string body = JsonSerializer.Serialize(new
        {
            messages = new object[]
            {
                new { role = "user", content = string.Concat(Enumerable.Repeat("- item of a template\n", 5000)) },
                new { role = "assistant", tool_calls = new object[] { new { id = "a", type = "function", function = new { name = "bash", arguments = "{\"command\":\"cat core\"}" } } } },
                new { role = "tool", tool_call_id = "a", content = noise },
            },
        });
        var step = Requests.Read(WireFormat.OpenAIChat, body, "/v1/chat/completions");
        Assert.Equal(StepKind.ToolContinuation, step.Kind);
        Assert.Equal(Outcome.Ok, step.Evidence.Outcome);
    }

    [Fact]
    public void A_broken_line_is_answered_with_what_is_wrong()
    {
        Assert.Contains("no JSON", Classifier.Classify(Encoding.UTF8.GetBytes("{nope")).Problem, StringComparison.Ordinal);
        Assert.Contains("dialect", Classifier.Classify(Encoding.UTF8.GetBytes("""{"request":{}}""")).Problem, StringComparison.Ordinal);
    }

    [Fact]
    public void A_bundled_message_is_split_into_jobs_in_order()
    {
        var said = Classifier.Classify(JsonSerializer.SerializeToUtf8Bytes(new { text = "Refactor the parser. Then write unit tests for it and update the README." }));
        Assert.Equal([TaskType.Refactor, TaskType.Testing, TaskType.Documentation], said.Tasks);
        Assert.Single(Classifier.Classify(JsonSerializer.SerializeToUtf8Bytes(new { text = "fix the login bug" })).Tasks);
    }
}
