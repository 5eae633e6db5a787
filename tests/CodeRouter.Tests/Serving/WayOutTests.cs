using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Faults;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>Where a proxy is the only way out it is taken; what is near is asked directly; and who reaches nobody is told why.</summary>
public sealed class WayOutTests : IAsyncLifetime
{
    // A server takes the form of request that a proxy gets, so the simulated provider stands for proxy and provider in one.
    private readonly SimulatedProvider _provider = new();
    private readonly ServedFolder _folder = new();

    public async ValueTask InitializeAsync() => await _provider.StartAsync();

    public async ValueTask DisposeAsync()
    {
        await _provider.DisposeAsync();
        _folder.Dispose();
    }

    [Fact]
    public async Task A_provider_elsewhere_is_reached_through_the_proxy_that_the_environment_names()
    {
        _folder.Write(ServedFolder.Yaml(new Uri("http://models.example.invalid"), ("far", "sim")));
        await using var program = RunningProgram.Start(_folder.Serve(), ("http_proxy", _provider.BaseUri.AbsoluteUri), ("no_proxy", ""));
        Assert.Contains("message", await AskAsync(await program.ListeningAsync(), "far"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_provider_on_this_machine_is_asked_directly()
    {
        _folder.Write(ServedFolder.Yaml(_provider.BaseUri, ("near", "sim")));
        await using var program = RunningProgram.Start(_folder.Serve(), ("http_proxy", FaultRig.ClosedPort().AbsoluteUri), ("no_proxy", ""));
        Assert.Contains("message", await AskAsync(await program.ListeningAsync(), "near"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("http://127.0.0.1:CLOSED", "nothing listens there. Check that the server runs")]
    [InlineData("https://127.0.0.1:PLAIN", "SSL_CERT_FILE")]
    [InlineData("http://models.example.invalid", "its name is not known here")]
    public async Task Who_reaches_nobody_is_told_why_and_what_helps(string address, string says)
    {
        var at = new Uri(address.Replace("CLOSED", FaultRig.ClosedPort().Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal).Replace("PLAIN", _provider.BaseUri.Port.ToString(System.Globalization.CultureInfo.InvariantCulture), StringComparison.Ordinal));
        await using var rig = await FaultRig.StartAsync([new Endpoint("m", "only", "sim", At: at)]);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m");
        Assert.Equal(502, (int)answer.StatusCode);
        Assert.Contains(says, await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }

    private static async Task<string> AskAsync(Uri gateway, string model)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway };
        using var answer = await http.PostAsync("/v1/messages", GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, model, stream: false)), TestContext.Current.CancellationToken);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, body);
        return body;
    }
}
