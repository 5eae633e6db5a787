using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Steps;

public sealed class GoldenSteps
{
    [Fact]
    public void Every_agent_case_is_read_as_written_beside_it()
    {
        var wrong = new List<string>();
        int seen = 0;
        foreach (var (name, test) in Corpus.Cases(g => g is not ("runners" or "dialects")))
        {
            seen++;
            var format = WireFormatNames.Parse(test.GetProperty("dialect").GetString())!.Value;
            var headers = test.GetProperty("headers").EnumerateObject().Select(h => (h.Name, h.Value.GetString()!)).ToArray();
            var step = Requests.Read(format, test.GetProperty("request").GetRawText(), "/v1/x", headers);
            foreach (var expected in test.GetProperty("expected").EnumerateObject())
            {
                string said = Said(step, expected.Name);
                string truth = expected.Value.ValueKind == JsonValueKind.True ? "True" : expected.Value.GetString()!;
                if (said != truth)
                {
                    wrong.Add($"{name}: {expected.Name} is {said} instead of {truth} ({step.PhaseWhy})");
                }
            }
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
        Assert.True(seen >= 80);
    }

    [Fact]
    public void The_same_request_always_gives_the_same_step()
    {
        foreach (var (_, test) in Corpus.Cases(g => g is not ("runners" or "dialects")))
        {
            var format = WireFormatNames.Parse(test.GetProperty("dialect").GetString())!.Value;
            string body = test.GetProperty("request").GetRawText();
            var first = Requests.Read(format, body, "/v1/x");
            var second = Requests.Read(format, body, "/v1/x");
            Assert.Equal(JsonSerializer.Serialize(first), JsonSerializer.Serialize(second));
        }
    }

    private static string Said(Step step, string what) => what switch
    {
        "agent" => step.Agent ?? "null",
        "kind" => step.Kind.Name(),
        "phase" => step.Phase.Name(),
        "human" => step.HumanText,
        "session" => step.Session,
        "track" => step.Track,
        "plan" => step.PlanMode.ToString(),
        "answered" => step.Answered.ToString(),
        "summary" => step.Evidence.Summary ?? "null",
        "edits" => string.Join(' ', step.Edits),
        "outcome" => step.Evidence.Outcome?.Name() ?? "null",
        _ => throw new ArgumentException(what, nameof(what)),
    };
}
