using CodeRouter.Core.Conversations;
using CodeRouter.Core.Steps;
using CodeRouter.Core.Tests.Steps;
using Xunit;

namespace CodeRouter.Core.Tests.Agents;

/// <summary>Kilo asks for a session's title under a name made of the session's: it is booked with the session all the same.</summary>
public sealed class TitlesBelongToTheirSession
{
    [Theory]
    [InlineData("title-ses_e04d", "You are a title generator. You output ONLY a thread title.", StepKind.Title)]
    [InlineData("ses_e04d", "You are Kilo, a highly skilled software engineer.", StepKind.Turn)]
    public void Both_name_the_same_session(string named, string system, StepKind kind)
    {
        string body = $$"""{"model":"coding-auto","messages":[{"role":"system","content":"{{system}}"},{"role":"user","content":"hello"}]}""";
        var step = Requests.Read(WireFormat.OpenAIChat, body, "/v1/chat/completions", ("User-Agent", "Kilo-Code/7.7.9"), ("x-session-affinity", named));
        Assert.Equal(("kilo", "ses_e04d", kind), (step.Agent, step.Session, step.Kind));
    }
}
