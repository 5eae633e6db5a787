using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Simulated;

public sealed class StrictnessTests
{
    [Theory]
    [InlineData(WireFormat.OpenAIChat, """{"model":"m","messages":[]}""", "empty array")]
    [InlineData(WireFormat.OpenAIChat, """{"model":"m","system":"x","messages":[{"role":"user","content":"x"}]}""", "Unrecognized request argument")]
    [InlineData(WireFormat.OpenAIChat, """{"model":"m","stream_options":{},"messages":[{"role":"user","content":"x"}]}""", "only allowed when 'stream'")]
    [InlineData(WireFormat.OpenAIChat, """{"model":"m","messages":[{"role":"user","content":"x"},{"role":"tool","tool_call_id":"a","content":"x"}]}""", "must be a response to a preceeding")]
    [InlineData(WireFormat.OpenAIChat, """{"model":"m","messages":[{"role":"assistant","tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"x"}]}""", "must be followed by tool messages")]
    [InlineData(WireFormat.OpenAIChat, """{"model":"m","tools":[{"type":"function","function":{"name":"a.b"}}],"messages":[{"role":"user","content":"x"}]}""", "does not match pattern")]
    [InlineData(WireFormat.OpenAIChat, """{"messages":[]}""", "model")]
    [InlineData(WireFormat.OpenAIChat, "[1]", "JSON")]
    [InlineData(WireFormat.OpenAIResponses, """{"model":"m","messages":[]}""", "Unknown parameter: 'messages'")]
    [InlineData(WireFormat.OpenAIResponses, """{"model":"m","input":[{"type":"function_call","call_id":"a","name":"f","arguments":"{}"}]}""", "No tool output found")]
    [InlineData(WireFormat.OpenAIResponses, """{"model":"m","input":[{"type":"function_call_output","call_id":"a","output":"x"}]}""", "No tool call found")]
    [InlineData(WireFormat.OpenAIResponses, """{"model":"m","input":[{"role":"assistant","content":[{"type":"input_text","text":"x"}]}]}""", "Invalid value: 'input_text'")]
    [InlineData(WireFormat.OpenAIResponses, """{"model":"m","input":"x","previous_response_id":"resp_1"}""", "not found")]
    [InlineData(WireFormat.AnthropicMessages, """{"model":"m","messages":[{"role":"user","content":"x"}]}""", "max_tokens: Field required")]
    [InlineData(WireFormat.AnthropicMessages, """{"model":"m","max_tokens":1,"messages":[{"role":"assistant","content":"x"}]}""", "first message")]
    [InlineData(WireFormat.AnthropicMessages, """{"model":"m","max_tokens":1,"stream_options":{},"messages":[{"role":"user","content":"x"}]}""", "Extra inputs are not permitted")]
    [InlineData(WireFormat.AnthropicMessages, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"text","text":""}]}]}""", "non-empty")]
    [InlineData(WireFormat.AnthropicMessages, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":"x"}]}""", "without `tool_result`")]
    [InlineData(WireFormat.AnthropicMessages, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":[{"type":"tool_result","tool_use_id":"a"}]}]}""", "unexpected `tool_use_id`")]
    [InlineData(WireFormat.AnthropicMessages, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"thinking","thinking":"x","signature":"not base64!"}]}]}""", "Invalid `signature`")]
    [InlineData(WireFormat.Gemini, """{"contents":[]}""", "contents is not specified")]
    [InlineData(WireFormat.Gemini, """{"messages":[],"contents":[{"parts":[{"text":"x"}]}]}""", "Unknown name \\\"messages\\\"")]
    [InlineData(WireFormat.Gemini, """{"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"object","properties":{"a":{"const":1}}}}]}],"contents":[{"parts":[{"text":"x"}]}]}""", "Unknown name \\\"const\\\"")]
    [InlineData(WireFormat.Gemini, """{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},{"role":"user","parts":[{"text":"x"}]}]}""", "number of function response parts")]
    public async Task What_the_real_service_refuses_is_refused(WireFormat format, string body, string words)
    {
        await using var rig = await Rig.StartAsync();
        using var response = await rig.SendAsync(format, "m", false, body);
        string text = await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(400, (int)response.StatusCode);
        Assert.Contains(words, text, StringComparison.Ordinal);
        Assert.True(JsonSerializer.Deserialize<JsonElement>(text).TryGetProperty("error", out _));
    }

    [Fact]
    public async Task A_tool_loop_in_good_order_is_accepted_everywhere()
    {
        await using var rig = await Rig.StartAsync();
        foreach (var (format, body) in new[]
        {
            (WireFormat.OpenAIChat, """{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":null,"tool_calls":[{"id":"a","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"a","content":"x"}]}"""),
            (WireFormat.OpenAIResponses, """{"model":"m","input":[{"role":"user","content":"x"},{"type":"function_call","call_id":"a","name":"f","arguments":"{}"},{"type":"function_call_output","call_id":"a","output":"x"}]}"""),
            (WireFormat.AnthropicMessages, """{"model":"m","max_tokens":1,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"a","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"a","content":"x"}]}]}"""),
            (WireFormat.Gemini, """{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{"output":"x"}}}]}]}"""),
        })
        {
            await rig.AskAsync(format, "m", body);
        }
    }

    [Fact]
    public async Task A_stored_response_can_be_continued()
    {
        await using var rig = await Rig.StartAsync();
        var first = await rig.AskAsync(WireFormat.OpenAIResponses, "m");
        await rig.AskAsync(WireFormat.OpenAIResponses, "m", $$"""{"model":"m","input":"more","previous_response_id":"{{first.GetProperty("id").GetString()}}"}""");
    }

    [Fact]
    public async Task A_wrong_key_is_refused_where_keys_are_set()
    {
        await using var rig = await Rig.StartAsync(new() { Keys = ["right"] });
        foreach (var format in Rig.Formats)
        {
            using var response = await rig.SendAsync(format, "m", false);
            Assert.Equal(format == WireFormat.Gemini ? 400 : 401, (int)response.StatusCode);
        }

        rig.Client.DefaultRequestHeaders.Add("Authorization", "Bearer right");
        await rig.AskAsync(WireFormat.OpenAIChat, "m");
    }

    [Fact]
    public async Task Counts_lists_and_embeddings_have_their_vendors_shapes()
    {
        await using var rig = await Rig.StartAsync();
        async Task<JsonElement> Post(string path, string body)
        {
            var request = new HttpRequestMessage(HttpMethod.Post, path) { Content = new StringContent(body) };
            request.Headers.Add("anthropic-version", "2023-06-01");
            using var response = await rig.Client.SendAsync(request, TestContext.Current.CancellationToken);
            return JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        }

        Assert.True((await Post("/v1/messages/count_tokens", """{"model":"m","messages":[{"role":"user","content":"hello there"}]}""")).GetProperty("input_tokens").GetInt32() > 0);
        Assert.Equal("response.input_tokens", (await Post("/v1/responses/input_tokens", """{"model":"m","input":"x"}""")).GetProperty("object").GetString());
        Assert.Equal("response.compaction", (await Post("/v1/responses/compact", """{"model":"m","input":[{"role":"user","content":"x"}]}""")).GetProperty("object").GetString());
        Assert.True((await Post("/v1beta/models/m:countTokens", """{"contents":[{"parts":[{"text":"x"}]}]}""")).GetProperty("totalTokens").GetInt32() > 0);
        Assert.Equal(2, (await Post("/v1/embeddings", """{"model":"m","input":["a","b"]}""")).GetProperty("data").GetArrayLength());
        Assert.Contains("sim-strong", await rig.Client.GetStringAsync("/v1/models", TestContext.Current.CancellationToken), StringComparison.Ordinal);
        Assert.Contains("models/sim-strong", await rig.Client.GetStringAsync("/v1beta/models", TestContext.Current.CancellationToken), StringComparison.Ordinal);
    }
}
