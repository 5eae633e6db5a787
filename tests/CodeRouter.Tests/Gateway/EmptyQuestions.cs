using System.Net;
using System.Text.Json;
using CodeRouter.Cli;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Where nothing was asked nothing is answered: what is missing is said instead.</summary>
public sealed class EmptyQuestions
{
    [Theory]
    [InlineData("{}")]
    [InlineData("""{"model":"sim"}""")]
    [InlineData("""{"model":"sim","messages":[]}""")]
    [InlineData("""{"model":"sim","messages":null}""")]
    [InlineData("""{"input":""}""")]
    [InlineData("""{"contents":[]}""")]
    [InlineData("""{"dialect":"openai"}""")]
    [InlineData("""{"dialect":"openai","request":{}}""")]
    [InlineData("""{"dialect":"gemini","request":{"contents":[]}}""")]
    public async Task A_request_that_says_nothing_is_not_explained(string body)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.Http.PostAsync(new Uri("/v1/coderoute/explain", UriKind.Relative), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains("messages", JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);

        string file = Path.Combine(rig.DataFolder, "request.json");
        await File.WriteAllTextAsync(file, body, TestContext.Current.CancellationToken);
        using StringWriter output = new(), errors = new();
        Assert.Equal(ExitCode.Usage, ExplainVerb.Run(file, null, json: false, output, errors));
        Assert.Equal("", output.ToString());
        Assert.Contains("messages", errors.ToString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{"messages":[{"role":"user","content":"hi"}]}""")]
    [InlineData("""{"input":"hi"}""")]
    [InlineData("""{"contents":[{"parts":[{"text":"hi"}]}]}""")]
    [InlineData("""{"input":[],"previous_response_id":"resp_1"}""")]
    public async Task A_request_that_says_something_is(string body)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.Http.PostAsync(new Uri("/v1/coderoute/explain", UriKind.Relative), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }
}
