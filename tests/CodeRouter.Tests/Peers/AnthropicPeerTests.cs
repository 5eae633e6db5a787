using System.Text;
using System.Text.Json;
using Anthropic;
using Anthropic.Exceptions;
using Anthropic.Models.Messages;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Abroad;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Traffic;
using Xunit;

namespace CodeRouter.Tests.Peers;

/// <summary>Anthropic's own client library, pointed at the gateway as anybody would.</summary>
public sealed class AnthropicPeerTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    private static AnthropicClient Client(GatewayRig rig, string key = "any") => new() { BaseUrl = rig.BaseUri.AbsoluteUri.TrimEnd('/'), ApiKey = key, MaxRetries = 0 };

    private static MessageCreateParams Ask(string model, params MessageParam[] messages) => new() { Model = model, MaxTokens = 500, Messages = messages };

    [Theory]
    [MemberData(nameof(AbroadRig.AllFormats), MemberType = typeof(AbroadRig))]
    public async Task An_answer_comes_whole_and_as_a_stream_with_the_same_words(WireFormat upstream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"], Peer.Options);
        using var client = Client(rig);
        var ask = Ask("sim", new UserMessageParam("How is the weather?"));
        var whole = await client.Messages.Create(ask, Cancel);
        var streamed = new StringBuilder();
        await foreach (var update in client.Messages.CreateStreaming(ask, Cancel))
        {
            streamed.Append(update.Value is RawContentBlockDeltaEvent { Delta.Value: TextDelta text } ? text.Text : null);
        }

        Assert.Equal(Peer.Weather, Assert.IsType<TextBlock>(whole.Content[0].Value).Text);
        Assert.Equal(Peer.Weather, streamed.ToString());
        Assert.True(whole.Usage.OutputTokens > 0);
    }

    [Theory]
    [MemberData(nameof(AbroadRig.AllFormats), MemberType = typeof(AbroadRig))]
    public async Task A_tool_is_called_and_its_result_answered(WireFormat upstream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"], Peer.Options);
        using var client = Client(rig);
        var schema = JsonDocument.Parse(Peer.Schema).RootElement;
        List<ToolUnion> tools = [new Tool { Name = "get_weather", InputSchema = new InputSchema { Properties = schema.GetProperty("properties").EnumerateObject().ToDictionary(p => p.Name, p => p.Value), Required = ["city"] } }];
        var question = new UserMessageParam("How is the weather in Oslo?");
        var first = await client.Messages.Create(Ask("sim", question) with { Tools = tools }, Cancel);
        var call = first.Content.Select(c => c.Value).OfType<ToolUseBlock>().Single();
        Assert.Equal("get_weather", call.Name);
        Assert.Equal("Oslo", call.Input["city"].GetString());

        List<ContentBlockParam> said = [new ToolUseBlockParam { ID = call.ID, Name = call.Name, Input = call.Input }];
        List<ContentBlockParam> result = [new ToolResultBlockParam(call.ID) { Content = "21 degrees" }];
        var last = await client.Messages.Create(Ask("sim", question, new AssistantMessageParam(said), new UserMessageParam(result)) with { Tools = tools }, Cancel);
        Assert.Equal(Peer.Weather, last.Content.Select(c => c.Value).OfType<TextBlock>().Single().Text);
    }

    [Fact]
    public async Task Tokens_are_counted_and_models_listed()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"]);
        using var client = Client(rig);
        var count = await client.Messages.CountTokens(new MessageCountTokensParams { Model = "sim", Messages = [new UserMessageParam("How many tokens are these?")] }, Cancel);
        Assert.True(count.InputTokens > 0);

        var models = await client.Models.List(new(), Cancel);
        Assert.Contains("sim", models.Items.Select(m => m.ID));
        Assert.False(models.HasNext());
        Assert.Equal("other", (await client.Models.Retrieve("other", cancellationToken: Cancel)).ID);
    }

    [Fact]
    public async Task An_unknown_model_is_the_librarys_not_found_and_names_the_nearest()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["claude-haiku-4.5"]);
        using var client = Client(rig);
        var failure = await Assert.ThrowsAsync<AnthropicNotFoundException>(() => client.Messages.Create(Ask("claude-haiku-4.6", new UserMessageParam("hi")), Cancel));
        Assert.Contains("claude-haiku-4.5", failure.ResponseBody, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_wrong_key_is_the_librarys_unauthorized_and_the_right_one_opens()
    {
        var (rig, key) = await KeyedRig.StartAsync("sim");
        await using var _ = rig;
        using var wrong = Client(rig, "sk-ant-not-ours");
        using var right = Client(rig, key);
        await Assert.ThrowsAsync<AnthropicUnauthorizedException>(() => wrong.Messages.Create(Ask("sim", new UserMessageParam("hi")), Cancel));
        Assert.NotEmpty((await right.Messages.Create(Ask("sim", new UserMessageParam("hi")), Cancel)).Content);
    }

    [Theory]
    [InlineData("sim-429-retry-after-7", typeof(AnthropicRateLimitException))]
    [InlineData("sim-400", typeof(AnthropicBadRequestException))]
    public async Task An_error_of_the_upstream_is_the_librarys_own(string model, System.Type failure)
    {
        await using var rig = await GatewayRig.SimulatedAsync([model]);
        using var client = Client(rig);
        var thrown = await Assert.ThrowsAnyAsync<AnthropicApiException>(() => client.Messages.Create(Ask(model, new UserMessageParam("hi")), Cancel));
        Assert.IsType(failure, thrown);
    }

    [Fact]
    public async Task A_stream_that_dies_midway_is_an_exception()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim-dies-mid-stream"], options: Peer.Options);
        using var client = Client(rig);
        await Assert.ThrowsAnyAsync<Exception>(async () =>
        {
            await foreach (var update in client.Messages.CreateStreaming(Ask("sim-dies-mid-stream", new UserMessageParam("How is the weather?")), Cancel))
            {
                Assert.IsNotType<RawMessageStopEvent>(update.Value);
            }
        });
    }
}
