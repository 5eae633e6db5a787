using System.Net;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

public sealed class SetupPageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("Another server (OpenAI format)")]
    [InlineData("Ollama")]
    public async Task A_server_at_an_address_of_its_own_is_added_with_all_the_models_it_lists(string provider)
    {
        await using var server = await BareUpstream.StartAsync(static http => http.Response.WriteAsync("""{"object":"list","data":[{"id":"their-model"}]}"""));
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([], []));
        var added = await AddAsync(rig, provider, server.BaseUri);
        Assert.Equal(HttpStatusCode.OK, added.Status);
        Assert.Contains("answers, and takes the key", added.Text, StringComparison.Ordinal);
        Assert.Contains("their-model", (await rig.PageAsync("/models")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Of_a_server_that_lists_nothing_it_is_said_that_its_models_have_to_be_named()
    {
        await using var server = await BareUpstream.StartAsync(static http =>
        {
            http.Response.StatusCode = 404;
            return Task.CompletedTask;
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([], []));
        Assert.Contains("write their names under Models", (await AddAsync(rig, "Another server (OpenAI format)", server.BaseUri)).Text, StringComparison.Ordinal);
    }

    private static async Task<Page> AddAsync(GatewayRig rig, string provider, Uri server) =>
        await rig.SendAsync(await rig.PageAsync("/setup"), "/setup", ("provider", provider), ("endpoint", new Uri(server, "/v1").AbsoluteUri), ("access_key", ""), ("models", ""));
}
