using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Config;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Channels that tell which models they have: a LiteLLM proxy above all, with prices and windows.</summary>
public sealed class ListedModelTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private const string Names = """
        {"object":"list","data":[{"id":"smart","object":"model","owned_by":"openai"},{"id":"house-model","object":"model"},{"id":"text-embedding-3-small","object":"model"},{"id":"groq/*","object":"model"}]}
        """;

    private const string Facts = """
        {"data":[
          {"model_name":"smart","litellm_params":{"model":"anthropic/claude-sonnet-4-6"},"model_info":{"id":"1","mode":"chat","input_cost_per_token":3e-06,"output_cost_per_token":1.5e-05,"cache_read_input_token_cost":3e-07,"max_input_tokens":200000,"max_output_tokens":64000,"supports_function_calling":true,"supports_vision":true}},
          {"model_name":"smart","litellm_params":{"model":"bedrock/claude-sonnet-4-6"},"model_info":{"id":"2","mode":"chat","input_cost_per_token":3.3e-06,"output_cost_per_token":1.65e-05,"max_input_tokens":180000,"max_output_tokens":64000,"supports_function_calling":true,"supports_vision":true}},
          {"model_name":"house-model","litellm_params":{"model":"hosted_vllm/x"},"model_info":{"id":"3"}},
          {"model_name":"text-embedding-3-small","litellm_params":{"model":"text-embedding-3-small"},"model_info":{"id":"4","mode":"embedding","input_cost_per_token":2e-08,"output_cost_per_token":0}},
          {"model_name":"other-team","litellm_params":{"model":"gpt-5.5"},"model_info":{"id":"5","mode":"chat"}}]}
        """;

    private const string Said = """{"id":"c","object":"chat.completion","model":"claude","choices":[{"index":0,"message":{"role":"assistant","content":"hello"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1000,"completion_tokens":100,"total_tokens":1100}}""";

    [Fact]
    public async Task One_channel_of_kind_litellm_gives_all_models_of_the_proxy_with_their_prices_and_windows()
    {
        await using var proxy = await BareUpstream.StartAsync(http => ProxyAsync(http, facts: true));
        await using var rig = await StartAsync($"channels: [{{name: litellm, kind: litellm, base_url: '{proxy.BaseUri}', access_key: sk-team}}]");

        var listed = JsonDocument.Parse(await rig.Http.GetStringAsync("/v1/models", Cancel)).RootElement.GetProperty("data").EnumerateArray().Select(m => m.GetProperty("id").GetString()).ToList();
        Assert.Contains("smart", listed);
        Assert.Contains("house-model", listed);
        Assert.DoesNotContain("other-team", listed);
        Assert.DoesNotContain("groq/*", listed);
        var smart = Model(rig, "smart");
        Assert.Equal((3.3m, 16.5m, 180_000, 64_000), (smart.Price.Input, smart.Price.Output, smart.ContextWindow, smart.MaxOutput));
        Assert.Equal((Capability.Tools | Capability.Vision, Tier.Balanced, false), (smart.Capabilities, smart.Tier, smart.IsLocal));
        Assert.Equal((false, null, true), (Model(rig, "house-model").Price.IsKnown, Model(rig, "house-model").Capabilities, Model(rig, "house-model").Routable));
        Assert.False(Model(rig, "text-embedding-3-small").Routable);

        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "smart");
        Assert.Contains("hello", await answer.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal("litellm", decision.GetProperty("channel").GetString());
        Assert.Equal((0.00495m, 0.0041m), (decision.GetProperty("cost_usd").GetDecimal(), decision.GetProperty("reported_cost_usd").GetDecimal()));
    }

    [Fact]
    public async Task A_key_that_may_not_see_the_facts_still_gets_the_names_and_what_the_catalog_knows_of_them()
    {
        await using var proxy = await BareUpstream.StartAsync(http => ProxyAsync(http, facts: false, names: """{"data":[{"id":"claude-opus-4-8"},{"id":"azure/gpt-5.5"}]}"""));
        await using var rig = await StartAsync($"channels: [{{name: litellm, kind: litellm, base_url: '{proxy.BaseUri}', access_key: sk-team}}]");

        Assert.Equal((Tier.Strong, true), (Model(rig, "claude-opus-4-8").Tier, Model(rig, "claude-opus-4-8").Price.IsKnown));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "azure/gpt-5.5");
        Assert.Equal(200, (int)answer.StatusCode);
    }

    [Fact]
    public async Task Groups_may_name_models_before_they_are_listed_and_a_proxy_that_comes_up_later_is_found()
    {
        bool up = false;
        await using var proxy = await BareUpstream.StartAsync(http =>
        {
            if (up)
            {
                return ProxyAsync(http, facts: true);
            }

            http.Response.StatusCode = 503;
            return Task.CompletedTask;
        });
        string text = $"{{channels: [{{name: litellm, kind: litellm, base_url: '{proxy.BaseUri}', access_key: sk-team}}], model_groups: {{team: {{members: [smart]}}}}}}";
        await using var rig = await StartAsync(text);
        Assert.Null(rig.Gateway.Configuration.Current.Policy.Models.SingleOrDefault(m => m.Name == "house-model"));

        up = true;
        Assert.Empty(rig.Gateway.Configuration.ChangeOrigin(Origin(text)).Errors);
        for (int i = 0; i < 500 && rig.Gateway.Configuration.Current.Policy.Models.All(m => m.Name != "house-model"); i++)
        {
            await Task.Delay(20, Cancel);
        }

        Assert.Equal(3.3m, Model(rig, "smart").Price.Input);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "team");
        Assert.Equal("smart", answer.Headers.GetValues("X-CodeRouter-Model").Single());
    }

    [Fact]
    public async Task A_server_nobody_knows_lists_its_models_where_the_file_says_all()
    {
        await using var server = await BareUpstream.StartAsync(http => ProxyAsync(http, facts: false, names: """{"object":"list","data":[{"id":"Qwen3-Coder-Next","max_model_len":262144}]}"""));
        await using var rig = await StartAsync($"channels: [{{name: vllm, base_url: '{server.BaseUri}', models: '*'}}]");

        Assert.Equal((262_144, true), (Model(rig, "Qwen3-Coder-Next").ContextWindow, Model(rig, "Qwen3-Coder-Next").IsLocal));
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "Qwen3-Coder-Next");
        Assert.Equal(200, (int)answer.StatusCode);
    }

    private static ModelCard Model(GatewayRig rig, string name) => rig.Gateway.Configuration.Current.Policy.Models.Single(m => m.Name == name);

    private static Task<GatewayRig> StartAsync(string text) => GatewayRig.StartAsync(Origin(text).Settings, origin: Origin(text));

    private static ConfigOrigin Origin(string text)
    {
        static Settings Listening(Settings read) => read with { Listeners = [new ListenerSettings("test", "127.0.0.1", 0, TimeSpan.FromSeconds(30))] };
        return new ConfigOrigin(text, Listening(ConfigFiles.Load(text)), ConfigFiles.Catalog, Listening);
    }

    private static Task ProxyAsync(HttpContext http, bool facts, string names = Names)
    {
        http.Response.ContentType = "application/json";
        switch (http.Request.Path.Value)
        {
            case "/v1/models":
                return http.Response.WriteAsync(names, Cancel);
            case "/v1/model/info" when facts && http.Request.Headers.Authorization == "Bearer sk-team":
                return http.Response.WriteAsync(Facts, Cancel);
            case "/v1/chat/completions":
                http.Response.Headers["x-litellm-response-cost"] = "0.0041";
                return http.Response.WriteAsync(Said, Cancel);
            default:
                http.Response.StatusCode = 403;
                return http.Response.WriteAsync("""{"error":{"message":"not for this key"}}""", Cancel);
        }
    }
}
