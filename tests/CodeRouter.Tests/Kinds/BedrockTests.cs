using System.Text;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Kinds;

/// <summary>Claude and others behind Amazon's door: signed, wrapped, unwrapped, over real HTTP.</summary>
public sealed class BedrockTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_1","type":"message","role":"assistant","model":"claude","content":[],"stop_reason":null,"usage":{"input_tokens":11,"output_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn","stop_sequence":null},"usage":{"output_tokens":5}}""",
        """{"type":"message_stop"}""",
    ];

    [Fact]
    public async Task A_messages_request_is_wrapped_signed_and_answered_in_its_own_events()
    {
        await using var rig = await InvokeAsync((http, _) => KindRig.Frames(http, [.. Events.Select(AwsFrames.Chunk)]), "anthropic.claude-v2:0");
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent("""{"model":"named", "max_tokens":9,"messages":[{"role":"user","content":"hi"}] ,"stream":true}""") };
        request.Headers.Add("anthropic-beta", "a-1, b-2");
        using var answer = await rig.Gateway.Http.SendAsync(request, Cancel);

        string expected = string.Concat(Events.Select(e => $"event: {JsonDocument.Parse(e).RootElement.GetProperty("type")}\ndata: {e}\n\n"));
        Assert.Equal(expected, await answer.Content.ReadAsStringAsync(Cancel));
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        var seen = Assert.Single(rig.Seen);
        Assert.Equal("/model/anthropic.claude-v2%3A0/invoke-with-response-stream", seen.Target);
        Assert.Equal("""{"anthropic_version":"bedrock-2023-05-31","anthropic_beta":["a-1","b-2"],"max_tokens":9,"messages":[{"role":"user","content":"hi"}]}""", seen.Body);
        Assert.Matches("^AWS4-HMAC-SHA256 Credential=AKID/[0-9]{8}/eu-west-1/bedrock/aws4_request, SignedHeaders=host;x-amz-date;x-amz-security-token, Signature=[0-9a-f]{64}$", seen.Headers["Authorization"]);
        Assert.Equal("session", seen.Headers["x-amz-security-token"]);
        Assert.False(seen.Headers.ContainsKey("x-api-key"));
        var usage = (await rig.Gateway.DecisionAsync(answer)).GetProperty("usage");
        Assert.Equal((11, 5), (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32()));
    }

    [Theory]
    [InlineData("""{"model":"named","stream":false,"max_tokens":9,"messages":[]}""", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[]}""")]
    [InlineData("""{"max_tokens":9,"messages":[],"model":"named"}""", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[]}""")]
    [InlineData("""{"max_tokens":9,"messages":[],"model":"named","stream":false}""", """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"messages":[]}""")]
    [InlineData("""{ "stream" : false , "model" : "named" }""", """{"anthropic_version":"bedrock-2023-05-31"  }""")]
    [InlineData("""{"model":"named","anthropic_version":"mine"}""", """{"anthropic_version":"mine"}""")]
    public async Task What_stands_in_the_path_is_cut_from_the_body_and_the_rest_stays(string sent, string arrives)
    {
        await using var rig = await InvokeAsync((http, _) => KindRig.Json(http, """{"type":"message","role":"assistant","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"""), "m");
        using var answer = await rig.Gateway.Http.PostAsync("/v1/messages", GatewayRig.JsonContent(sent), Cancel);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal(arrives, Assert.Single(rig.Seen).Body);
    }

    [Theory]
    [InlineData("invalid beta flag", "")]
    [InlineData("Unexpected value(s) `new-9` for the `anthropic-beta` header.", "a-1")]
    public async Task Beta_flags_that_Amazon_refuses_are_left_out_and_not_sent_again(string words, string left)
    {
        await using var rig = await InvokeAsync(
            (http, arrived) => arrived.Body.Contains("new-9", StringComparison.Ordinal)
                ? KindRig.Json(http, JsonSerializer.Serialize(new Dictionary<string, string> { ["message"] = words }), 400)
                : KindRig.Json(http, """{"type":"message","role":"assistant","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"""),
            "m");
        for (int i = 0; i < 2; i++)
        {
            using var answer = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named", change: r => r.Headers.Add("anthropic-beta", "a-1,new-9"));
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.Equal(3, rig.Seen.Count);
        Assert.All(rig.Seen.Skip(1), seen => Assert.Equal(left, string.Concat(JsonDocument.Parse(seen.Body).RootElement.TryGetProperty("anthropic_beta", out var betas) ? betas.EnumerateArray().Select(b => b.GetString()) : [])));
    }

    [Fact]
    public async Task Members_that_Amazon_refuses_are_left_out_where_it_names_them_and_not_sent_again()
    {
        await using var rig = await InvokeAsync(
            (http, arrived) => arrived.Body switch
            {
                var b when b.Contains("context_management", StringComparison.Ordinal) => KindRig.Json(http, """{"message":"context_management: Extra inputs are not permitted"}""", 400),
                var b when b.Contains("defer_loading", StringComparison.Ordinal) => KindRig.Json(http, """{"message":"tools.1.custom.defer_loading: Extra inputs are not permitted"}""", 400),
                var b when b.Contains("\"thinking\":\"t\",\"cache_control\"", StringComparison.Ordinal) => KindRig.Json(http, """{"message":"messages.1.content.0.thinking.cache_control: Extra inputs are not permitted"}""", 400),
                _ => KindRig.Json(http, """{"type":"message","role":"assistant","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}"""),
            },
            "m");
        const string Sent = """
            {"model":"named","max_tokens":9,"context_management":{"edits":[]},"tools":[{"name":"a", "input_schema":{}},{"name":"b","defer_loading":true,"input_schema":{}}],"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"t","cache_control":{"type":"ephemeral"}},{"type":"text","text":"c","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"go"}]}
            """;
        for (int i = 0; i < 2; i++)
        {
            using var answer = await rig.Gateway.Http.PostAsync("/v1/messages", GatewayRig.JsonContent(Sent), Cancel);
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Equal("refused_members", answer.Headers.GetValues("X-CodeRouter-Loss").Single());
        }

        // What one kind of block may not have, another keeps.
        Assert.Equal(5, rig.Seen.Count);
        Assert.All(rig.Seen.Skip(3), static seen => Assert.Equal(
            """{"anthropic_version":"bedrock-2023-05-31","max_tokens":9,"tools":[{"name":"a","input_schema":{}},{"name":"b","input_schema":{}}],"messages":[{"role":"user","content":"hi"},{"role":"assistant","content":[{"type":"thinking","thinking":"t"},{"type":"text","text":"c","cache_control":{"type":"ephemeral"}}]},{"role":"user","content":"go"}]}""",
            seen.Body.Replace("\"a\", \"input", "\"a\",\"input", StringComparison.Ordinal)));
    }

    [Fact]
    public async Task What_the_question_is_made_of_is_never_left_out()
    {
        await using var rig = await InvokeAsync((http, _) => KindRig.Json(http, """{"message":"output_config.format: Extra inputs are not permitted"}""", 400), "m");
        using var answer = await rig.Gateway.Http.PostAsync("/v1/messages", GatewayRig.JsonContent("""{"model":"named","max_tokens":9,"output_config":{"format":{"type":"json_schema","schema":{}}},"messages":[{"role":"user","content":"hi"}]}"""), Cancel);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Single(rig.Seen);
    }

    [Fact]
    public async Task A_refusal_that_speaks_of_something_else_than_betas_is_asked_once()
    {
        await using var rig = await InvokeAsync((http, _) => KindRig.Json(http, """{"message":"Malformed input request"}""", 400), "m");
        using var answer = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named", change: r => r.Headers.Add("anthropic-beta", "a-1"));
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Single(rig.Seen);
    }

    [Fact]
    public async Task An_api_key_goes_as_a_bearer_token_unsigned()
    {
        await using var rig = await InvokeAsync((http, _) => KindRig.Json(http, """{"message":"no"}""", 400), "m", c => c with { AccessKey = new Secret("bedrock-api-key") });
        using var answer = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named");
        Assert.Equal("Bearer bedrock-api-key", Assert.Single(rig.Seen).Headers["Authorization"]);
        Assert.False(rig.Seen.Single().Headers.ContainsKey("x-amz-date"));
    }

    [Theory]
    [InlineData(429, "ThrottlingException", "Too many requests, please wait.", 429)]
    [InlineData(400, "ValidationException", "Malformed input request", 400)]
    [InlineData(424, "ModelErrorException", "The model failed", 502)]
    [InlineData(503, "ServiceUnavailableException", "Unavailable", 503)]
    public async Task Amazons_errors_are_said_in_the_callers_shape_with_a_time_to_wait(int status, string type, string words, int told)
    {
        foreach (bool native in (bool[])[false, true])
        {
            await using var rig = await InvokeAsync(
                (http, _) =>
                {
                    http.Response.Headers["x-amzn-errortype"] = type + ":http://internal.amazon.com/";
                    return KindRig.Json(http, $"{{\"message\":\"{words}\"}}", status);
                },
                "m",
                c => native ? c with { Native = NativeForm.Converse } : c);
            using var answer = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named");
            var body = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;

            Assert.Equal(told, (int)answer.StatusCode);
            Assert.Equal("error", body.GetProperty("type").GetString());
            Assert.Contains(words, body.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
            Assert.Equal(answer.Headers.GetValues("X-CodeRouter-Decision").Single(), body.GetProperty("request_id").GetString());
            Assert.Equal(told is 429 or 503, answer.Headers.Contains("retry-after"));
        }
    }

    [Fact]
    public async Task An_exception_before_the_first_content_moves_on_and_one_behind_it_is_the_formats_error_event()
    {
        await using var rig = await InvokeAsync(
            (http, seen) => seen.Body.Contains("early", StringComparison.Ordinal)
                ? KindRig.Frames(http, AwsFrames.Exception("throttlingException", """{"message":"slow down"}"""))
                : KindRig.Frames(http, AwsFrames.Chunk(Events[0]), AwsFrames.Chunk(Events[1]), AwsFrames.Chunk(Events[2]), AwsFrames.Exception("modelStreamErrorException", """{"message":"it broke"}""")),
            "m");
        using var early = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named", stream: true, text: "early");
        Assert.Equal(429, (int)early.StatusCode);
        using var late = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named", stream: true, text: "late");
        string told = await late.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("hello", told, StringComparison.Ordinal);
        Assert.Contains("event: error", told, StringComparison.Ordinal);
        Assert.Contains("it broke", told, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", told, StringComparison.Ordinal);
        Assert.Equal("truncated", (await rig.Gateway.DecisionAsync(late)).GetProperty("state").GetString());
    }

    [Fact]
    public async Task A_stream_that_is_cut_or_damaged_never_looks_finished()
    {
        byte[] bad = AwsFrames.Chunk(Events[2]);
        bad[^6] ^= 1;
        await using var rig = await InvokeAsync(
            async (http, _) =>
            {
                await KindRig.Frames(http, AwsFrames.Chunk(Events[0]), AwsFrames.Chunk(Events[1]), AwsFrames.Chunk(Events[2]));
                await http.Response.Body.FlushAsync();
                await Task.Delay(100);
                await KindRig.Frames(http, bad);
            },
            "m");
        using var answer = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named", stream: true);
        string told = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Contains("event: error", told, StringComparison.Ordinal);
        Assert.DoesNotContain("message_stop", told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Keys_of_a_file_that_somebody_renews_are_read_again_when_they_are_refused()
    {
        string file = Path.Combine(Path.GetTempPath(), "coderouter-aws-" + Guid.NewGuid().ToString("n"));
        await File.WriteAllTextAsync(file, "[other]\naws_access_key_id=NO\naws_secret_access_key=no\n[work]\naws_access_key_id = OLD\naws_secret_access_key = s\naws_session_token = t\n", Cancel);
        try
        {
            await using var rig = await InvokeAsync(
                async (http, seen) =>
                {
                    if (!seen.Headers["Authorization"].Contains("Credential=NEW/", StringComparison.Ordinal))
                    {
                        await File.WriteAllTextAsync(file, "[work]\naws_access_key_id = NEW\naws_secret_access_key = s\n");
                        http.Response.Headers["x-amzn-errortype"] = "ExpiredTokenException";
                        await KindRig.Json(http, """{"message":"The security token included in the request is expired"}""", 403);
                        return;
                    }

                    await KindRig.Json(http, """{"type":"message","role":"assistant","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":1}}""");
                },
                "m",
                c => c with { Cloud = new CloudSettings { Region = "eu-west-1", AwsCredentialsFile = file, AwsProfile = "work" } });
            using var answer = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named");
            Assert.Equal(200, (int)answer.StatusCode);
            Assert.Equal(2, rig.Seen.Count);
        }
        finally
        {
            File.Delete(file);
        }
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat)]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.AnthropicMessages)]
    [InlineData(WireFormat.Gemini)]
    public async Task Converse_answers_every_caller_in_its_own_format(WireFormat caller)
    {
        await using var rig = await InvokeAsync(
            (http, seen) => seen.Target.EndsWith("/converse-stream", StringComparison.Ordinal)
                ? KindRig.Frames(http,
                    AwsFrames.Event("messageStart", """{"role":"assistant"}"""),
                    AwsFrames.Event("contentBlockDelta", """{"contentBlockIndex":0,"delta":{"text":"hello"}}"""),
                    AwsFrames.Event("contentBlockStop", """{"contentBlockIndex":0}"""),
                    AwsFrames.Event("messageStop", """{"stopReason":"end_turn"}"""),
                    AwsFrames.Event("metadata", """{"usage":{"inputTokens":11,"outputTokens":5,"totalTokens":16}}"""))
                : KindRig.Json(http, """{"output":{"message":{"role":"assistant","content":[{"text":"hello"}]}},"stopReason":"end_turn","usage":{"inputTokens":11,"outputTokens":5,"totalTokens":16}}"""),
            "amazon.nova-lite-v1:0",
            c => c with { Native = NativeForm.Converse, Format = WireFormat.OpenAIChat });
        foreach (bool stream in (bool[])[false, true])
        {
            using var answer = await rig.Gateway.AskAsync(caller, "named", stream);
            string told = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True((int)answer.StatusCode == 200, told);
            Assert.Contains("hello", told, StringComparison.Ordinal);
            Assert.StartsWith(stream ? "text/event-stream" : "application/json", answer.Content.Headers.ContentType!.ToString(), StringComparison.Ordinal);
            var usage = (await rig.Gateway.DecisionAsync(answer)).GetProperty("usage");
            Assert.Equal((11, 5), (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32()));
            Assert.Equal($"/model/amazon.nova-lite-v1%3A0/{(stream ? "converse-stream" : "converse")}", rig.Seen.Last().Target);
            Assert.Contains("\"messages\":[{\"role\":\"user\",\"content\":[{\"text\":\"Say hello.\"}]}]", rig.Seen.Last().Body, StringComparison.Ordinal);
        }
    }

    private static Task<KindRig> InvokeAsync(Func<HttpContext, Arrived, Task> answer, string upstreamModel, Func<ChannelSettings, ChannelSettings>? change = null) =>
        KindRig.StartAsync(
            answer,
            c =>
            {
                var channel = c with
                {
                    Kind = ChannelKind.Bedrock,
                    Format = WireFormat.AnthropicMessages,
                    AccessKey = null,
                    Cloud = new CloudSettings { Region = "eu-west-1", AwsAccessKeyId = "AKID", AwsSecretAccessKey = new Secret("shh"), AwsSessionToken = new Secret("session") },
                };
                return change?.Invoke(channel) ?? channel;
            },
            upstreamModel: upstreamModel);
}
