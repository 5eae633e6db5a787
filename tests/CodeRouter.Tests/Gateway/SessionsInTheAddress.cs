using System.Buffers.Text;
using System.Net;
using System.Text;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>An agent that can be given an address but no header says its session and repository in the address.</summary>
public sealed class SessionsInTheAddress
{
    private const string Question = """{"model":"sim","messages":[{"role":"user","content":"hello"}]}""";

    [Fact]
    public async Task Its_steps_are_booked_under_them()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        string repository = Base64Url.EncodeToString(Encoding.UTF8.GetBytes("/srv/my répo"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(rig, $"/session/run-1/repo/{repository}/v1/chat/completions"));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(rig, "/session/run-1/v1/chat/completions"));
        Assert.Equal(2, (await rig.UsageAsync("?session_id=run-1")).GetProperty("totals").GetProperty("requests").GetInt32());
        Assert.Contains("/srv/my répo", (await rig.UsageAsync("?group_by=repo")).GetProperty("groups").EnumerateArray().Select(static g => g.GetProperty("name").GetString()));
        Assert.Equal(HttpStatusCode.OK, (await rig.Http.GetAsync("/session/run-1/v1/models", TestContext.Current.CancellationToken)).StatusCode);
    }

    [Theory]
    [InlineData("/session//v1/chat/completions")]
    [InlineData("/session/a%20b/v1/chat/completions")]
    [InlineData("/session/x/repo/%25/v1/chat/completions")]
    [InlineData("/session/x/repo/Cg/v1/chat/completions")]
    [InlineData("/session/x")]
    public async Task An_address_that_does_not_read_is_not_found(string path)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        Assert.Equal(HttpStatusCode.NotFound, await AskAsync(rig, path));
    }

    private static async Task<HttpStatusCode> AskAsync(GatewayRig rig, string path)
    {
        using var answer = await rig.Http.PostAsync(path, GatewayRig.JsonContent(Question), TestContext.Current.CancellationToken);
        return answer.StatusCode;
    }
}
