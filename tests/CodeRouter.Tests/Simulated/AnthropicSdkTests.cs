using System.Text;
using Anthropic;
using Anthropic.Models.Messages;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Simulated;

public sealed class AnthropicSdkTests
{
    [Fact]
    public async Task The_anthropic_client_reads_messages_and_streams()
    {
        await using var rig = await Rig.StartAsync(new SimulatedOptions { Answers = _ => new() { Reasoning = "hm", Text = "I will look at it.", ToolCalls = [new("Read", "{\"path\":\"a.py\"}")] } });
        var client = new AnthropicClient { BaseUrl = rig.Provider.BaseUri.AbsoluteUri.TrimEnd('/'), ApiKey = "x" };
        var parameters = new MessageCreateParams { Model = "sim-strong", MaxTokens = 100, Messages = [new UserMessageParam { Content = "hello" }] };
        var whole = await client.Messages.Create(parameters, TestContext.Current.CancellationToken);
        Assert.Contains(whole.Content, block => block.TryPickText(out var text) && text.Text is "I will look at it.");
        Assert.Contains(whole.Content, block => block.TryPickToolUse(out var use) && use.Name is "Read");
        Assert.True(whole.Usage.OutputTokens > 0);

        var streamed = new StringBuilder();
        await foreach (var item in client.Messages.CreateStreaming(parameters, TestContext.Current.CancellationToken))
        {
            if (item.TryPickContentBlockDelta(out var delta) && delta.Delta.TryPickText(out var text))
            {
                streamed.Append(text.Text);
            }
        }

        Assert.Equal("I will look at it.", streamed.ToString());
    }
}
