using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Agents;

/// <summary>Claude Code tells its mode once for a turn, in a long message of the system's behind the user's words, and never again while the tools run.</summary>
public sealed class PlanModeLastsUntilApproved
{
    private static readonly string Long = new('x', 15_000);

    [Fact]
    public void A_mode_told_behind_the_users_words_holds_while_tools_are_called() =>
        Assert.Equal((Phase.Plan, true), After(Called("Read", "toolu_1"), Answered("toolu_1", "def f(): pass")));

    [Fact]
    public void It_ends_with_the_approval() =>
        Assert.False(After(Called("ExitPlanMode", "toolu_1"), Answered("toolu_1", "User has approved your plan. You can now start coding."), Called("Read", "toolu_2"), Answered("toolu_2", "x")).PlanMode);

    [Fact]
    public void The_approval_is_remembered_however_much_was_done_since() =>
        Assert.False(After(
            [Called("ExitPlanMode", "toolu_0"), Answered("toolu_0", "User has approved your plan. You can now start coding."),
                .. Enumerable.Range(1, 8).SelectMany(i => new[] { Called("Read", "toolu_" + i), Answered("toolu_" + i, Long[..9000]) })]).PlanMode);

    private static (Phase Phase, bool PlanMode) After(params string[] since)
    {
        string note = JsonSerializer.Serialize($"# Environment\n{Long[..9000]}\nPlan mode is active. The user indicated that they do not want you to execute yet.\n{Long[..4000]}");
        var step = Requests.Read(WireFormat.AnthropicMessages, $$"""
            {"model":"coding-auto","max_tokens":1000,"tools":[{"name":"Read","input_schema":{"type":"object"} },{"name":"Edit","input_schema":{"type":"object"} }],"messages":[
             {"role":"user","content":"Please fix the invoice tests."},{"role":"system","content":{{note}}},{{string.Join(',', since)}}]}
            """, "/v1/messages", ("x-claude-code-session-id", "6f1f6a52-7f5d-4b9c-9c29-52c7b9f3f2aa"));
        return (step.Phase, step.PlanMode);
    }

    private static string Called(string tool, string id) => $$"""{"role":"assistant","content":[{"type":"tool_use","id":"{{id}}","name":"{{tool}}","input":{"file_path":"a.py"} }]}""";

    private static string Answered(string id, string text) => $$"""{"role":"user","content":[{"type":"tool_result","tool_use_id":"{{id}}","content":"{{text}}"}]}""";
}
