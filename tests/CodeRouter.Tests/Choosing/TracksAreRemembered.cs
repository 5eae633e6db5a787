using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Choosing;

/// <summary>What a session was promised and went through outlives the gateway: it is read from the books.</summary>
public sealed class TracksAreRemembered
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_pin_and_a_raised_floor_survive_a_restart()
    {
        string folder = Directory.CreateTempSubdirectory("coderouter-tracks-").FullName;
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(Cancel);
        string[] models = ["small", "large"];
        var settings = GatewayRig.Settings(
            [GatewayRig.Card("small", Tier.Cheap, 1, 5), GatewayRig.Card("large", Tier.Strong, 5, 25)],
            [GatewayRig.Channel("c", WireFormat.OpenAIChat, provider.BaseUri, models)]);
        var options = new GatewayOptions { Settings = settings, DataFolder = folder, IgnoresSignals = true, LogLevel = Microsoft.Extensions.Logging.LogLevel.None };
        await using (var first = await Composition.StartAsync(options))
        {
            using var http = new HttpClient { BaseAddress = new Uri(first.Addresses[0]) };
            Assert.Equal("small", (await AskAsync(http, "fix the date parser")).Model);
            Assert.Equal("large", (await AskAsync(http, "fix the date parser", "done", "use large")).Model);
            Assert.Equal("small", (await AskAsync(http, "add a cache to the loader")).Model);
            Assert.Equal("large", (await AskAsync(http, "add a cache to the loader", "done", "still failing")).Model);
        }

        await using (var second = await Composition.StartAsync(options))
        {
            using var http = new HttpClient { BaseAddress = new Uri(second.Addresses[0]) };
            var pinned = await AskAsync(http, "fix the date parser", "done", "use large", "ok", "rename it to parse");
            Assert.Equal(("large", "this session is pinned to large"), pinned);
            var raised = await AskAsync(http, "add a cache to the loader", "done", "still failing", "mended", "which file is it in?");
            Assert.Equal("large", raised.Model);
            Assert.Contains("went up for a failure that is not seen mended yet", raised.Reason, StringComparison.Ordinal);

            // A conversation that opens like an old one is a new one, and others know nothing of it.
            Assert.Equal("small", (await AskAsync(http, "fix the date parser")).Model);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static async Task<(string Model, string Reason)> AskAsync(HttpClient http, params string[] said)
    {
        string body = JsonSerializer.Serialize(new { model = "coding-auto", messages = said.Select((text, i) => new { role = i % 2 == 0 ? "user" : "assistant", content = text }) });
        using var answer = await http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), GatewayRig.JsonContent(body), Cancel);
        Assert.True(answer.IsSuccessStatusCode, await answer.Content.ReadAsStringAsync(Cancel));
        return (answer.Headers.GetValues("X-CodeRouter-Model").Single(), answer.Headers.GetValues("X-CodeRouter-Reason").Single());
    }
}
