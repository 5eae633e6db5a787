using System.Net;
using System.Net.Sockets;
using System.Text;
using CodeRouter.Config;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Tests.Config;

public sealed class LocalServerTests
{
    [Fact]
    public async Task A_server_that_answers_is_found_and_an_absent_one_is_not()
    {
        using var answering = new TcpListener(IPAddress.Loopback, 0);
        answering.Start();
        var serving = ServeAsync(answering, """{"object":"list","data":[{"id":"qwen3-coder:30b"}]}""");

        var found = await LocalServers.ProbeAsync(Providers(("absent", 1), ("there", Port(answering))), TimeSpan.FromMinutes(1), TestContext.Current.CancellationToken);
        await serving;

        var only = Assert.Single(found);
        Assert.Equal(("there", "qwen3-coder:30b"), (only.Id, only.Models.Single()));
        Assert.Equal($"http://127.0.0.1:{Port(answering)}/v1", only.BaseUri.AbsoluteUri);
    }

    [Theory]
    [InlineData("nomic-embed-text", "")]
    [InlineData("house-vectors", "cache: {semantic: true, embedder: house-vectors}")]
    public void A_model_for_embeddings_is_asked_by_name_only(string name, string more)
    {
        var settings = ConfigFiles.Load($"channels: [{{name: a, base_url: 'http://127.0.0.1:9', models: [house-chat, {name}]}}]\n{more}");
        Assert.Equal(["house-chat"], settings.Policy.Models.Where(static m => m.Routable).Select(static m => m.Name));
        Assert.Contains(settings.Policy.Models, m => m.Name == name);
    }

    [Fact]
    public async Task A_server_that_never_answers_does_not_hold_the_start_up()
    {
        using var silent = new TcpListener(IPAddress.Loopback, 0);
        silent.Start();

        Assert.Empty(await LocalServers.ProbeAsync(Providers(("silent", Port(silent))), TestContext.Current.CancellationToken));
    }

    private static Catalog Providers(params (string Id, int Port)[] servers) => Catalog.Read("{}"u8.ToArray(), default, Encoding.UTF8.GetBytes(
        $$"""{"providers":[{{string.Join(',', servers.Select(server => $$"""{"id":"{{server.Id}}","title":"T","endpoints":{"openai":"http://127.0.0.1:{{server.Port}}/v1"},"local_port":1}"""))}}]}"""));

    private static int Port(TcpListener listener) => ((IPEndPoint)listener.LocalEndpoint).Port;

    private static async Task ServeAsync(TcpListener listener, string body)
    {
        using var client = await listener.AcceptTcpClientAsync(TestContext.Current.CancellationToken);
        var stream = client.GetStream();
        _ = await stream.ReadAsync(new byte[4096], TestContext.Current.CancellationToken);
        await stream.WriteAsync(Encoding.ASCII.GetBytes($"HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: {body.Length}\r\nConnection: close\r\n\r\n{body}"), TestContext.Current.CancellationToken);
    }
}
