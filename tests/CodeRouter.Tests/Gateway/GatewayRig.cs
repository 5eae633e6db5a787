using System.Text;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Tests.Gateway;

/// <summary>A whole gateway on a free loopback port with its own data folder, in front of upstreams of the test's making.</summary>
internal sealed class GatewayRig : IAsyncDisposable
{
    private readonly RunningGateway _gateway;
    private readonly DirectoryInfo _folder;
    private readonly SimulatedProvider? _provider;

    private GatewayRig(RunningGateway gateway, DirectoryInfo folder, SimulatedProvider? provider)
    {
        _gateway = gateway;
        _folder = folder;
        _provider = provider;
        Http = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = new Uri(gateway.Addresses[0]), Timeout = TimeSpan.FromSeconds(15) };
    }

    public HttpClient Http { get; }

    public Uri BaseUri => Http.BaseAddress!;

    public RunningGateway Gateway => _gateway;

    public string DataFolder => _folder.FullName;

    public SimulatedProvider Provider => _provider ?? throw new InvalidOperationException("this rig has no simulated provider");

    public static async Task<GatewayRig> StartAsync(Settings settings, SimulatedProvider? provider = null, string? folder = null, ConfigOrigin? origin = null)
    {
        var data = folder is null ? Directory.CreateTempSubdirectory("coderouter-test-") : new DirectoryInfo(folder);
        var gateway = await Composition.StartAsync(new GatewayOptions { Settings = settings, Origin = origin, DataFolder = data.FullName, IgnoresSignals = true, LogLevel = Microsoft.Extensions.Logging.LogLevel.None });
        return new GatewayRig(gateway, data, provider);
    }

    /// <summary>Models of the simulated provider by name, each reachable in all four formats.</summary>
    public static async Task<GatewayRig> SimulatedAsync(string[] models, Func<Settings, Settings>? change = null, SimulatedOptions? options = null)
    {
        var provider = new SimulatedProvider(options);
        await provider.StartAsync();
        var settings = Settings([.. models.Select(m => Card(m))], [.. Enum.GetValues<WireFormat>().Select(f => Channel(f.ApiName(), f, provider.BaseUri, models))]);
        return await StartAsync(change?.Invoke(settings) ?? settings, provider);
    }

    public static Settings Settings(IReadOnlyList<ModelCard> models, IReadOnlyList<ChannelSettings> channels) => new()
    {
        Policy = new Policy { Models = models, DefaultModel = models.Count > 0 ? models[0].Name : null },
        Channels = channels,
        Listeners = [new ListenerSettings("test", "127.0.0.1", 0, TimeSpan.FromSeconds(30))],
    };

    public static ModelCard Card(string name, Tier tier = Tier.Balanced, decimal input = 3, decimal output = 15) => new()
    {
        Name = name,
        UpstreamModel = name,
        Tier = tier,
        Price = new Price { Input = input, CachedInput = input / 10, CacheWrite5m = input * 1.25m, Output = output, Source = "test" },
        Formats = Enum.GetValues<WireFormat>(),
    };

    public static ChannelSettings Channel(string name, WireFormat format, Uri upstream, IEnumerable<string> models, int weight = 100, int priority = 0) => new()
    {
        Name = name,
        Format = format,
        BaseUri = new Uri(upstream, format == WireFormat.Gemini ? "/v1beta" : "/v1"),
        AccessKey = new Secret("upstream-secret"),
        Models = models.ToDictionary(m => m, m => m, StringComparer.Ordinal),
        Weight = weight,
        Priority = priority,
    };

    public static string Path(WireFormat format, string model, bool stream) => format switch
    {
        WireFormat.OpenAIChat => "/v1/chat/completions",
        WireFormat.OpenAIResponses => "/v1/responses",
        WireFormat.AnthropicMessages => "/v1/messages",
        _ => $"/v1beta/models/{model}:{(stream ? "streamGenerateContent?alt=sse" : "generateContent")}",
    };

    /// <summary>A small request in the format's own form.</summary>
    public static string Body(WireFormat format, string model, bool stream, string text = "Say hello.") => format switch
    {
        WireFormat.OpenAIChat => $$"""{"model":{{Json(model)}},"messages":[{"role":"user","content":{{Json(text)}}}],"stream":{{(stream ? "true" : "false")}}}""",
        WireFormat.OpenAIResponses => $$"""{"model":{{Json(model)}},"input":{{Json(text)}},"stream":{{(stream ? "true" : "false")}}}""",
        WireFormat.AnthropicMessages => $$"""{"model":{{Json(model)}},"max_tokens":100,"messages":[{"role":"user","content":{{Json(text)}}}],"stream":{{(stream ? "true" : "false")}}}""",
        _ => $$"""{"contents":[{"role":"user","parts":[{"text":{{Json(text)}}}]}]}""",
    };

    public static StringContent JsonContent(string body) => new(body, Encoding.UTF8, "application/json");

    public Task<HttpResponseMessage> AskAsync(WireFormat format, string model, bool stream = false, string text = "Say hello.", Action<HttpRequestMessage>? change = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path(format, model, stream)) { Content = JsonContent(Body(format, model, stream, text)) };
        change?.Invoke(request);
        return Http.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
    }

    /// <summary>The ledger's truth about one answer.</summary>
    public async Task<JsonElement> DecisionAsync(HttpResponseMessage answer)
    {
        string id = answer.Headers.GetValues("X-CodeRouter-Decision").Single();
        return JsonDocument.Parse(await Http.GetStringAsync("/v1/coderoute/decisions/" + id)).RootElement;
    }

    public async Task<JsonElement> UsageAsync(string query = "") => JsonDocument.Parse(await Http.GetStringAsync("/v1/coderoute/usage" + query)).RootElement;

    public async ValueTask DisposeAsync()
    {
        Http.Dispose();
        await _gateway.DisposeAsync();
        if (_provider is not null)
        {
            await _provider.DisposeAsync();
        }

        _folder.Delete(recursive: true);
    }

    private static string Json(string text) => JsonSerializer.Serialize(text);
}
