using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>Behind a tunnel or proxy nobody is "on this machine" any more, and only the public name is ours besides.</summary>
public sealed class BehindProxyTests
{
    [Theory]
    [InlineData(null, null, null, 200)]
    [InlineData("router.example.com", null, null, 401)]
    [InlineData("router.example.com", "https://router.example.com", null, 401)]
    [InlineData("evil.example.com", null, null, 403)]
    [InlineData("router.example.com", "https://evil.example.com", null, 403)]
    [InlineData(null, null, "203.0.113.9", 401)]
    [InlineData(null, null, "127.0.0.1", 401)]
    public async Task A_public_name_opens_the_door_but_asks_for_a_key(string? host, string? origin, string? forwardedFor, int status)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Server = new ServerSettings { PublicUrl = new Uri("https://router.example.com"), TrustedProxies = ["127.0.0.1"] } });
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r =>
        {
            r.Headers.Host = host;
            if (origin is not null)
            {
                r.Headers.Add("Origin", origin);
            }

            if (forwardedFor is not null)
            {
                r.Headers.Add("X-Forwarded-For", forwardedFor);
            }
        });
        Assert.Equal(status, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Without_a_public_name_a_forwarded_request_is_no_local_one_either()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.AskAsync(WireFormat.Gemini, "sim", change: r => r.Headers.Add("X-Forwarded-For", "203.0.113.9"));
        Assert.Equal(401, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Set_up_lines_name_the_public_address()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Server = new ServerSettings { PublicUrl = new Uri("https://router.example.com") } });
        Assert.Contains("https://router.example.com", await rig.Http.GetStringAsync("/harnesses", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
