using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Tests.Faults;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Abroad;

/// <summary>What goes wrong at a model of another format is said in the caller's own.</summary>
public sealed class FailuresAreToldInOnesOwnWords
{
    [Theory]
    [MemberData(nameof(AbroadRig.Pairs), MemberType = typeof(AbroadRig))]
    public async Task An_error_keeps_its_status_and_the_upstreams_words(WireFormat caller, WireFormat upstream)
    {
        string[] scripts = ["400", "401", "404", "413", "429-retry-after-7", "500", "503", "529"];
        await using var rig = await AbroadRig.StartAsync(upstream, [.. scripts.Select(s => "bad-" + s)]);
        foreach (string script in scripts)
        {
            using var answer = await rig.AskAsync(caller, "bad-" + script, stream: true);
            string body = await Told.BodyAsync(answer);

            int status = script is "529" ? 503 : int.Parse(script[..3], CultureInfo.InvariantCulture);
            Assert.Equal(status, (int)answer.StatusCode);
            string message = Told.Error(caller, answer.StatusCode, body).GetProperty("message").GetString()!;
            Assert.Contains(Words(rig, answer, upstream), message, StringComparison.Ordinal);
            Told.OurError(caller, answer.StatusCode, body);
            if (status is 429 or 503)
            {
                string wait = answer.Headers.GetValues("retry-after").Single();
                Assert.True(script.Contains("after", StringComparison.Ordinal) ? wait == "7" : int.Parse(wait, CultureInfo.InvariantCulture) is >= 1 and <= 120, wait);
            }

            Assert.Equal(0, (await rig.DecisionAsync(answer)).GetProperty("cost_usd").GetDecimal());
        }
    }

    [Theory]
    [MemberData(nameof(AbroadRig.Pairs), MemberType = typeof(AbroadRig))]
    public async Task A_prompt_that_is_too_long_is_said_as_the_callers_vendor_says_it(WireFormat caller, WireFormat upstream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["bad-overflow"]);
        using var answer = await rig.AskAsync(caller, "bad-overflow");
        string body = await Told.BodyAsync(answer);

        Assert.Equal(400, (int)answer.StatusCode);
        var error = Told.Error(caller, answer.StatusCode, body);
        switch (caller)
        {
            case WireFormat.AnthropicMessages:
                Assert.StartsWith("prompt is too long", error.GetProperty("message").GetString(), StringComparison.Ordinal);
                break;
            case WireFormat.Gemini:
                Assert.Contains("input token count", error.GetProperty("message").GetString(), StringComparison.Ordinal);
                break;
            default:
                Assert.Equal("context_length_exceeded", error.GetProperty("code").GetString());
                break;
        }
    }

    public static TheoryData<WireFormat, WireFormat, int, string> SpentAccounts()
    {
        (WireFormat Vendor, int Status, string Body)[] said =
        [
            (WireFormat.OpenAIChat, 429, """{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"""),
            (WireFormat.OpenAIChat, 402, """{"error":{"message":"Insufficient Balance","type":"unknown_error","param":null,"code":"invalid_request_error"}}"""),
            (WireFormat.OpenAIResponses, 429, """{"error":{"message":"You exceeded your current quota.","type":"insufficient_quota","param":null,"code":"insufficient_quota"}}"""),
            (WireFormat.AnthropicMessages, 400, """{"type":"error","error":{"type":"invalid_request_error","message":"Your credit balance is too low to access the Anthropic API."}}"""),
        ];
        var all = new TheoryData<WireFormat, WireFormat, int, string>();
        foreach (var (vendor, status, body) in said)
        {
            foreach (var caller in AbroadRig.Formats.Where(f => f != vendor))
            {
                all.Add(caller, vendor, status, body);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(SpentAccounts))]
    public async Task An_account_with_nothing_left_is_told_from_a_rate_limit(WireFormat caller, WireFormat vendor, int status, string said)
    {
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            http.Response.StatusCode = status;
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(said);
        });
        await using var rig = await OneAsync(vendor, upstream);
        using var answer = await rig.AskAsync(caller, "m", stream: true);
        string body = await Told.BodyAsync(answer);

        AssertSpent(caller, body, (int)answer.StatusCode);
        Assert.Equal("false", answer.Headers.GetValues("x-should-retry").Single());
        Assert.False(answer.Headers.Contains("retry-after"));
    }

    [Theory]
    [MemberData(nameof(AbroadRig.AllFormats), MemberType = typeof(AbroadRig))]
    public async Task A_stream_that_begins_with_a_failure_tells_what_kind_it_is(WireFormat caller)
    {
        string code = "insufficient_quota";
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync($$$"""
                event: response.created
                data: {"type":"response.created","sequence_number":0,"response":{"id":"resp_1","model":"m","status":"in_progress","output":[]}}

                event: response.failed
                data: {"type":"response.failed","sequence_number":1,"response":{"id":"resp_1","model":"m","status":"failed","error":{"code":"{{{code}}}","message":"That is too much."},"output":[]}}


                """.ReplaceLineEndings("\n"));
        });
        await using var rig = await OneAsync(WireFormat.OpenAIResponses, upstream);
        using (var answer = await rig.AskAsync(caller, "m", stream: true))
        {
            AssertSpent(caller, await Told.BodyAsync(answer), (int)answer.StatusCode);
        }

        // The same from a server that streams whether it is asked to or not.
        using (var answer = await rig.AskAsync(caller, "m"))
        {
            AssertSpent(caller, await Told.BodyAsync(answer), (int)answer.StatusCode);
        }

        code = "context_length_exceeded";
        using var second = await rig.AskAsync(caller, "m", stream: true);
        string body = await Told.BodyAsync(second);
        string words = caller switch { WireFormat.AnthropicMessages => "prompt is too long", WireFormat.Gemini => "input token count", _ => "\"code\":\"context_length_exceeded\"" };
        Assert.True(body.Contains(words, StringComparison.Ordinal), body);
    }

    [Theory]
    [MemberData(nameof(AbroadRig.Pairs), MemberType = typeof(AbroadRig))]
    public async Task A_stream_that_fails_midway_says_so_and_never_looks_finished(WireFormat caller, WireFormat upstream)
    {
        string[] scripts = ["dies-mid-stream", "cut", "error-event", "garbage-event", "stalls"];
        await using var rig = await AbroadRig.StartAsync(upstream, [.. scripts.Select(s => "bad-" + s)], change: FaultRig.Patience(3));
        await Task.WhenAll(scripts.Select(async script =>
        {
            using var answer = await rig.AskAsync(caller, "bad-" + script, stream: true);
            string body = await Told.BodyAsync(answer);

            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Contains("This is bad-", body, StringComparison.Ordinal);
            Told.EndsWithError(caller, body);
            var decision = await rig.DecisionAsync(answer);
            Assert.Equal("truncated", decision.GetProperty("state").GetString());
            Assert.InRange(decision.GetProperty("cost_usd").GetDecimal(), 0.000001m, decision.GetProperty("reserved_usd").GetDecimal());
        }));
    }

    [Theory]
    [MemberData(nameof(AbroadRig.Pairs), MemberType = typeof(AbroadRig))]
    public async Task While_the_first_content_is_awaited_the_caller_hears_its_own_keep_alives(WireFormat caller, WireFormat upstream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["slow-first-byte-2500"], change: FaultRig.Patience(8, 1, 1));
        using var answer = await rig.AskAsync(caller, "slow-first-byte-2500", stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.StartsWith(Encoding.UTF8.GetString(BuiltInDialects.Of(caller).KeepAlive.Span), body, StringComparison.Ordinal);
        Assert.True(Told.LooksFinished(caller, body) && !Told.HasErrorEvent(caller, body), Told.Tail(body));
    }

    [Fact]
    public async Task An_upstream_that_only_pings_does_not_leave_the_caller_in_silence()
    {
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync("event: message_start\ndata: {\"type\":\"message_start\",\"message\":{\"id\":\"msg_1\",\"type\":\"message\",\"role\":\"assistant\",\"model\":\"m\",\"content\":[],\"usage\":{\"input_tokens\":3,\"output_tokens\":1}}}\n\nevent: content_block_start\ndata: {\"type\":\"content_block_start\",\"index\":0,\"content_block\":{\"type\":\"text\",\"text\":\"\"}}\n\nevent: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"So\"}}\n\n");
            for (int i = 0; i < 10; i++)
            {
                await http.Response.Body.FlushAsync();
                await Task.Delay(250);
                await http.Response.WriteAsync("event: ping\ndata: {\"type\":\"ping\"}\n\n");
            }

            await http.Response.WriteAsync("event: content_block_stop\ndata: {\"type\":\"content_block_stop\",\"index\":0}\n\nevent: message_delta\ndata: {\"type\":\"message_delta\",\"delta\":{\"stop_reason\":\"end_turn\"},\"usage\":{\"output_tokens\":5}}\n\nevent: message_stop\ndata: {\"type\":\"message_stop\"}\n\n");
        });
        var settings = GatewayRig.Settings([AbroadRig.Card("m", WireFormat.AnthropicMessages)], [AbroadRig.Channel("one", WireFormat.AnthropicMessages, upstream.BaseUri, "m", "m")]);
        await using var rig = await GatewayRig.StartAsync(FaultRig.Patience(8, 15, 1)(settings));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m", stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.Contains(Encoding.UTF8.GetString(BuiltInDialects.Of(WireFormat.OpenAIChat).KeepAlive.Span), body, StringComparison.Ordinal);
        Assert.True(Told.LooksFinished(WireFormat.OpenAIChat, body), Told.Tail(body));
    }

    private static Task<GatewayRig> OneAsync(WireFormat vendor, BareUpstream upstream) =>
        GatewayRig.StartAsync(GatewayRig.Settings([AbroadRig.Card("m", vendor)], [AbroadRig.Channel("one", vendor, upstream.BaseUri, "m", "m")]));

    private static void AssertSpent(WireFormat caller, string body, int status)
    {
        var error = Told.Error(caller, (System.Net.HttpStatusCode)status, body);
        switch (caller)
        {
            case WireFormat.AnthropicMessages:
                Assert.Equal((402, "billing_error"), (status, error.GetProperty("type").GetString()));
                break;
            case WireFormat.Gemini:
                Assert.Equal((402, "RESOURCE_EXHAUSTED"), (status, error.GetProperty("status").GetString()));
                break;
            default:
                Assert.Equal((429, "insufficient_quota", "insufficient_quota"), (status, error.GetProperty("type").GetString(), error.GetProperty("code").GetString()));
                break;
        }
    }

    // What the vendor said, found in what it sent.
    private static string Words(GatewayRig rig, HttpResponseMessage answer, WireFormat upstream)
    {
        string model = answer.Headers.GetValues("X-CodeRouter-Model").Single();
        using var direct = new HttpClient { BaseAddress = rig.Provider.BaseUri };
        using var request = new HttpRequestMessage(HttpMethod.Post, GatewayRig.Path(upstream, model, stream: false)) { Content = GatewayRig.JsonContent(GatewayRig.Body(upstream, model, stream: false)) };
        request.Headers.Add("anthropic-version", "2023-06-01");
        using var said = direct.Send(request);
        using var reader = new StreamReader(said.Content.ReadAsStream());
        return JsonDocument.Parse(reader.ReadToEnd()).RootElement.GetProperty("error").GetProperty("message").GetString()!;
    }
}
