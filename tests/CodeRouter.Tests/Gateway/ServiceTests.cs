using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>What applications call beside conversations goes through the same door: passed on, metered, journalled, limited.</summary>
public sealed class ServiceTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/v1/completions", """{"model":"named", "prompt":"def add(a, b):\n    ","suffix":"\n    return c","max_tokens":16}""", """{"object":"text_completion","choices":[{"text":"c = a + b","index":0,"finish_reason":"stop"}],"usage":{"prompt_tokens":12,"completion_tokens":5,"total_tokens":17}}""", 12, 5)]
    [InlineData("/v1/embeddings", """{"input":["a","b"],"model":"named"}""", """{"data":[],"usage":{"prompt_tokens":2,"total_tokens":2}}""", 2, 0)]
    [InlineData("/v1/rerank", """{"model":"named","query":"q","documents":["a"]}""", """{"results":[],"usage":{"total_tokens":43}}""", 43, 0)]
    [InlineData("/v1/rerank", """{"model":"named","query":"q","documents":["b"]}""", """{"results":[],"meta":{"tokens":{"input_tokens":17,"output_tokens":0}}}""", 17, 0)]
    [InlineData("/v1/images/generations", """{"model":"named","prompt":"a cat"}""", """{"created":1,"data":[{"b64_json":"AAAA"}],"usage":{"input_tokens":9,"output_tokens":272,"total_tokens":281}}""", 9, 272)]
    public async Task A_service_is_passed_through_and_booked_by_what_it_reports(string path, string body, string told, int input, int output)
    {
        string? seen = null;
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            seen = http.Request.Path + " " + Encoding.UTF8.GetString(await BareUpstream.BodyAsync(http.Request));
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync(told);
        });
        await using var rig = await RigAsync(upstream.BaseUri);
        using var answer = await rig.Http.PostAsync(path, GatewayRig.JsonContent(body), Cancel);

        Assert.Equal(told, await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(path + " " + body.Replace("\"named\"", "\"sent-upstream\"", StringComparison.Ordinal), seen);
        Assert.Equal("named", answer.Headers.GetValues("X-CodeRouter-Model").Single());
        var usage = (await rig.DecisionAsync(answer)).GetProperty("usage");
        Assert.Equal((input, output), (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32()));
        Assert.Equal(((input * 3m) + (output * 15m)) / 1_000_000, decimal.Parse(answer.Headers.GetValues("X-CodeRouter-Cost").Single(), System.Globalization.CultureInfo.InvariantCulture), 6);
    }

    [Fact]
    public async Task A_streamed_completion_arrives_event_by_event_without_the_usage_nobody_asked_for()
    {
        const string Shown = "data: {\"object\":\"text_completion\",\"choices\":[{\"text\":\"c = \",\"index\":0,\"finish_reason\":null}]}\n\ndata: {\"object\":\"text_completion\",\"choices\":[{\"text\":\"a\",\"index\":0,\"finish_reason\":\"stop\"}]}\n\n";
        string? seen = null;
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            seen = Encoding.UTF8.GetString(await BareUpstream.BodyAsync(http.Request));
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync(Shown + "data: {\"choices\":[],\"usage\":{\"prompt_tokens\":12,\"completion_tokens\":5,\"total_tokens\":17}}\n\ndata: [DONE]\n\n");
        });
        await using var rig = await RigAsync(upstream.BaseUri);
        using var answer = await rig.Http.PostAsync("/v1/completions", GatewayRig.JsonContent("""{"model":"named","prompt":"<PRE> x <SUF> y <MID>","stream":true}"""), Cancel);

        Assert.Equal(Shown + "data: [DONE]\n\n", await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Contains("""{"model":"sent-upstream","prompt":"<PRE> x <SUF> y <MID>","stream":true,"stream_options":{"include_usage":true}}""", seen, StringComparison.Ordinal);
        Assert.Equal(5, (await rig.DecisionAsync(answer)).GetProperty("usage").GetProperty("output_tokens").GetInt32());
    }

    [Fact]
    public async Task A_picture_that_comes_in_pieces_is_complete_only_when_it_says_so()
    {
        const string Piece = "event: image_generation.partial_image\ndata: {\"type\":\"image_generation.partial_image\",\"b64_json\":\"AA\"}\n\n";
        const string Whole = "event: image_generation.completed\ndata: {\"type\":\"image_generation.completed\",\"b64_json\":\"AAAA\",\"usage\":{\"input_tokens\":9,\"output_tokens\":272}}\n\n";
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            bool cut = Encoding.UTF8.GetString(await BareUpstream.BodyAsync(http.Request)).Contains("cut", StringComparison.Ordinal);
            http.Response.ContentType = "text/event-stream";
            await http.Response.WriteAsync(cut ? Piece : Piece + Whole);
        });
        await using var rig = await RigAsync(upstream.BaseUri);
        using var whole = await rig.Http.PostAsync("/v1/images/generations", GatewayRig.JsonContent("""{"model":"named","prompt":"a cat","stream":true}"""), Cancel);
        Assert.Equal(Piece + Whole, await whole.Content.ReadAsStringAsync(Cancel));
        Assert.Equal(272, (await rig.DecisionAsync(whole)).GetProperty("usage").GetProperty("output_tokens").GetInt32());

        using var cut = await rig.Http.PostAsync("/v1/images/generations", GatewayRig.JsonContent("""{"model":"named","prompt":"cut","stream":true}"""), Cancel);
        string told = await cut.Content.ReadAsStringAsync(Cancel);
        Assert.StartsWith(Piece + "data: {\"error\"", told, StringComparison.Ordinal);
        Assert.Equal("truncated", (await rig.DecisionAsync(cut)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_form_reaches_the_upstream_with_its_file_untouched_and_the_upstreams_model_name()
    {
        byte[] sound = [.. Enumerable.Range(0, 5000).Select(i => (byte)(i * 31)), .. "\r\n--not the boundary\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nfake"u8];
        IFormCollection? form = null;
        byte[] file = [];
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            form = await http.Request.ReadFormAsync();
            await using var content = form.Files[0].OpenReadStream();
            using var copy = new MemoryStream();
            await content.CopyToAsync(copy);
            file = copy.ToArray();
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"text":"hello","usage":{"type":"tokens","input_tokens":14,"input_token_details":{"text_tokens":0,"audio_tokens":14},"output_tokens":45,"total_tokens":59}}""");
        });
        await using var rig = await RigAsync(upstream.BaseUri);
        foreach (string path in (string[])["/v1/audio/transcriptions", "/v1/audio/translations", "/v1/images/edits", "/v1/images/variations"])
        {
            using var sent = new MultipartFormDataContent { { new StringContent("named"), "model" }, { new ByteArrayContent(sound), "file", "talk; name=model.mp3" }, { new StringContent("de"), "language" } };
            using var answer = await rig.Http.PostAsync(path, sent, Cancel);

            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Equal("sent-upstream", form!["model"].ToString());
            Assert.Equal("de", form["language"].ToString());
            Assert.Equal(sound, file);
            Assert.Equal(45, (await rig.DecisionAsync(answer)).GetProperty("usage").GetProperty("output_tokens").GetInt32());
        }
    }

    [Fact]
    public async Task Subtitles_are_relayed_as_they_come_and_cost_what_nobody_knows()
    {
        const string Srt = "1\n00:00:00,000 --> 00:00:01,000\nhello\n";
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/x-subrip";
            return http.Response.WriteAsync(Srt);
        });
        await using var rig = await RigAsync(upstream.BaseUri);
        using var sent = new MultipartFormDataContent { { new StringContent("named"), "model" }, { new ByteArrayContent([1, 2, 3]), "file", "a.mp3" } };
        using var answer = await rig.Http.PostAsync("/v1/audio/transcriptions", sent, Cancel);

        Assert.Equal(Srt, await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("application/x-subrip", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(JsonValueKind.Null, (await rig.DecisionAsync(answer)).GetProperty("cost_usd").ValueKind);
    }

    [Fact]
    public async Task Speech_arrives_byte_for_byte_and_half_of_it_never_looks_whole()
    {
        byte[] sound = [.. Enumerable.Range(0, 200_000).Select(i => (byte)(i * 7))];
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            bool cut = Encoding.UTF8.GetString(await BareUpstream.BodyAsync(http.Request)).Contains("cut", StringComparison.Ordinal);
            http.Response.ContentType = "audio/mpeg";
            await http.Response.Body.WriteAsync(sound.AsMemory(0, cut ? 90_000 : sound.Length));
            await http.Response.Body.FlushAsync();
            if (cut)
            {
                await Task.Delay(50);
                http.Abort();
            }
        });
        await using var rig = await RigAsync(upstream.BaseUri);
        using var answer = await rig.Http.PostAsync("/v1/audio/speech", GatewayRig.JsonContent("""{"model":"named","input":"hi","voice":"alloy"}"""), Cancel);
        Assert.Equal("audio/mpeg", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal(sound, await answer.Content.ReadAsByteArrayAsync(Cancel));
        Assert.Equal("answered", (await rig.DecisionAsync(answer)).GetProperty("state").GetString());

        using var cutRequest = new HttpRequestMessage(HttpMethod.Post, "/v1/audio/speech") { Content = GatewayRig.JsonContent("""{"model":"named","input":"cut","voice":"alloy"}""") };
        using var cut = await rig.Http.SendAsync(cutRequest, HttpCompletionOption.ResponseHeadersRead, Cancel);
        await Assert.ThrowsAnyAsync<Exception>(() => cut.Content.ReadAsByteArrayAsync(Cancel));
    }

    [Fact]
    public async Task A_moderation_without_a_model_goes_to_the_one_its_vendor_would_take()
    {
        string? seen = null;
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            seen = Encoding.UTF8.GetString(await BareUpstream.BodyAsync(http.Request));
            http.Response.ContentType = "application/json";
            await http.Response.WriteAsync("""{"id":"modr-1","model":"omni-moderation-latest","results":[{"flagged":false}]}""");
        });
        await using var rig = await RigAsync(upstream.BaseUri, "omni-moderation-latest", new Price { Input = 0, Output = 0 });
        using var answer = await rig.Http.PostAsync("/v1/moderations", GatewayRig.JsonContent("""{"input":"hi"}"""), Cancel);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("""{"input":"hi"}""", seen);
        Assert.Equal("0.000000", answer.Headers.GetValues("X-CodeRouter-Cost").Single());
    }

    [Fact]
    public async Task A_service_moves_on_to_the_next_endpoint_and_returns_the_last_ones_error()
    {
        await using var broken = await BareUpstream.StartAsync(http =>
        {
            http.Response.StatusCode = 503;
            return http.Response.WriteAsync("""{"error":{"message":"overloaded"}}""");
        });
        await using var working = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("""{"data":[],"usage":{"prompt_tokens":2,"total_tokens":2}}""");
        });
        var card = GatewayRig.Card("named");
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([card],
        [
            GatewayRig.Channel("first", WireFormat.OpenAIChat, broken.BaseUri, ["named"], priority: 0),
            GatewayRig.Channel("second", WireFormat.OpenAIResponses, working.BaseUri, ["named"], priority: 1),
        ]));
        using var answer = await rig.Http.PostAsync("/v1/embeddings", GatewayRig.JsonContent("""{"model":"named","input":"a"}"""), Cancel);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("second", (await rig.DecisionAsync(answer)).GetProperty("channel").GetString());
    }

    [Fact]
    public async Task A_budget_holds_for_services_too()
    {
        int asked = 0;
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            asked++;
            http.Response.ContentType = "audio/mpeg";
            return http.Response.WriteAsync("sound");
        });
        await using var rig = await RigAsync(upstream.BaseUri, price: new Price(), change: s => s with { Policy = s.Policy with { BudgetPerDayUsd = 1 } });
        using var answer = await rig.Http.PostAsync("/v1/audio/speech", GatewayRig.JsonContent("""{"model":"named","input":"hi","voice":"alloy"}"""), Cancel);

        Assert.Equal(402, (int)answer.StatusCode);
        Assert.Contains("price", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal(0, asked);
    }

    [Fact]
    public async Task What_nobody_counts_is_charged_to_a_budget_at_the_most_it_may_have_cost_and_the_books_agree()
    {
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "audio/mpeg";
            return http.Response.WriteAsync("sound");
        });
        await using var rig = await RigAsync(upstream.BaseUri, change: s => s with { Policy = s.Policy with { BudgetPerDayUsd = 0.2m } });
        int passed = 0;
        HttpResponseMessage answer;
        while ((answer = await rig.Http.PostAsync("/v1/audio/speech", GatewayRig.JsonContent("""{"model":"named","input":"hi","voice":"alloy"}"""), Cancel)).StatusCode == System.Net.HttpStatusCode.OK)
        {
            var decision = await rig.DecisionAsync(answer);
            Assert.Equal(decision.GetProperty("reserved_usd").GetDecimal(), decision.GetProperty("cost_usd").GetDecimal());
            Assert.True(++passed < 100);
        }

        Assert.Equal(402, (int)answer.StatusCode);
        Assert.Equal(1, passed);
        decimal booked = (await rig.UsageAsync()).GetProperty("totals").GetProperty("cost_usd").GetDecimal();
        Assert.InRange(booked, 0.1m, 0.2m);
        Assert.Contains(FormattableString.Invariant($"\ncoderouter_cost_usd_total {booked}\n"), await rig.Http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_nobody_counts_is_told_as_a_cost_that_is_not_known()
    {
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "audio/mpeg";
            return http.Response.WriteAsync("sound");
        });
        await using var rig = await RigAsync(upstream.BaseUri);
        using var answer = await rig.Http.PostAsync("/v1/audio/speech", GatewayRig.JsonContent("""{"model":"named","input":"hi","voice":"alloy"}"""), Cancel);
        await answer.Content.ReadAsByteArrayAsync(Cancel);

        Assert.Equal(1, (await rig.UsageAsync()).GetProperty("totals").GetProperty("cost_unknown").GetInt32());
        Assert.Contains("\ncoderouter_cost_unknown_total 1\n", await rig.Http.GetStringAsync("/metrics", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_embedding_without_usage_costs_its_counted_input()
    {
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("""{"data":[]}""");
        });
        await using var rig = await RigAsync(upstream.BaseUri);
        using var answer = await rig.Http.PostAsync("/v1/embeddings", GatewayRig.JsonContent("""{"model":"named","input":"some words to be embedded"}"""), Cancel);
        var decision = await rig.DecisionAsync(answer);

        Assert.True(decision.GetProperty("usage").GetProperty("estimated").GetBoolean());
        Assert.Equal(decision.GetProperty("usage").GetProperty("input_tokens").GetInt64() * 3m / 1_000_000, decision.GetProperty("cost_usd").GetDecimal());
    }

    [Theory]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"file\"; filename=\"a\"\r\n\r\nabc\r\n--x--\r\n", "no field \"model\"")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=\"model\"\r\n\r\nnamed", "closed by its boundary")]
    [InlineData("multipart/form-data", "--x--", "closed by its boundary")]
    [InlineData("text/plain", "model=named", "closed by its boundary")]
    [InlineData("multipart/form-data; boundary=x", "--x\r\nContent-Disposition: form-data; name=model\r\n\r\nnamed\r\n--x\r\nContent-Disposition: form-data; name=model\r\n\r\nother\r\n--x--\r\n", "more than once")]
    [InlineData("application/json", """{"prompt":1,"model":7}""", "must be a string")]
    public async Task A_form_that_is_none_is_refused_with_the_remedy(string type, string body, string says)
    {
        await using var rig = await RigAsync(new Uri("http://127.0.0.1:1"));
        var content = new ByteArrayContent(Encoding.UTF8.GetBytes(body));
        content.Headers.ContentType = MediaTypeHeaderValue.Parse(type);
        using var answer = await rig.Http.PostAsync("/v1/audio/transcriptions", content, Cancel);

        Assert.Equal(400, (int)answer.StatusCode);
        string message = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("error").GetProperty("message").GetString()!;
        Assert.Contains(says, message, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("POST", "/v1/assistants", "error.message")]
    [InlineData("GET", "/v1/files/abc.json", "error.message")]
    [InlineData("POST", "/v1/messages/batches", "error.message")]
    [InlineData("POST", "/v1beta/cachedContents", "error.message")]
    [InlineData("POST", "/v1/models/m:predict", "error.message")]
    public async Task An_unknown_path_says_where_the_paths_stand_in_the_shape_it_belongs_to(string method, string path, string at)
    {
        await using var rig = await RigAsync(new Uri("http://127.0.0.1:1"));
        using var answer = await rig.Http.SendAsync(new HttpRequestMessage(new HttpMethod(method), path), Cancel);
        var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;

        Assert.Equal(404, (int)answer.StatusCode);
        string message = at.Split('.').Aggregate(body, (e, name) => e.GetProperty(name)).GetString()!;
        Assert.Contains("Nearest is ", message, StringComparison.Ordinal);
        Assert.Equal(path.Contains("messages", StringComparison.Ordinal), body.TryGetProperty("type", out _));
        Assert.Equal(path.StartsWith("/v1beta", StringComparison.Ordinal) || path.Contains(':', StringComparison.Ordinal), body.GetProperty("error").TryGetProperty("status", out _));
    }

    [Fact]
    public async Task A_known_path_asked_with_another_method_says_which_one_it_takes()
    {
        await using var rig = await RigAsync(new Uri("http://127.0.0.1:1"));
        using var answer = await rig.Http.GetAsync("/v1/embeddings", Cancel);
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(404, (int)answer.StatusCode);
        Assert.Contains("POST /v1/embeddings", body, StringComparison.Ordinal);
    }

    private static Task<GatewayRig> RigAsync(Uri upstream, string name = "named", Price? price = null, Func<Settings, Settings>? change = null)
    {
        var card = GatewayRig.Card(name) with { UpstreamModel = "sent-upstream" };
        var channel = GatewayRig.Channel("one", WireFormat.OpenAIChat, upstream, []) with { Models = new Dictionary<string, string> { [name] = "sent-upstream" } };
        var settings = GatewayRig.Settings([price is null ? card : card with { Price = price }], [channel]);
        return GatewayRig.StartAsync(change?.Invoke(settings) ?? settings);
    }
}
