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
    public async Task A_count_that_no_model_of_a_routed_name_can_give_leaves_nothing_in_the_books()
    {
        await using var upstream = await BareUpstream.StartAsync(static http => Task.CompletedTask);
        var settings = GatewayRig.Settings(
            [GatewayRig.Card("small", CodeRouter.Core.Models.Tier.Cheap, 1, 2), GatewayRig.Card("large", CodeRouter.Core.Models.Tier.Strong, 5, 25)],
            [GatewayRig.Channel("chat", WireFormat.OpenAIChat, upstream.BaseUri, ["small", "large"])]);
        string folder = Directory.CreateTempSubdirectory("coderouter-test-").FullName;
        var rig = await GatewayRig.StartAsync(settings, folder: folder);
        using (var counted = await rig.Http.PostAsync("/v1beta/models/coding-auto:countTokens", GatewayRig.JsonContent(GatewayRig.Body(WireFormat.Gemini, "coding-auto", stream: false, "words to count")), Cancel))
        {
            Assert.Equal(200, (int)counted.StatusCode);
        }

        await rig.Gateway.DisposeAsync();
        await using var again = await GatewayRig.StartAsync(settings, folder: folder);
        var totals = JsonDocument.Parse(await again.Http.GetStringAsync("/v1/coderoute/usage", Cancel)).RootElement.GetProperty("totals");
        Assert.Equal("0 0", $"{totals.GetProperty("interrupted")} {totals.GetProperty("reserved_usd")}");
    }

    [Theory]
    [InlineData(WireFormat.AnthropicMessages, WireFormat.Gemini, "/models/named:countTokens", """{"totalTokens":321}""")]
    [InlineData(WireFormat.AnthropicMessages, WireFormat.OpenAIResponses, "/responses/input_tokens", """{"object":"response.input_tokens","input_tokens":321}""")]
    [InlineData(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages, "/messages/count_tokens", """{"input_tokens":321}""")]
    [InlineData(WireFormat.Gemini, WireFormat.AnthropicMessages, "/messages/count_tokens", """{"input_tokens":321}""")]
    public async Task A_vendor_who_counts_but_speaks_another_format_is_asked_with_the_translated_request(WireFormat caller, WireFormat vendor, string way, string told)
    {
        string asked = "", body = "";
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            asked = http.Request.Path;
            body = await new StreamReader(http.Request.Body).ReadToEndAsync(Cancel);
            http.Response.ContentType = "application/json";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, told);
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("abroad", vendor, upstream.BaseUri, ["named"])]));
        var (path, member) = caller switch
        {
            WireFormat.AnthropicMessages => ("/v1/messages/count_tokens", "input_tokens"),
            WireFormat.OpenAIResponses => ("/v1/responses/input_tokens", "input_tokens"),
            _ => ("/v1beta/models/named:countTokens", "totalTokens"),
        };

        using var counted = await rig.Http.PostAsync(path, GatewayRig.JsonContent(GatewayRig.Body(caller, "named", stream: false, "words to count")), Cancel);

        Assert.Equal(321, JsonDocument.Parse(await counted.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty(member).GetInt64());
        Assert.EndsWith(way, asked, StringComparison.Ordinal);
        Assert.Contains("words to count", body, StringComparison.Ordinal);
        Assert.DoesNotContain("max_", body, StringComparison.Ordinal);
        Assert.DoesNotContain("stream", body, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_vendor_who_speaks_another_format_and_refuses_to_count_is_stood_in_for()
    {
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.StatusCode = 404;
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, """{"error":{"message":"no such route"}}""");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("abroad", WireFormat.Gemini, upstream.BaseUri, ["named"])]));

        using var counted = await rig.Http.PostAsync("/v1/messages/count_tokens", GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "named", stream: false, "words to count")), Cancel);

        Assert.Equal(200, (int)counted.StatusCode);
        Assert.InRange(JsonDocument.Parse(await counted.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("input_tokens").GetInt64(), 3, 30);
    }

    [Theory]
    [InlineData(404, """{"error":{"message":"Invalid URL (POST /v1/messages/count_tokens)","type":"invalid_request_error"}}""", true)]
    [InlineData(404, """{"detail":"Not Found"}""", true)]
    [InlineData(429, """{"type":"error","error":{"type":"rate_limit_error","message":"Too many"}}""", true)]
    [InlineData(529, """{"type":"error","error":{"type":"overloaded_error","message":"Overloaded"}}""", true)]
    [InlineData(404, """{"type":"error","error":{"type":"not_found_error","message":"model: named"}}""", false)]
    [InlineData(401, """{"type":"error","error":{"type":"authentication_error","message":"invalid x-api-key"}}""", false)]
    [InlineData(400, """{"type":"error","error":{"type":"invalid_request_error","message":"messages: empty"}}""", false)]
    public async Task A_server_without_the_way_to_count_or_too_busy_for_it_is_stood_in_for_and_its_refusals_are_passed_on(int status, string body, bool estimated)
    {
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, body);
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("home", WireFormat.AnthropicMessages, upstream.BaseUri, ["named"])]));

        using var counted = await rig.Http.PostAsync("/v1/messages/count_tokens", GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "named", stream: false, "words to count")), Cancel);

        Assert.Equal(estimated ? 200 : status, (int)counted.StatusCode);
        Assert.Equal(estimated, counted.Headers.Contains("X-CodeRouter-Loss"));
    }

    [Fact]
    public void What_nearly_all_answers_of_a_model_agree_on_corrects_its_count_and_a_single_odd_one_does_not()
    {
        var calibration = new TokenCalibration();
        calibration.LearnCount("gpt-4o", 100, 90_000);
        Assert.Equal(100, calibration.Count("gpt-4o", 100));
        for (int i = 0; i < 12; i++)
        {
            calibration.LearnCount("gpt-4o", 100 + i, 130 + i);
        }

        Assert.InRange(calibration.Count("gpt-4o", 100), 125, 135);
        calibration.LearnCount("nobody-knows-it", 100, 180);
        Assert.InRange(calibration.Count("nobody-knows-it", 100), 175, 185);
    }

    [Fact]
    public async Task What_a_session_adds_to_its_last_request_is_all_that_is_estimated()
    {
        string text = string.Concat(Enumerable.Repeat("some words to count ", 200));
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, """{"choices":[{"index":0,"message":{"role":"assistant","content":"x"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5000,"completion_tokens":1,"total_tokens":5001}}""");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("chat", WireFormat.OpenAIChat, upstream.BaseUri, ["named"])]));
        using (var asked = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "named", stream: false, text)) })
        {
            asked.Headers.Add("X-CodeRouter-Session", "one");
            using var answer = await rig.Http.SendAsync(asked, Cancel);
            await rig.DecisionAsync(answer);
        }

        using var question = new HttpRequestMessage(HttpMethod.Post, "/v1/messages/count_tokens") { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "named", stream: false, text + "and two more")) };
        question.Headers.Add("X-CodeRouter-Session", "one");
        using var counted = await rig.Http.SendAsync(question, Cancel);

        Assert.InRange(JsonDocument.Parse(await counted.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("input_tokens").GetInt64(), 5000, 5050);
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
        var totals = (await rig.UsageAsync()).GetProperty("totals");
        Assert.EndsWith(",1,0.00125,0.003,0", (await rig.Http.GetStringAsync("/dashboard/usage.csv?by=model&range=all", Cancel)).Trim(), StringComparison.Ordinal);
        Assert.Contains("Of 1 call the reseller said what it charged", await rig.Http.GetStringAsync("/dashboard/usage?by=model&range=all", Cancel), StringComparison.Ordinal);
        Assert.Equal((1, 0.00125m, 0.003m), (totals.GetProperty("reported").GetInt32(), totals.GetProperty("reported_cost_usd").GetDecimal(), totals.GetProperty("reported_compared_cost_usd").GetDecimal()));
    }
}
