using System.Text.Json;
using CodeRouter.Core.Conversations;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Who asks for a trial in other words than the documented 1 pays for no answer by mistake.</summary>
public sealed class TrialsAreNotSent
{
    [Theory]
    [InlineData("1", true)]
    [InlineData("true", true)]
    [InlineData("yes", true)]
    [InlineData("0", false)]
    [InlineData("False", false)]
    [InlineData("", false)]
    public async Task Every_word_but_a_no_asks_for_a_trial(string word, bool isTrial)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "coding-auto", change: r => r.Headers.TryAddWithoutValidation("X-CodeRouter-Dry-Run", word));
        using var said = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal(isTrial, said.RootElement.TryGetProperty("candidates", out _));
        Assert.Equal(!isTrial, said.RootElement.TryGetProperty("choices", out _));
    }
}
