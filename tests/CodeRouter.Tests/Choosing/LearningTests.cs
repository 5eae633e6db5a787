using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Choosing;

public sealed class LearningTests
{
    private const string Ask = "Please debug the failing login: the session is lost after the redirect.";

    [Fact]
    public async Task A_default_that_keeps_failing_loses_its_place_and_that_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-learned-").FullName;
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(Cancel);
        var settings = Tiers(provider);
        string usual;
        await using (var first = await Composition.StartAsync(Options(settings, folder)))
        {
            using var http = new HttpClient { BaseAddress = new Uri(first.Addresses[0]) };
            usual = (await ExplainAsync(http)).GetProperty("model").GetString()!;
            for (int i = 0; i < 8; i++)
            {
                using var answer = await AskAsync(http, $"s{i}");
                string id = answer.Headers.GetValues("X-CodeRouter-Decision").Single();
                using var said = await http.PostAsync("/v1/coderoute/feedback", GatewayRig.JsonContent($$"""{"decision_id":"{{id}}","outcome":"failure","source":"ci"}"""), Cancel);
                Assert.Equal(202, (int)said.StatusCode);
            }

            await LostAsync(() => ExplainAsync(http), usual);
        }

        await using (var second = await Composition.StartAsync(Options(settings, folder)))
        {
            using var http = new HttpClient { BaseAddress = new Uri(second.Addresses[0]) };
            await LostAsync(() => ExplainAsync(http), usual);
        }

        Directory.Delete(folder, recursive: true);
    }

    [Fact]
    public async Task What_a_step_will_cost_is_told_as_answers_were_billed_before_and_that_survives_a_restart()
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-habits-").FullName;
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(Cancel);
        var settings = Tiers(provider);
        decimal billed = 0;
        static decimal Predicted(JsonElement told) => told.GetProperty("candidates")[0].GetProperty("step_usd").GetDecimal();
        await using (var first = await Composition.StartAsync(Options(settings, folder)))
        {
            using var http = new HttpClient { BaseAddress = new Uri(first.Addresses[0]) };
            decimal before = Predicted(await ExplainAsync(http));
            for (int i = 0; i < 6; i++)
            {
                using var answer = await AskAsync(http, $"s{i}");
                string id = answer.Headers.GetValues("X-CodeRouter-Decision").Single();
                billed = JsonDocument.Parse(await http.GetStringAsync($"/v1/coderoute/decisions/{id}", Cancel)).RootElement.GetProperty("cost_usd").GetDecimal();
            }

            Assert.NotInRange(before / billed, 0.9m, 1.1m);
            Assert.InRange(Predicted(await ExplainAsync(http)) / billed, 0.9m, 1.1m);
        }

        await using (var second = await Composition.StartAsync(Options(settings, folder)))
        {
            using var http = new HttpClient { BaseAddress = new Uri(second.Addresses[0]) };
            Assert.InRange(Predicted(await ExplainAsync(http)) / billed, 0.9m, 1.1m);
        }

        Directory.Delete(folder, recursive: true);
    }

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    private static GatewayOptions Options(Settings settings, string folder) =>
        new() { Settings = settings, DataFolder = folder, IgnoresSignals = true, LogLevel = Microsoft.Extensions.Logging.LogLevel.None };

    private static async Task LostAsync(Func<Task<JsonElement>> explain, string usual)
    {
        var told = await explain();
        for (int i = 0; i < 200 && told.GetProperty("model").GetString() == usual; i++)
        {
            await Task.Delay(100, Cancel);
            told = await explain();
        }

        Assert.NotEqual(usual, told.GetProperty("model").GetString());
        Assert.Contains(told.GetProperty("reasons").EnumerateArray(), r => r.GetProperty("code").GetString() == "learned" && r.GetProperty("text").GetString()!.Contains(usual, StringComparison.Ordinal) && r.GetProperty("text").GetString()!.Contains("0 of", StringComparison.Ordinal));
    }

    private async Task<JsonElement> ExplainAsync(HttpClient http)
    {
        using var answer = await http.PostAsync("/v1/coderoute/explain", GatewayRig.JsonContent(Body()), Cancel);
        return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
    }

    private async Task<HttpResponseMessage> AskAsync(HttpClient http, string session)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(Body()) };
        request.Headers.Add("X-CodeRouter-Session", session);
        var answer = await http.SendAsync(request, Cancel);
        Assert.Equal(200, (int)answer.StatusCode);
        _ = await answer.Content.ReadAsStringAsync(Cancel);
        return answer;
    }

    // As long as agents' are: how a vendor counts is not learned from the shortest requests. No two begin alike, so that no cache holds them.
    private static readonly string Manual = string.Concat(Enumerable.Repeat("Runs a command in the shell of the project and gives back what it printed. ", 150));

    private int asked;

    private string Body() => GatewayRig.Body(WireFormat.AnthropicMessages, Policy.AutoGroup, false, Ask)
        .Replace("\"max_tokens\":100,", "\"max_tokens\":4000,\"tools\":[{\"name\":\"bash\",\"description\":\"" + $"{++asked}. {Manual}" + "\",\"input_schema\":{\"type\":\"object\"}}],", StringComparison.Ordinal);

    private static Settings Tiers(SimulatedProvider provider)
    {
        string[] names = ["low", "middle", "high"];
        ModelCard[] cards = [GatewayRig.Card("low", Tier.Cheap, 0.5m, 2), GatewayRig.Card("middle", Tier.Balanced), GatewayRig.Card("high", Tier.Strong, 5, 25)];
        return GatewayRig.Settings(cards, [.. Enum.GetValues<WireFormat>().Select(f => GatewayRig.Channel(f.ApiName(), f, provider.BaseUri, names))]);
    }
}
