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
    [InlineData("sim (chat_other), 1 step", "status-line", "--session", "far away")]
    [InlineData("Reported: success, for 1 step.", "report", "success", "--session", "far away")]
    [InlineData("models sim (", "run", "--dry-run", "--through-gateway", "--json", "Rename the function a to b")]
    [InlineData("http://gateway.test answers", "doctor")]
    public async Task A_command_asks_a_gateway_elsewhere_through_that_proxy_too(string says, params string[] command)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        (await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: static r => r.Headers.Add("X-CodeRouter-Session", "far away"))).Dispose();
        await using var program = RunningProgram.StartIn(Path.GetDirectoryName(_folder.Config), command, ("CODEROUTER_URL", "http://gateway.test"), ("CODEROUTER_DATA", _folder.Data), ("http_proxy", rig.BaseUri.AbsoluteUri), ("no_proxy", ""));
        await program.OutputsAsync(says);
    }

    [Fact]
    public async Task A_command_asks_the_gateway_on_this_machine_directly()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var program = RunningProgram.Start(["status-line", "--session", "s"], ("CODEROUTER_URL", rig.BaseUri.AbsoluteUri), ("http_proxy", FaultRig.ClosedPort().AbsoluteUri), ("no_proxy", ""));
        await program.OutputsAsync("nothing of this session yet");
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
