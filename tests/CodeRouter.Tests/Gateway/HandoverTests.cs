using System.Text.Json;
using CodeRouter.Core.Conversations;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>A conversation is shortened by whichever model it is with, also where its provider has no route for that.</summary>
public sealed class HandoverTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private const string Conversation = """
        {"model":"named","instructions":"Be brief.","input":[
          {"type":"message","role":"user","content":[{"type":"input_text","text":"Fix the invoice."}]},
          {"type":"reasoning","id":"rs_1","summary":[],"encrypted_content":"c2VjcmV0"},
          {"type":"function_call","call_id":"c1","name":"read","arguments":"{\"path\":\"invoice.py\"}"},
          {"type":"function_call_output","call_id":"c1","output":"return price + qty"},
          {"role":"assistant","content":"It adds where it should multiply."},
          {"role":"user","content":"Then repair it."}],
         "tools":[{"type":"function","name":"read","parameters":{"type":"object","properties":{"path":{"type":"string"}}}}]}
        """;

    [Theory]
    [InlineData(WireFormat.OpenAIChat, """{"choices":[{"index":0,"message":{"role":"assistant","content":"Asked: fix invoice.py."},"finish_reason":"stop"}],"usage":{"prompt_tokens":70,"completion_tokens":9,"total_tokens":79}}""")]
    [InlineData(WireFormat.AnthropicMessages, """{"id":"m","type":"message","role":"assistant","model":"x","content":[{"type":"text","text":"Asked: fix invoice.py."}],"stop_reason":"end_turn","usage":{"input_tokens":70,"output_tokens":9}}""")]
    [InlineData(WireFormat.Gemini, """{"candidates":[{"content":{"role":"model","parts":[{"text":"Asked: fix invoice.py."}]},"finishReason":"STOP"}],"usageMetadata":{"promptTokenCount":70,"candidatesTokenCount":9,"totalTokenCount":79}}""")]
    public async Task A_model_of_another_format_writes_down_what_happened_and_the_next_request_can_go_on_from_it(WireFormat format, string told)
    {
        var asked = new List<string>();
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            asked.Add(await new StreamReader(http.Request.Body).ReadToEndAsync(Cancel));
            http.Response.ContentType = "application/json";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, told);
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("abroad", format, upstream.BaseUri, ["named"])]));

        using var answer = await rig.Http.PostAsync("/v1/responses/compact", GatewayRig.JsonContent(Conversation), Cancel);
        var shortened = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;

        Assert.Equal("response.compaction", shortened.GetProperty("object").GetString());
        var output = shortened.GetProperty("output").EnumerateArray().ToList();
        Assert.Equal(["user", "user", "user"], output.Select(item => item.GetProperty("role").GetString()));
        Assert.Equal(["Fix the invoice.", "Then repair it."], output.Take(2).Select(item => item.GetProperty("content")[0].GetProperty("text").GetString()));
        Assert.EndsWith("Asked: fix invoice.py.", output[2].GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(70, shortened.GetProperty("usage").GetProperty("input_tokens").GetInt64());
        Assert.Contains("hand-over", asked[0], StringComparison.Ordinal);
        Assert.Contains("return price + qty", asked[0], StringComparison.Ordinal);
        Assert.Equal(79, (await rig.DecisionAsync(answer)).GetProperty("usage") is var usage ? usage.GetProperty("input_tokens").GetInt64() + usage.GetProperty("output_tokens").GetInt64() : 0);

        using var next = await rig.Http.PostAsync("/v1/responses", GatewayRig.JsonContent($$"""{"model":"named","input":{{shortened.GetProperty("output").GetRawText()}}}"""), Cancel);

        Assert.Equal(200, (int)next.StatusCode);
        Assert.Contains("Asked: fix invoice.py.", asked[1], StringComparison.Ordinal);
    }

    public static TheoryData<string, string> Natives => new()
    {
        { "kind: ollama", """{"model":"x","message":{"role":"assistant","content":"Asked: fix invoice.py."},"done":true,"done_reason":"stop","prompt_eval_count":70,"eval_count":9}""" },
        { "kind: cohere, access_key: k", """{"id":"c","finish_reason":"COMPLETE","message":{"role":"assistant","content":[{"type":"text","text":"Asked: fix invoice.py."}]},"usage":{"tokens":{"input_tokens":70,"output_tokens":9}}}""" },
        { "kind: bedrock, region: eu-west-1, access_key: k", """{"output":{"message":{"role":"assistant","content":[{"text":"Asked: fix invoice.py."}]}},"stopReason":"end_turn","usage":{"inputTokens":70,"outputTokens":9,"totalTokens":79}}""" },
        { "kind: bedrock, region: eu-west-1, access_key: k, api_format: anthropic", """{"id":"m","type":"message","role":"assistant","model":"x","content":[{"type":"text","text":"Asked: fix invoice.py."}],"stop_reason":"end_turn","usage":{"input_tokens":70,"output_tokens":9}}""" },
    };

    [Theory]
    [MemberData(nameof(Natives))]
    public async Task A_model_behind_a_form_of_its_own_writes_it_down_too(string kind, string told)
    {
        string asked = "";
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            asked = await new StreamReader(http.Request.Body).ReadToEndAsync(Cancel);
            http.Response.ContentType = "application/json";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, told);
        });
        var settings = CodeRouter.Tests.Config.ConfigFiles.Load($"channels: [{{name: abroad, {kind}, base_url: '{upstream.BaseUri}', models: [named]}}]");
        await using var rig = await GatewayRig.StartAsync(settings with { Listeners = [new CodeRouter.Config.ListenerSettings("test", "127.0.0.1", 0, TimeSpan.FromSeconds(30))] });

        using var answer = await rig.Http.PostAsync("/v1/responses/compact", GatewayRig.JsonContent(Conversation), Cancel);
        string body = await answer.Content.ReadAsStringAsync(Cancel);

        Assert.True((int)answer.StatusCode == 200, body);
        var shortened = JsonDocument.Parse(body).RootElement;
        Assert.Equal("response.compaction", shortened.GetProperty("object").GetString());
        var output = shortened.GetProperty("output").EnumerateArray().ToList();
        Assert.Equal(["Fix the invoice.", "Then repair it."], output.Take(2).Select(item => item.GetProperty("content")[0].GetProperty("text").GetString()));
        Assert.EndsWith("Asked: fix invoice.py.", output[2].GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        Assert.Equal(70, shortened.GetProperty("usage").GetProperty("input_tokens").GetInt64());
        Assert.Contains("hand-over", asked, StringComparison.Ordinal);
        Assert.Contains("return price + qty", asked, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(404, """{"detail":"Not Found"}""")]
    [InlineData(405, "")]
    [InlineData(501, "not implemented")]
    public async Task A_server_of_the_same_format_without_the_route_is_asked_in_words_and_from_then_on_at_once(int status, string said)
    {
        var paths = new List<string>();
        string asked = "";
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            paths.Add(http.Request.Path);
            if (http.Request.Path == "/v1/responses/compact")
            {
                http.Response.StatusCode = status;
                await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, said);
                return;
            }

            asked = await new StreamReader(http.Request.Body).ReadToEndAsync(Cancel);
            http.Response.ContentType = "application/json";
            await Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, """{"id":"r","object":"response","status":"completed","model":"m","output":[{"type":"message","id":"a","role":"assistant","status":"completed","content":[{"type":"output_text","text":"Asked: fix invoice.py.","annotations":[]}]}],"usage":{"input_tokens":70,"output_tokens":9,"total_tokens":79}}""");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("home", WireFormat.OpenAIResponses, upstream.BaseUri, ["named"])]));

        for (int i = 0; i < 2; i++)
        {
            using var answer = await rig.Http.PostAsync("/v1/responses/compact", GatewayRig.JsonContent(Conversation), Cancel);
            string body = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True((int)answer.StatusCode == 200, body);
            var shortened = JsonDocument.Parse(body).RootElement;
            Assert.Equal("response.compaction", shortened.GetProperty("object").GetString());
            Assert.EndsWith("Asked: fix invoice.py.", shortened.GetProperty("output").EnumerateArray().Last().GetProperty("content")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
        }

        Assert.Contains("hand-over", asked, StringComparison.Ordinal);
        Assert.Equal(["/v1/responses/compact", "/v1/responses", "/v1/responses"], paths);
    }

    [Fact]
    public async Task A_model_that_is_not_there_is_still_told_as_the_provider_tells_it()
    {
        var paths = new List<string>();
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            paths.Add(http.Request.Path);
            http.Response.StatusCode = 404;
            http.Response.ContentType = "application/json";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, """{"error":{"message":"The model does not exist","type":"invalid_request_error","code":"model_not_found"}}""");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("home", WireFormat.OpenAIResponses, upstream.BaseUri, ["named"])]));

        for (int i = 0; i < 2; i++)
        {
            using var answer = await rig.Http.PostAsync("/v1/responses/compact", GatewayRig.JsonContent(Conversation), Cancel);
            Assert.Equal(404, (int)answer.StatusCode);
            Assert.Contains("model_not_found", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        }

        Assert.Equal(["/v1/responses/compact", "/v1/responses", "/v1/responses/compact", "/v1/responses"], paths);
    }

    [Fact]
    public async Task A_hand_over_without_a_word_is_an_error_and_not_an_empty_conversation()
    {
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, """{"choices":[{"index":0,"message":{"role":"assistant","content":""},"finish_reason":"stop"}]}""");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("named")], [GatewayRig.Channel("abroad", WireFormat.OpenAIChat, upstream.BaseUri, ["named"])]));

        using var answer = await rig.Http.PostAsync("/v1/responses/compact", GatewayRig.JsonContent(Conversation), Cancel);

        Assert.Equal(502, (int)answer.StatusCode);
    }

    [Fact]
    public async Task A_conversation_with_a_providers_sealed_summary_is_routed_to_models_that_can_read_it()
    {
        await using var abroad = await BareUpstream.StartAsync(http => Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, "{}"));
        await using var home = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, """{"id":"r","object":"response","status":"completed","model":"m","output":[{"type":"message","id":"a","role":"assistant","status":"completed","content":[{"type":"output_text","text":"on it","annotations":[]}]}],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}""");
        });
        var cheap = GatewayRig.Card("cheap") with { Tier = CodeRouter.Core.Models.Tier.Cheap, Formats = [WireFormat.OpenAIChat] };
        var dear = GatewayRig.Card("dear") with { Tier = CodeRouter.Core.Models.Tier.Strong, Formats = [WireFormat.OpenAIResponses] };
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([cheap, dear], [GatewayRig.Channel("abroad", WireFormat.OpenAIChat, abroad.BaseUri, ["cheap"]), GatewayRig.Channel("home", WireFormat.OpenAIResponses, home.BaseUri, ["dear"])]));

        using var answer = await rig.Http.PostAsync("/v1/responses", GatewayRig.JsonContent("""{"model":"coding-auto","input":[{"type":"compaction","id":"cmp_1","encrypted_content":"gAAAA"},{"role":"user","content":"go on"}]}"""), Cancel);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("dear", answer.Headers.GetValues("X-CodeRouter-Model").Single());
    }
}
