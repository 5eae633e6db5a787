using System.Buffers.Text;
using System.Security.Cryptography;
using System.Text;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Kinds;

/// <summary>Azure, Vertex, Ollama and Cohere as channels, over real HTTP.</summary>
public sealed class CloudTests
{
    private const string ChatAnswer = """{"id":"c","object":"chat.completion","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":11,"completion_tokens":5,"total_tokens":16}}""";
    private const string MessagesAnswer = """{"type":"message","role":"assistant","content":[{"type":"text","text":"hello"}],"stop_reason":"end_turn","usage":{"input_tokens":11,"output_tokens":5}}""";
    private const string GeminiAnswer = """{"candidates":[{"content":{"parts":[{"text":"hello"}],"role":"model"},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":11,"candidatesTokenCount":5,"totalTokenCount":16}}""";
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("/openai", null, "/v1/chat/completions", "/openai/deployments/my-deployment/chat/completions?api-version=2024-10-21")]
    [InlineData("/openai", "2025-01-01-preview", "/v1/chat/completions", "/openai/deployments/my-deployment/chat/completions?api-version=2025-01-01-preview")]
    [InlineData("/openai", null, "/v1/embeddings", "/openai/deployments/my-deployment/embeddings?api-version=2024-10-21")]
    [InlineData("/openai/v1", null, "/v1/chat/completions", "/openai/v1/chat/completions")]
    [InlineData("/openai/v1", "preview", "/v1/chat/completions", "/openai/v1/chat/completions?api-version=preview")]
    public async Task Azure_is_reached_by_deployment_and_version_or_by_its_newer_door(string root, string? version, string asked, string arrives)
    {
        await using var rig = await KindRig.StartAsync((http, _) => KindRig.Json(http, ChatAnswer), c => c with { Kind = ChannelKind.Azure, BaseUri = new Uri(c.BaseUri, root), Cloud = new CloudSettings { ApiVersion = version } }, upstreamModel: "my-deployment");
        using var answer = await rig.Gateway.Http.PostAsync(asked, GatewayRig.JsonContent("""{"model":"named","input":"x","messages":[{"role":"user","content":"hi"}]}"""), Cancel);

        Assert.Equal(200, (int)answer.StatusCode);
        var seen = Assert.Single(rig.Seen);
        Assert.Equal(arrives, seen.Target);
        Assert.Equal("upstream-secret", seen.Headers["api-key"]);
        Assert.False(seen.Headers.ContainsKey("Authorization"));
    }

    [Fact]
    public async Task A_directory_token_goes_to_Azure_as_a_bearer_token()
    {
        await using var rig = await KindRig.StartAsync((http, _) => KindRig.Json(http, ChatAnswer), c => c with { Kind = ChannelKind.Azure, AccessKey = new Secret("eyJ0.e30.x") });
        using var answer = await rig.Gateway.AskAsync(WireFormat.OpenAIChat, "named");
        Assert.Equal("Bearer eyJ0.e30.x", Assert.Single(rig.Seen).Headers["Authorization"]);
    }

    [Fact]
    public async Task A_refusal_of_Azures_front_door_is_said_in_OpenAIs_shape()
    {
        await using var rig = await KindRig.StartAsync((http, _) => KindRig.Json(http, """{ "statusCode": 401, "message": "Access denied due to invalid subscription key." }""", 401), c => c with { Kind = ChannelKind.Azure });
        using var answer = await rig.Gateway.AskAsync(WireFormat.OpenAIChat, "named");
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Contains("subscription key", JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WireFormat.Gemini, false, "/v1/projects/my-project/locations/europe-west4/publishers/google/models/sent-upstream:generateContent")]
    [InlineData(WireFormat.Gemini, true, "/v1/projects/my-project/locations/europe-west4/publishers/google/models/sent-upstream:streamGenerateContent?alt=sse")]
    [InlineData(WireFormat.AnthropicMessages, false, "/v1/projects/my-project/locations/europe-west4/publishers/anthropic/models/sent-upstream:rawPredict")]
    [InlineData(WireFormat.AnthropicMessages, true, "/v1/projects/my-project/locations/europe-west4/publishers/anthropic/models/sent-upstream:streamRawPredict")]
    [InlineData(WireFormat.OpenAIChat, false, "/v1/projects/my-project/locations/europe-west4/endpoints/openapi/chat/completions")]
    public async Task Vertex_is_reached_by_project_and_region_with_a_token(WireFormat format, bool stream, string arrives)
    {
        await using var rig = await KindRig.StartAsync((http, _) => Vertex(http, format, stream), c => Vertex(c, format) with { AccessKey = new Secret("ya29.static") });
        using var answer = await rig.Gateway.AskAsync(format, "named", stream);
        string told = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.True((int)answer.StatusCode == 200, told);
        var seen = Assert.Single(rig.Seen);
        Assert.Equal(arrives, seen.Target);
        Assert.Equal("Bearer ya29.static", seen.Headers["Authorization"]);
        Assert.Equal(format == WireFormat.AnthropicMessages, seen.Body.StartsWith("{\"anthropic_version\":\"vertex-2023-10-16\",\"max_tokens\"", StringComparison.Ordinal));
        Assert.Equal(format == WireFormat.OpenAIChat, seen.Body.Contains("sent-upstream", StringComparison.Ordinal));
        Assert.False(seen.Headers.ContainsKey("x-goog-api-key") || seen.Headers.ContainsKey("x-api-key") || seen.Headers.ContainsKey("anthropic-version"));
    }

    [Fact]
    public async Task A_beta_flag_that_Vertex_refuses_is_left_out_and_not_sent_again()
    {
        await using var rig = await KindRig.StartAsync(
            (http, arrived) => arrived.Headers["anthropic-beta"].Contains("new-9", StringComparison.Ordinal)
                ? KindRig.Json(http, """{"type":"error","error":{"type":"invalid_request_error","message":"Unexpected value(s) `new-9` for the `anthropic-beta` header."}}""", 400)
                : Vertex(http, WireFormat.AnthropicMessages, stream: true),
            c => Vertex(c, WireFormat.AnthropicMessages) with { AccessKey = new Secret("ya29.static") });
        for (int i = 0; i < 2; i++)
        {
            using var answer = await rig.Gateway.AskAsync(WireFormat.AnthropicMessages, "named", stream: true, change: r => r.Headers.Add("anthropic-beta", "a-1,new-9"));
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.Equal(["a-1,new-9", "a-1", "a-1"], rig.Seen.Select(s => s.Headers["anthropic-beta"]));
    }

    [Fact]
    public async Task A_service_accounts_key_becomes_a_token_that_is_kept_and_renewed_when_it_is_refused()
    {
        using var rsa = RSA.Create(2048);
        int tokens = 0;
        string assertion = "";
        await using var google = await BareUpstream.StartAsync(async http =>
        {
            var form = await http.Request.ReadFormAsync();
            assertion = form["assertion"].ToString();
            Assert.Equal("urn:ietf:params:oauth:grant-type:jwt-bearer", form["grant_type"].ToString());
            await KindRig.Json(http, $"{{\"access_token\":\"token-{++tokens}\",\"expires_in\":3599,\"token_type\":\"Bearer\"}}");
        });
        string account = JsonSerializer.Serialize(new { type = "service_account", client_email = "robot@example.com", private_key_id = "k1", private_key = rsa.ExportPkcs8PrivateKeyPem(), token_uri = new Uri(google.BaseUri, "/token").AbsoluteUri });
        await using var rig = await KindRig.StartAsync(
            (http, seen) => seen.Body.Contains("expired", StringComparison.Ordinal) && seen.Headers["Authorization"] == "Bearer token-1"
                ? KindRig.Json(http, """{"error":{"code":401,"message":"Request had invalid authentication credentials.","status":"UNAUTHENTICATED"}}""", 401)
                : KindRig.Json(http, GeminiAnswer),
            c => Vertex(c, WireFormat.Gemini) with { AccessKey = null, Cloud = new CloudSettings { Region = "europe-west4", Project = "my-project", Credentials = new Secret(account) } });
        foreach (string text in (string[])["one", "two", "expired", "three"])
        {
            using var answer = await rig.Gateway.AskAsync(WireFormat.Gemini, "named", text: text);
            Assert.Equal(200, (int)answer.StatusCode);
        }

        Assert.Equal(["Bearer token-1", "Bearer token-1", "Bearer token-1", "Bearer token-2", "Bearer token-2"], rig.Seen.Select(s => s.Headers["Authorization"]));
        string[] parts = assertion.Split('.');
        Assert.True(rsa.VerifyData(Encoding.ASCII.GetBytes(parts[0] + "." + parts[1]), Base64Url.DecodeFromChars(parts[2]), HashAlgorithmName.SHA256, RSASignaturePadding.Pkcs1));
        var claims = JsonDocument.Parse(Base64Url.DecodeFromChars(parts[1])).RootElement;
        Assert.Equal("robot@example.com", claims.GetProperty("iss").GetString());
        Assert.Equal(3600, claims.GetProperty("exp").GetInt64() - claims.GetProperty("iat").GetInt64());
    }

    [Fact]
    public async Task Credentials_that_are_none_are_said_so_and_nothing_is_sent()
    {
        await using var rig = await KindRig.StartAsync((http, _) => KindRig.Json(http, GeminiAnswer), c => Vertex(c, WireFormat.Gemini) with { AccessKey = null, Cloud = new CloudSettings { Project = "p", Credentials = new Secret("/nowhere/key.json") } });
        using var answer = await rig.Gateway.AskAsync(WireFormat.Gemini, "named");
        Assert.Equal(401, (int)answer.StatusCode);
        Assert.Contains("service account", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Empty(rig.Seen);
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat)]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.AnthropicMessages)]
    [InlineData(WireFormat.Gemini)]
    public async Task Ollama_and_Cohere_answer_every_caller_in_its_own_format(WireFormat caller)
    {
        foreach (var form in (NativeForm[])[NativeForm.Ollama, NativeForm.Cohere])
        {
            await using var rig = await KindRig.StartAsync((http, seen) => Native(http, seen, form), c => c with { Kind = form == NativeForm.Ollama ? ChannelKind.Ollama : ChannelKind.Cohere, Native = form });
            foreach (bool stream in (bool[])[false, true])
            {
                using var answer = await rig.Gateway.AskAsync(caller, "named", stream);
                string told = await answer.Content.ReadAsStringAsync(Cancel);
                Assert.True((int)answer.StatusCode == 200, told);
                Assert.Contains("hel", told, StringComparison.Ordinal);
                Assert.Equal(form == NativeForm.Ollama ? "/api/chat" : "/chat", rig.Seen.Last().Target);
                Assert.Equal(stream, JsonDocument.Parse(rig.Seen.Last().Body).RootElement.GetProperty("stream").GetBoolean());
                var usage = (await rig.Gateway.DecisionAsync(answer)).GetProperty("usage");
                Assert.Equal((11, 5), (usage.GetProperty("input_tokens").GetInt32(), usage.GetProperty("output_tokens").GetInt32()));
            }
        }
    }

    [Theory]
    [InlineData(NativeForm.Ollama)]
    [InlineData(NativeForm.Cohere)]
    public async Task A_form_of_its_own_is_told_the_conversation_that_a_request_only_names(NativeForm form)
    {
        await using var rig = await KindRig.StartAsync((http, seen) => Native(http, seen, form), c => c with { Kind = form == NativeForm.Ollama ? ChannelKind.Ollama : ChannelKind.Cohere, Native = form });
        using var first = await rig.Gateway.Http.PostAsync("/v1/responses", GatewayRig.JsonContent("""{"model":"named","input":"My name is Ada."}"""), Cancel);
        string id = JsonDocument.Parse(await first.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("id").GetString()!;
        foreach (string path in (string[])["/v1/responses", "/v1/responses/compact"])
        {
            using var answer = await rig.Gateway.Http.PostAsync(path, GatewayRig.JsonContent($$"""{"model":"named","input":"Who am I?","previous_response_id":"{{id}}"}"""), Cancel);
            Assert.True((int)answer.StatusCode == 200, await answer.Content.ReadAsStringAsync(Cancel));
            Assert.Contains("Ada", rig.Seen.Last().Body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_picture_by_address_is_refused_by_Ollamas_way_with_the_remedy_and_an_error_line_is_an_error()
    {
        await using var rig = await KindRig.StartAsync((http, _) => http.Response.WriteAsync("{\"error\":\"model runner has unexpectedly stopped\"}\n"), c => c with { Kind = ChannelKind.Ollama, Native = NativeForm.Ollama });
        using var refused = await rig.Gateway.Http.PostAsync("/v1/chat/completions", GatewayRig.JsonContent("""{"model":"named","messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://example.com/a.png"}}]}]}"""), Cancel);
        Assert.Equal(422, (int)refused.StatusCode);
        Assert.Empty(rig.Seen);
        foreach (bool stream in (bool[])[false, true])
        {
            using var failed = await rig.Gateway.AskAsync(WireFormat.OpenAIChat, "named", stream);
            Assert.True((int)failed.StatusCode >= 500);
            Assert.Contains("unexpectedly stopped", await failed.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }
    }

    private static ChannelSettings Vertex(ChannelSettings channel, WireFormat format) => channel with
    {
        Kind = ChannelKind.Vertex,
        Format = format,
        BaseUri = new Uri(channel.BaseUri, "/v1"),
        Cloud = new CloudSettings { Region = "europe-west4", Project = "my-project" },
    };

    private static Task Vertex(HttpContext http, WireFormat format, bool stream)
    {
        if (!stream)
        {
            return KindRig.Json(http, format switch { WireFormat.Gemini => GeminiAnswer, WireFormat.AnthropicMessages => MessagesAnswer, _ => ChatAnswer });
        }

        http.Response.ContentType = "text/event-stream";
        return http.Response.WriteAsync(format == WireFormat.Gemini
            ? $"data: {GeminiAnswer}\n\n"
            : """
              event: message_start
              data: {"type":"message_start","message":{"id":"m","role":"assistant","content":[],"usage":{"input_tokens":11,"output_tokens":1}}}

              event: content_block_start
              data: {"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}

              event: content_block_delta
              data: {"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"hello"}}

              event: content_block_stop
              data: {"type":"content_block_stop","index":0}

              event: message_delta
              data: {"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":5}}

              event: message_stop
              data: {"type":"message_stop"}


              """);
    }

    private static async Task Native(HttpContext http, Arrived seen, NativeForm form)
    {
        bool stream = JsonDocument.Parse(seen.Body).RootElement.GetProperty("stream").GetBoolean();
        if (form == NativeForm.Ollama)
        {
            http.Response.ContentType = stream ? "application/x-ndjson" : "application/json";
            await http.Response.WriteAsync(stream
                ? "{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"hel\"},\"done\":false}\n{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"lo\"},\"done\":false}\n{\"model\":\"m\",\"message\":{\"role\":\"assistant\",\"content\":\"\"},\"done\":true,\"done_reason\":\"stop\",\"prompt_eval_count\":11,\"eval_count\":5}\n"
                : """{"model":"m","message":{"role":"assistant","content":"hello"},"done":true,"done_reason":"stop","prompt_eval_count":11,"eval_count":5}""");
            return;
        }

        if (!stream)
        {
            await KindRig.Json(http, """{"id":"x","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"hello"}]},"usage":{"billed_units":{"input_tokens":11,"output_tokens":5},"tokens":{"input_tokens":99,"output_tokens":6}}}""");
            return;
        }

        http.Response.ContentType = "text/event-stream";
        await http.Response.WriteAsync("""
            event: message-start
            data: {"id":"x","type":"message-start","delta":{"message":{"role":"assistant"}}}

            event: content-start
            data: {"type":"content-start","index":0,"delta":{"message":{"content":{"type":"text","text":""}}}}

            event: content-delta
            data: {"type":"content-delta","index":0,"delta":{"message":{"content":{"text":"hello"}}}}

            event: content-end
            data: {"type":"content-end","index":0}

            event: message-end
            data: {"type":"message-end","delta":{"finish_reason":"COMPLETE","usage":{"billed_units":{"input_tokens":11,"output_tokens":5}}}}

            data: [DONE]


            """);
    }
}
