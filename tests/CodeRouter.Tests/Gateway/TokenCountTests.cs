using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Gateway;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Tokens are counted for every model: by its vendor where that is possible, else by an estimate that learns from answers.</summary>
public sealed class TokenCountTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/messages/count_tokens", "input_tokens")]
    [InlineData("/v1/responses/input_tokens", "input_tokens")]
    [InlineData("/v1beta/models/named:countTokens", "totalTokens")]
    public async Task A_model_whose_channel_counts_nothing_is_estimated_and_the_estimate_learns_and_survives_a_restart(string path, string member)
    {
        string text = string.Concat(Enumerable.Repeat("some words to count ", 200));
        var format = path.Contains("messages", StringComparison.Ordinal) ? WireFormat.AnthropicMessages : path.Contains("responses", StringComparison.Ordinal) ? WireFormat.OpenAIResponses : WireFormat.Gemini;
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, """{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":3000,"completion_tokens":1,"total_tokens":3001}}""");
        });
        var settings = GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("chat", WireFormat.OpenAIChat, upstream.BaseUri, ["named"])]);
        string folder = Directory.CreateTempSubdirectory("coderouter-test-").FullName;
        var rig = await GatewayRig.StartAsync(settings, folder: folder);
        string body = GatewayRig.Body(format, "named", stream: false, text);
        long before = await CountAsync(rig);
        using (var answer = await rig.AskAsync(format, "named", text: text))
        {
            Assert.Equal(200, (int)answer.StatusCode);
            await rig.DecisionAsync(answer);
        }

        long after = await CountAsync(rig);
        Assert.InRange(before, 500, 2000);
        Assert.InRange(after, 2700, 3300);
        await rig.Gateway.DisposeAsync();
        await using var again = await GatewayRig.StartAsync(settings, folder: folder);
        Assert.InRange(await CountAsync(again), 2700, 3300);

        async Task<long> CountAsync(GatewayRig asked)
        {
            using var counted = await asked.Http.PostAsync(path, GatewayRig.JsonContent(body), Cancel);
            Assert.Equal("token_count", counted.Headers.GetValues("X-CodeRouter-Loss").Single());
            return JsonDocument.Parse(await counted.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty(member).GetInt64();
        }
    }

    [Fact]
    public void Small_and_large_requests_of_a_model_have_factors_of_their_own_and_unknown_models_those_of_their_format()
    {
        var calibration = new TokenCalibration();
        Assert.Equal(100, calibration.Estimate("m", WireFormat.Gemini, 100));
        for (int i = 0; i < 5; i++)
        {
            calibration.Learn("m", WireFormat.Gemini, 100, 50);
            calibration.Learn("m", WireFormat.Gemini, 100_000, 130_000);
        }

        Assert.Equal(50, calibration.Estimate("m", WireFormat.Gemini, 100));
        Assert.Equal(130_000, calibration.Estimate("m", WireFormat.Gemini, 100_000));
        Assert.Equal(50, calibration.Estimate("other", WireFormat.Gemini, 100));
        Assert.Equal(100, calibration.Estimate("m", WireFormat.OpenAIChat, 100));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_reseller_says_it_charged_is_kept_beside_our_own_reckoning(bool header)
    {
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            string cost = header ? "" : ",\"cost\":0.00125";
            if (header)
            {
                http.Response.Headers["x-litellm-response-cost"] = "0.00125";
            }

            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, $"{{\"choices\":[{{\"index\":0,\"message\":{{\"role\":\"assistant\",\"content\":\"x\"}},\"finish_reason\":\"stop\"}}],\"usage\":{{\"prompt_tokens\":1000,\"completion_tokens\":0,\"total_tokens\":1000{cost}}}}}");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("reseller", WireFormat.OpenAIChat, upstream.BaseUri, ["named"])]));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "named");
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal(0.00125m, decision.GetProperty("reported_cost_usd").GetDecimal());
        Assert.Equal(0.003m, decision.GetProperty("cost_usd").GetDecimal());
    }
}
