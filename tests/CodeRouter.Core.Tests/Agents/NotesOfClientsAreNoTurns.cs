using CodeRouter.Core.Conversations;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Agents;

/// <summary>What a client says in the user's name amid a task is no new request of a person's.</summary>
public sealed class NotesOfClientsAreNoTurns
{
    [Fact]
    public void Pictures_that_a_tool_brought_stand_in_a_message_of_the_user_and_the_task_goes_on() =>
        Assert.Equal(StepKind.ToolContinuation, KindAfterATool("""{"role":"user","content":[{"type":"text","text":"Attached media from tool result:"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}"""));

    [Theory]
    [InlineData("Continue if you have next steps, or stop and ask for clarification if you are unsure how to proceed.")]
    [InlineData("Summarize the task tool output above and continue with your task.")]
    public void What_opencode_says_to_go_on_is_no_turn(string text) =>
        Assert.Equal(StepKind.ToolContinuation, KindAfterATool($$"""{"role":"user","content":"{{text}}"}"""));

    [Theory]
    [InlineData(1_000)]
    [InlineData(14_000)]
    public void A_task_is_known_by_its_words_while_tools_run_however_much_stands_beside_them(int beside)
    {
        string notes = "<system-reminder>" + new string('x', beside) + "</system-reminder>";
        var step = Requests.Read(WireFormat.OpenAIChat, $$"""
            {"model":"coding-auto","stream":true,"messages":[
             {"role":"user","content":"Say hello."},{"role":"assistant","content":"Hello."},
             {"role":"user","content":[{"type":"text","text":"{{notes}}"},{"type":"text","text":"Rename the variable total to sum in invoice.py."}]},
             {"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","function":{"name":"read","arguments":"{\"filePath\":\"invoice.py\"}"} }]},
             {"role":"tool","tool_call_id":"c1","content":"total = 1"}]}
            """, "/v1/chat/completions");
        Assert.Equal("Rename the variable total to sum in invoice.py.", step.HumanText);
    }

    private static StepKind KindAfterATool(string last) => Requests.Read(WireFormat.OpenAIChat, $$"""
        {"model":"coding-auto","stream":true,"tools":[{"type":"function","function":{"name":"read","parameters":{"type":"object"} } }],"messages":[
         {"role":"system","content":"You are opencode, an interactive CLI tool"},{"role":"user","content":"Make the button look like in shot.png"},
         {"role":"assistant","content":"","tool_calls":[{"id":"c1","type":"function","function":{"name":"read","arguments":"{\"filePath\":\"shot.png\"}"} }]},
         {"role":"tool","tool_call_id":"c1","content":"Image read successfully"},{{last}}]}
        """, "/v1/chat/completions", ("user-agent", "opencode/1.18.33 ai-sdk/openai-compatible/2")).Kind;
}
