using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Clients without session ids are told apart by how a conversation opens, and people open many with the same words.</summary>
public sealed class ConversationsThatOpenAlike
{
    [Fact]
    public async Task A_new_one_does_not_begin_where_an_earlier_one_had_got_to()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["small", "large"], settings => settings with
        {
            Policy = settings.Policy with { Models = [GatewayRig.Card("small", Tier.Cheap, 1, 5), GatewayRig.Card("large", Tier.Strong, 5, 25)] },
        });
        Assert.Equal("small", await ModelAsync(rig, "fix the date parser"));
        Assert.Equal("large", await ModelAsync(rig, "fix the date parser", "done", "still failing"));
        Assert.Equal("large", await ModelAsync(rig, "fix the date parser", "done", "still failing", "done", "still broken"));
        Assert.Equal("small", await ModelAsync(rig, "fix the date parser"));
    }

    private static async Task<string> ModelAsync(GatewayRig rig, params string[] said)
    {
        string body = JsonSerializer.Serialize(new { model = "coding-auto", messages = said.Select((text, i) => new { role = i % 2 == 0 ? "user" : "assistant", content = text }) });
        using var answer = await rig.Http.PostAsync(GatewayRig.Path(WireFormat.OpenAIChat, "coding-auto", stream: false), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
        return answer.Headers.GetValues("X-CodeRouter-Model").Single();
    }
}
