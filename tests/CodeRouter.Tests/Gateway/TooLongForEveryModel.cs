using System.Net;
using CodeRouter.Core.Conversations;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>An agent shortens its conversation by itself where it is told in its own provider's words that it must.</summary>
public sealed class TooLongForEveryModel
{
    [Theory]
    [InlineData(WireFormat.AnthropicMessages, @"""prompt is too long: [2-9]\d{4} tokens > 7900 maximum")]
    [InlineData(WireFormat.Gemini, @"input token count \([2-9]\d{4}\) exceeds the maximum number of tokens allowed \(8000\)")]
    [InlineData(WireFormat.OpenAIChat, @"""code"":""context_length_exceeded""")]
    [InlineData(WireFormat.OpenAIResponses, @"""code"":""context_length_exceeded""")]
    public async Task A_routed_request_is_refused_as_the_callers_own_provider_would(WireFormat format, string words)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["small", "smaller"], static s => s with
        {
            Policy = s.Policy with { Models = [.. s.Policy.Models.Select(static m => m with { ContextWindow = m.Name == "small" ? 8000 : 4000, MaxOutput = 200 })] },
        });
        string long_ = string.Concat(Enumerable.Repeat("word ", 30_000));
        using var answer = await rig.AskAsync(format, "coding-auto", text: long_);
        string said = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Matches(words, said);
    }
}
