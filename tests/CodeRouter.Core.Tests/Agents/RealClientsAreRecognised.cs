using System.Text.Json;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Agents;

[Trait("needs", "shared")]
public sealed class RealClientsAreRecognised
{
    private static readonly Dictionary<string, string> Names = new(StringComparer.Ordinal)
    {
        ["claude-code"] = "claude_code", ["codex"] = "codex", ["opencode"] = "opencode", ["kilocode"] = "kilo", ["gemini-cli"] = "gemini_cli", ["qwen-code"] = "qwen_code",
        ["copilot"] = "copilot_cli", ["cline"] = "cline", ["continue"] = "continue", ["pi"] = "pi", ["grok-cli"] = "grok_cli",
    };

    // Requests that are no plain turn or continuation, by client, run and number.
    private static readonly Dictionary<string, StepKind> Special = Table(
        (StepKind.Title, "claude-code/tui/2 claude-code/tui-default/2 codex/tui/2 opencode/*/1"),
        (StepKind.Compaction, "claude-code/tui/11 claude-code/tui-default/11 codex/tui/10 opencode/tui/10 gemini-cli/tui/9 gemini-cli/tui/10 qwen-code/tui/10 copilot/tui/9"),
        (StepKind.Subagent, "claude-code/subagent/3 claude-code/subagent/4 claude-code/submodel/3 claude-code/submodel/4 codex/subagent/3 codex/subagent/4 codex/submodel/3 codex/submodel/4 codex/codemode-subagent/3 codex/codemode-subagent/4 "
            + "opencode/subagent/3 opencode/subagent/4 kilocode/subagent/2 kilocode/subagent/3 gemini-cli/subagent/2 gemini-cli/subagent/3 qwen-code/subagent/2 qwen-code/subagent/3 copilot/subagent/2 copilot/subagent/3 copilot/submodel/2 copilot/submodel/3 cline/subagent/2 cline/subagent/3"),
        (StepKind.Housekeeping, "gemini-cli/auto/1 qwen-code/mcp/2 qwen-code/tui/12 qwen-code/tui/13"));

    [Fact]
    public void Every_recorded_request_names_its_agent()
    {
        var wrong = Shapes.All().Where(s => s.Step.Agent != Names.GetValueOrDefault(s.Client)).Select(s => $"{s.Client}/{s.Run}/{s.Number}: {s.Step.Agent}").ToList();
        Assert.Empty(wrong);
    }

    [Fact]
    public void Every_recorded_client_has_golden_cases_that_need_no_recording()
    {
        var cases = Corpus.Cases(g => g != "dialects").Select(c => c.Name).ToHashSet(StringComparer.Ordinal);
        foreach (string client in Shapes.All().Select(s => s.Client).Distinct(StringComparer.Ordinal))
        {
            string group = Names.TryGetValue(client, out string? agent) ? agent + "/" : "none/" + client;
            Assert.Contains(cases, c => c.StartsWith(group, StringComparison.Ordinal) && c.EndsWith("turn", StringComparison.Ordinal));
            Assert.Contains(cases, c => c.StartsWith(group, StringComparison.Ordinal) && c.EndsWith(client == "cline" ? "json-result" : "failing-run", StringComparison.Ordinal));
        }
    }

    [Fact]
    public void Every_recorded_request_has_its_kind()
    {
        var wrong = new List<string>();
        int seen = 0;
        foreach (var (client, run, number, step, path, body) in Shapes.All())
        {
            seen++;
            var expected = Expected(client, run, number, path, body);
            if (step.Kind != expected)
            {
                wrong.Add($"{client}/{run}/{number}: {step.Kind} instead of {expected}");
            }
        }

        Assert.Empty(wrong);
        Assert.True(seen > 100);
    }

    [Fact]
    public void Plan_mode_is_seen_in_every_plan_run_and_nowhere_else()
    {
        // Gemini's third request follows the approval of the plan.
        var wrong = Shapes.All()
            .Where(s => s.Step.Kind is StepKind.Turn or StepKind.ToolContinuation && Names.ContainsKey(s.Client))
            .Where(s => s.Step.PlanMode != (s.Run == "plan" && !(s.Client == "gemini-cli" && s.Number == 3)))
            .Select(s => $"{s.Client}/{s.Run}/{s.Number}: {s.Step.PlanMode}").ToList();
        Assert.Empty(wrong);
    }

    [Fact]
    public void The_humans_words_are_what_is_left_when_the_clients_notes_are_cut()
    {
        var wrong = Shapes.All()
            .Where(s => s.Step.Kind == StepKind.Turn && Names.ContainsKey(s.Client))
            .Where(s => s.Step.HumanText.Contains('<') || s.Step.HumanText.Length is 0 or > 250 || !s.Step.HumanText.Contains("scenario=", StringComparison.Ordinal))
            .Select(s => $"{s.Client}/{s.Run}/{s.Number}: {s.Step.HumanText}").ToList();
        Assert.Empty(wrong);
    }

    [Fact]
    public void Requests_of_one_run_share_their_session()
    {
        foreach (var run in Shapes.All().Where(s => s.Step.Kind is StepKind.Turn or StepKind.ToolContinuation && s.Run == "fix" && s.Number < 9).GroupBy(s => s.Client, StringComparer.Ordinal))
        {
            Assert.Single(run.Select(r => r.Step.Session).Distinct(StringComparer.Ordinal));
        }
    }

    [Fact]
    public void Sub_agents_have_their_own_track_within_the_session()
    {
        var runs = Shapes.All().Where(s => s.Client is "claude-code" or "codex" or "opencode" or "kilocode" && s.Run == "subagent" && s.Step.Kind != StepKind.Title).ToList();
        foreach (var run in runs.GroupBy(r => r.Client, StringComparer.Ordinal))
        {
            Assert.Single(run.Select(r => r.Step.Session).Distinct(StringComparer.Ordinal));
            Assert.Equal(2, run.Select(r => r.Step.Track).Distinct(StringComparer.Ordinal).Count());
        }
    }

    private static StepKind Expected(string client, string run, int number, string path, string body)
    {
        if (Special.TryGetValue($"{client}/{run}/{number}", out var kind) || Special.TryGetValue($"{client}/*/{number}", out kind))
        {
            return kind;
        }

        if (path.Contains("count_tokens", StringComparison.Ordinal) || path.Contains("countTokens", StringComparison.Ordinal))
        {
            return StepKind.Housekeeping;
        }

        return EndsWithResult(body) ? StepKind.ToolContinuation : StepKind.Turn;
    }

    private static bool EndsWithResult(string body)
    {
        using var document = JsonDocument.Parse(body);
        foreach (string list in (string[])["messages", "input", "contents"])
        {
            if (document.RootElement.TryGetProperty(list, out var messages) && messages.ValueKind == JsonValueKind.Array)
            {
                string last = messages[messages.GetArrayLength() - 1].GetRawText();
                return last.Contains("tool_result", StringComparison.Ordinal) || last.Contains("\"role\": \"tool\"", StringComparison.Ordinal) || last.Contains("_output\", \"id\"", StringComparison.Ordinal)
                    || last.Contains("call_output\"", StringComparison.Ordinal) || last.Contains("functionResponse", StringComparison.Ordinal)
                    || last.Contains("subagent_notification", StringComparison.Ordinal);
            }
        }

        return false;
    }

    private static Dictionary<string, StepKind> Table(params (StepKind Kind, string Keys)[] rows) =>
        rows.SelectMany(r => r.Keys.Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(k => (k, r.Kind))).ToDictionary(r => r.k, r => r.Kind, StringComparer.Ordinal);
}
