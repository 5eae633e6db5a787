using System.Net;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Where keys are required and there is none, the set-up token opens the door once.</summary>
public sealed class FirstKeyTests
{
    [Fact]
    public async Task The_set_up_token_makes_the_first_key_once_and_that_key_opens_the_gateway()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Access = new AccessSettings { RequireKeys = RequireKeys.Always } });
        string token = Assert.IsType<string>(rig.Gateway.SetupToken);
        using var without = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        Assert.Equal(HttpStatusCode.Unauthorized, without.StatusCode);

        using var made = await PostAsync(rig, token);
        Assert.Equal(HttpStatusCode.Created, made.StatusCode);
        string key = JsonDocument.Parse(await made.Content.ReadAsStringAsync(TestContext.Current.CancellationToken)).RootElement.GetProperty("key").GetString()!;
        Assert.StartsWith("cr-", key, StringComparison.Ordinal);

        using var with = await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Authorization = new("Bearer", key));
        Assert.Equal(HttpStatusCode.OK, with.StatusCode);
        using var again = await PostAsync(rig, token);
        Assert.Equal(HttpStatusCode.Unauthorized, again.StatusCode);
    }

    private static Task<HttpResponseMessage> PostAsync(GatewayRig rig, string token)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/admin/v1/keys") { Content = GatewayRig.JsonContent("""{"name":"first"}""") };
        request.Headers.Authorization = new("Bearer", token);
        return rig.Http.SendAsync(request);
    }
}
