using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Net.Http.Headers;
using System.Text.Json.Nodes;
using CodeRouter.Cli.Demo;
using Microsoft.AspNetCore.Builder;
using Microsoft.AspNetCore.Hosting;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Http;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace CodeRouter.Tests.Demo;

/// <summary>A stand-in for the gateway: picks a model by a given rule, forwards, and says so in the headers and in a ledger of its own.</summary>
internal sealed class StubGateway : IDemoGateway
{
    private static readonly string[] Tiers = ["local", "cheap", "balanced", "strong"];

    private readonly Uri _provider;
    private readonly Func<string, int, string> _choose;
    private readonly WebApplication _app;
    private readonly HttpClient _client = new();
    private readonly ConcurrentDictionary<string, decimal> _costs = new(StringComparer.Ordinal);
    private int _count;

    private StubGateway(Uri provider, Func<string, int, string> choose)
    {
        (_provider, _choose) = (provider, choose);
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(kestrel => kestrel.Listen(IPAddress.Loopback, 0));
        _app = builder.Build();
        _app.Run(HandleAsync);
    }

    public Uri BaseUri { get; private set; } = new("http://127.0.0.1/");

    public int Failovers { get; private set; }

    /// <param name="choose">From the request body and its number (from 1) to the tier's name.</param>
    public static async Task<StubGateway> StartAsync(string yaml, Func<string, int, string> choose)
    {
        string at = yaml.Split("base_url: \"")[1].Split("/v1")[0];
        var gateway = new StubGateway(new Uri(at), choose);
        await gateway._app.StartAsync(TestContext.Current.CancellationToken);
        gateway.BaseUri = new Uri(gateway._app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return gateway;
    }

    private async Task HandleAsync(HttpContext http)
    {
        string path = http.Request.Path.Value!;
        if (path.StartsWith("/v1/coderoute/decisions/", StringComparison.Ordinal))
        {
            await http.Response.WriteAsync(string.Create(CultureInfo.InvariantCulture, $$"""{"id":"x","cost_usd":{{_costs[path.Split('/')[^1]]}},"baseline_cost_usd":0.02}"""), http.RequestAborted);
            return;
        }

        string body = await new StreamReader(http.Request.Body).ReadToEndAsync(http.RequestAborted);
        int number = Interlocked.Increment(ref _count);
        string tier = _choose(body, number);
        using var answer = await ForwardAsync(http, path, body, "sim-" + tier);
        string id = string.Create(CultureInfo.InvariantCulture, $"d{number}");
        _costs[id] = 0.001m * Array.IndexOf(Tiers, tier);
        http.Response.StatusCode = (int)answer.StatusCode;
        http.Response.ContentType = answer.Content.Headers.ContentType!.ToString();
        foreach (var (name, value) in new[] { ("Model", "sim-" + tier), ("Tier", tier), ("Phase", "implement"), ("Decision", id), ("Reason", "because"), ("Baseline", "sim-strong"), ("Cost", "0.5") })
        {
            http.Response.Headers["X-CodeRouter-" + name] = value;
        }

        await answer.Content.CopyToAsync(http.Response.Body, http.RequestAborted);
    }

    private async Task<HttpResponseMessage> ForwardAsync(HttpContext http, string path, string body, string model)
    {
        for (int attempt = 0; ; attempt++)
        {
            var json = JsonNode.Parse(body)!;
            if (json["model"] is not null)
            {
                json["model"] = model;
            }

            var request = new HttpRequestMessage(HttpMethod.Post, new Uri(_provider, path.Replace(DemoConfiguration.Model, model, StringComparison.Ordinal) + http.Request.QueryString))
            {
                Content = new StringContent(json.ToJsonString(), new MediaTypeHeaderValue("application/json")),
            };
            request.Headers.TryAddWithoutValidation("anthropic-version", http.Request.Headers["anthropic-version"].ToString());
            var answer = await _client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, http.RequestAborted);
            if (answer.IsSuccessStatusCode || attempt > 0)
            {
                return answer;
            }

            Failovers++;
        }
    }

    public async ValueTask DisposeAsync()
    {
        await _app.StopAsync(TestContext.Current.CancellationToken);
        await _app.DisposeAsync();
        _client.Dispose();
    }
}
