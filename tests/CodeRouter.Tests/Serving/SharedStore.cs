using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Core.Conversations;
using CodeRouter.Storage;
using CodeRouter.Storage.Postgres;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Storage;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Tests.Serving;

/// <summary>Several gateways, each a process with a data folder of its own, over one PostgreSQL and one simulated provider whose answers cost ten cents each.</summary>
internal sealed class SharedStore : IAsyncDisposable
{
    private readonly List<ServedFolder> _folders = [];
    private readonly List<RunningProgram> _programs = [];
    private readonly List<HttpClient> _clients = [];

    private SharedStore(SimulatedProvider provider, string address) => (Provider, Address) = (provider, address);

    public SimulatedProvider Provider { get; }

    public string Address { get; }

    public static async Task<SharedStore> StartAsync(PostgresServer server)
    {
        // A hundred tokens at $1000 a million, asked for and answered.
        var provider = new SimulatedProvider(new SimulatedOptions { Answers = _ => new SimulatedAnswer { Text = "Ten cents.", OutputTokens = 100 } });
        await provider.StartAsync();
        return new SharedStore(provider, await server.NewDatabaseAsync());
    }

    /// <summary>A key over the store itself, as <c>coderouter keys create</c> makes it.</summary>
    public string Key(LimitSet limits)
    {
        using var database = PostgresDatabase.Open(Address);
        var made = NewKey.Make("test", DateTimeOffset.UtcNow);
        new KeyTables(database).Add(made.Key with { Limits = limits });
        return made.Text;
    }

    /// <summary>Starts one more gateway; its number is its place.</summary>
    public async Task<HttpClient> GatewayAsync(string? key = null, string storage = "", string routing = "")
    {
        var folder = new ServedFolder();
        folder.Write($$"""
            version: v0.1
            listeners: [{name: main, address: 127.0.0.1, port: 8899, timeout: 60s}]
            storage: {postgres: "{{Address}}"{{storage}}}
            access: {require_keys: {{(key is null ? "false" : "true")}}}
            {{routing}}
            providers:
              models:
            {{Model("sim", "balanced")}}
            {{Model("slow-first-byte-1500", "balanced")}}
            {{Model("sim-500", "balanced")}}
            {{Model("slow-between-400", "balanced")}}
            {{Model("low", "cheap")}}
            {{Model("high", "strong")}}
            """);
        _folders.Add(folder);
        _programs.Add(null!);
        _clients.Add(null!);
        return await RestartAsync(_folders.Count - 1, key);
    }

    public RunningProgram Program(int gateway) => _programs[gateway];

    /// <summary>Starts a gateway that ended over its data folder again.</summary>
    public async Task<HttpClient> RestartAsync(int gateway, string? key = null)
    {
        _programs[gateway] = RunningProgram.Start(_folders[gateway].Serve());
        var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = await _programs[gateway].ListeningAsync(), Timeout = TimeSpan.FromSeconds(60) };
        if (key is not null)
        {
            client.DefaultRequestHeaders.Add("x-api-key", key);
        }

        _clients[gateway] = client;
        return client;
    }

    public static HttpRequestMessage Ask(string model, string session, string text = "Say hello.", bool stream = false)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, model, stream, text)) };
        request.Headers.Add("X-CodeRouter-Session", session);
        return request;
    }

    public static async Task<JsonElement> TotalsAsync(HttpClient http) =>
        JsonDocument.Parse(await http.GetStringAsync("/v1/coderoute/usage")).RootElement.GetProperty("totals");

    public async ValueTask DisposeAsync()
    {
        foreach (var client in _clients)
        {
            client?.Dispose();
        }

        foreach (var program in _programs)
        {
            await program.DisposeAsync();
        }

        await Provider.DisposeAsync();
        foreach (var folder in _folders)
        {
            folder.Dispose();
        }
    }

    private string Model(string name, string tier) => $$"""
                - {name: {{name}}, api_format: anthropic, tier: {{tier}}, max_output: 100, pricing: {prompt_per_1m: 0, completion_per_1m: 1000}, endpoints: [{name: main, endpoint: "{{Provider.BaseUri.Authority}}", protocol: http, access_key: k}]}
        """;
}
