using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Steps;
using Xunit;
using static CodeRouter.Core.Tests.Decisions.Given;

namespace CodeRouter.Core.Tests.Decisions;

/// <summary>Reasoning that its maker signed goes back to its maker: no other vendor takes over in the middle of a tool loop.</summary>
public sealed class SignedReasoning
{
    private static readonly ModelCard Claude = Haiku with { Formats = [WireFormat.AnthropicMessages] };
    private static readonly ModelCard Claude2 = Opus with { Formats = [WireFormat.AnthropicMessages] };
    private static readonly ModelCard Other = Gpt with { Formats = [WireFormat.OpenAIResponses], Tier = Tier.Strong };

    [Fact]
    public void Only_models_that_can_read_it_take_over_inside_the_loop()
    {
        var loop = Continuation(Phase.Debug, Failing(3, delta: 0, sameFailure: 3)) with { SignedReasoning = true };
        var stays = Router.Decide(loop, Pool(Claude, Other), Router.Decide(Turn(Phase.Debug), Pool(Claude), Asking()).Then());
        Assert.Equal(Claude.Name, stays.Model!.Name);
        Assert.Contains(stays.Reasons, r => r.Code == "locked");
        var rises = Router.Decide(loop, Pool(Claude, Other, Claude2), Router.Decide(Turn(Phase.Debug), Pool(Claude), Asking()).Then());
        Assert.Equal(Claude2.Name, rises.Model!.Name);
    }

    [Fact]
    public void Without_it_anybody_may() =>
        Assert.Equal(Other.Name, Router.Decide(Continuation(Phase.Debug, Failing(3, delta: 0, sameFailure: 3)), Pool(Claude, Other), Router.Decide(Turn(Phase.Debug), Pool(Claude), Asking()).Then()).Model!.Name);

    [Theory]
    [InlineData("""{"type":"thinking","thinking":"hm","signature":"abc"},""", true)]
    [InlineData("", false)]
    public void It_is_read_from_the_answer_before_the_results(string block, bool expected)
    {
        string body = """{"model":"coding-auto","max_tokens":8000,"tools":[{"name":"Bash","input_schema":{"type":"object"}}],"messages":[{"role":"user","content":"fix it"},{"role":"assistant","content":[BLOCK{"type":"tool_use","id":"t1","name":"Bash","input":{"command":"ls"}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","content":"a.py"}]}]}"""
            .Replace("BLOCK", block, StringComparison.Ordinal);
        Assert.Equal(expected, Requests.Read(WireFormat.AnthropicMessages, body, "/v1/messages").SignedReasoning);
    }
}
