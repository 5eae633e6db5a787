using System.Net;
using System.Net.Http.Json;
using System.Text;
using CodeRouter.Telemetry;
using CodeRouter.Tests.Serving;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Telemetry;

/// <summary>What a collector gets of the real program.</summary>
public sealed class TracesAreExported
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_request_is_a_span_by_HTTPs_conventions_with_the_model_call_by_those_of_GenAI()
    {
        using var folder = new ServedFolder();
        await using var provider = new SimulatedProvider(new SimulatedOptions { TimeScale = 0 });
        await provider.StartAsync(Cancel);
        await File.WriteAllTextAsync(folder.Config, $"providers: {{models: [{{name: sim, api_format: anthropic, endpoints: [{{name: main, endpoint: \"{provider.BaseUri.Authority}\", protocol: http}}]}}]}}", Cancel);
        using var collector = new HttpListener();
        string address = $"http://127.0.0.1:{FreePort()}";
        collector.Prefixes.Add(address + "/");
        collector.Start();
        var received = ReceiveAsync(collector);

        await using var program = RunningProgram.Start(
            ["serve", "--config", folder.Config, "--data", folder.Data, "--listen", "127.0.0.1:0"],
            ("OTEL_EXPORTER_OTLP_ENDPOINT", address), ("OTEL_EXPORTER_OTLP_PROTOCOL", "http/protobuf"), ("OTEL_METRICS_EXPORTER", "none"),
            // The collector is on this machine: no proxy leads there.
            ("http_proxy", Faults.FaultRig.ClosedPort().AbsoluteUri), ("no_proxy", ""));
        using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
        (await http.PostAsJsonAsync("/v1/chat/completions", new { model = "sim", messages = new[] { new { role = "user", content = "hi" } } }, Cancel)).EnsureSuccessStatusCode();
        (await http.GetAsync("/no/such/place", Cancel)).Dispose();
        program.Signal("TERM");
        Assert.Equal(0, await program.ExitAsync());
        collector.Stop();

        // Texts stand in the format as they are.
        string said = await received;
        Assert.All(
            ["POST /v1/chat/completions", "http.request.method", "http.route", "http.response.status_code", "url.path", "chat sim", "gen_ai.provider.name", "anthropic", "/no/such/place"],
            words => Assert.Contains(words, said, StringComparison.Ordinal));
        Assert.DoesNotContain("HttpRequestIn", said, StringComparison.Ordinal);
        Assert.DoesNotContain("{**path}", said, StringComparison.Ordinal);
        Assert.DoesNotContain("/v1/metrics", said, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("collector:4317", "OTEL_EXPORTER_OTLP_ENDPOINT is no address")]
    [InlineData("http://127.0.0.1:1", "the collector at 127.0.0.1:1 cannot be reached")]
    public async Task The_doctor_says_where_nothing_would_arrive(string address, string words)
    {
        using var folder = new ServedFolder();
        folder.Write("version: v0.1\n");
        await using var program = RunningProgram.Start(["doctor", "--config", folder.Config, "--data", folder.Data], ("OTEL_EXPORTER_OTLP_ENDPOINT", address));
        Assert.Equal(1, await program.ExitAsync());
        Assert.Contains("FAILED telemetry: " + words, program.Output, StringComparison.Ordinal);
    }

    [Fact]
    public void Numbers_in_a_line_of_the_log_are_numbers() => Assert.Contains(
        "\"status\":200,\"ms\":12.346,\"model\":\"m\"",
        StandardErrorLog.Json(Microsoft.Extensions.Logging.LogLevel.Debug, 1005, "said", [new("Status", 200), new("Ms", 12.34567), new("Model", "m")], null),
        StringComparison.Ordinal);

    private static int FreePort()
    {
        using var socket = new System.Net.Sockets.TcpListener(IPAddress.Loopback, 0);
        socket.Start();
        return ((IPEndPoint)socket.LocalEndpoint).Port;
    }

    private static async Task<string> ReceiveAsync(HttpListener collector)
    {
        var said = new StringBuilder();
        try
        {
            while (true)
            {
                var call = await collector.GetContextAsync();
                using var body = new MemoryStream();
                await call.Request.InputStream.CopyToAsync(body, Cancel);
                said.Append(call.Request.Url!.AbsolutePath).Append(Encoding.Latin1.GetString(body.ToArray()));
                call.Response.Close();
            }
        }
        catch (Exception e) when (e is HttpListenerException or ObjectDisposedException)
        {
            return said.ToString();
        }
    }
}
