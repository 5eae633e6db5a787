using System.Text;
using CodeRouter.Core.Models.Import;
using Xunit;

namespace CodeRouter.Core.Tests.Models;

public sealed class UpstreamListsAreRead
{
    [Theory]
    [InlineData("""{"data":[{"id":"a"},{"id":"b","max_model_len":4096}]}""", "a b:4096")]
    [InlineData("""{"models":[{"name":"qwen3:8b"},{"name":"nomic-embed-text"}]}""", "qwen3:8b nomic-embed-text!")]
    [InlineData("""{"models":[{"name":"models/gemini-3-flash","inputTokenLimit":1048576}]}""", "gemini-3-flash:1048576")]
    [InlineData("""{"data":[{"id":7},"x",{"id":""},{"id":"x/*"},{"id":"a"},{"id":"a"}]}""", "a")]
    [InlineData("""[1,2]""", "")]
    [InlineData("""{"data":{"id":"a"}}""", "")]
    public void Names_and_windows(string json, string expected) =>
        Assert.Equal(expected, string.Join(' ', UpstreamList.Read(Encoding.UTF8.GetBytes(json)).Select(m => m.Name + (m.ContextWindow is { } window ? $":{window}" : "") + (m.Chats ? "" : "!"))));

    [Theory]
    [InlineData("""{"data":[{"model_name":"m","model_info":{"input_cost_per_token":"3","output_cost_per_token":[],"max_input_tokens":{},"mode":7}}]}""")]
    [InlineData("""{"data":[{"model_name":"m","litellm_params":[],"model_info":null}]}""")]
    [InlineData("""{"data":[{"model_name":"m"}]}""")]
    public void What_a_proxy_says_in_another_shape_is_unknown(string json)
    {
        var model = Assert.Single(UpstreamList.ReadLiteLlm(Encoding.UTF8.GetBytes(json)));
        Assert.Equal(("m", null, null, null, true), (model.Name, model.Price, model.ContextWindow, model.Capabilities, model.Chats));
    }

    [Fact]
    public void Of_several_deployments_the_dearest_price_and_the_smallest_window_hold_and_an_unknown_price_makes_it_unknown()
    {
        const string Json = """
            {"data":[
             {"model_name":"m","model_info":{"input_cost_per_token":1e-06,"output_cost_per_token":2e-06,"max_input_tokens":100000}},
             {"model_name":"m","model_info":{"input_cost_per_token":2e-06,"output_cost_per_token":4e-06,"max_input_tokens":50000}},
             {"model_name":"n","model_info":{"input_cost_per_token":1e-06,"output_cost_per_token":2e-06}},
             {"model_name":"n","model_info":{}}]}
            """;
        var models = UpstreamList.ReadLiteLlm(Encoding.UTF8.GetBytes(Json));
        Assert.Equal((2m, 4m, 50_000), (models[0].Price!.Input, models[0].Price!.Output, models[0].ContextWindow));
        Assert.Null(models[1].Price);
    }
}
