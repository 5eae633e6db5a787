using System.Net;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Codex tries a WebSocket before it posts: only 426 makes it go on over HTTP at once.</summary>
public sealed class WebSocketTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Fact]
    public async Task An_upgrade_of_responses_is_refused_with_426_and_a_plain_get_with_405()
    {
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], []));
        using var upgrade = new HttpRequestMessage(HttpMethod.Get, "/v1/responses");
        upgrade.Headers.Connection.Add("Upgrade");
        upgrade.Headers.Upgrade.Add(new("websocket"));

        using var refused = await rig.Http.SendAsync(upgrade, Cancel);
        using var read = await rig.Http.GetAsync("/v1/responses", Cancel);

        Assert.Equal(HttpStatusCode.UpgradeRequired, refused.StatusCode);
        Assert.Contains("POST here", await refused.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.MethodNotAllowed, read.StatusCode);
    }
}
