using CodeRouter.Core.Conversations;
using CodeRouter.Core.Tests.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Agents;

/// <summary>Whoever names a session is believed, known or not: two conversations that begin alike are not one.</summary>
public sealed class SessionsAreBelieved
{
    private const string Body = """{"model":"coding-auto","messages":[{"role":"user","content":"hello"}]}""";

    [Theory]
    [InlineData("x-session-id")]
    [InlineData("session-id")]
    [InlineData("session_id")]
    [InlineData("x-session-affinity")]
    [InlineData("x-conversation-id")]
    public void A_client_that_nobody_knows_may_name_its_session(string header)
    {
        var step = Requests.Read(WireFormat.OpenAIChat, Body, "/v1/chat/completions", (header, "ses_7"));
        Assert.Equal((null, "ses_7", true), (step.Agent, step.Session, step.SessionIsNative));
        Assert.Equal("mine", Requests.Read(WireFormat.OpenAIChat, Body, "/v1/chat/completions", (header, "ses_7"), ("X-CodeRouter-Session", "mine")).Session);
        Assert.False(Requests.Read(WireFormat.OpenAIChat, Body, "/v1/chat/completions", (header, " ")).SessionIsNative);
    }

    [Theory]
    [InlineData("""{\"device_id\":\"a\",\"account_uuid\":\"\",\"session_id\":\"11111111-2222-3333-4444-555555555555\"}""")]
    [InlineData("""{\"session_id\" : \"11111111-2222-3333-4444-555555555555\", \"device_id\": \"a\"}""")]
    [InlineData("user_a_account__session_11111111-2222-3333-4444-555555555555")]
    public void Claude_Codes_session_is_read_from_its_user_id_however_that_is_written(string user)
    {
        string body = $$$"""{"model":"coding-auto","max_tokens":9,"metadata":{"user_id":"{{{user}}}"},"system":"You are Claude Code, Anthropic's official CLI for Claude.","messages":[{"role":"user","content":"hello"}]}""";
        Assert.Equal("11111111-2222-3333-4444-555555555555", Requests.Read(WireFormat.AnthropicMessages, body, "/v1/messages").Session);
    }
}
