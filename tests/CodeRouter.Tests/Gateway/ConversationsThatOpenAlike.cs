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
        await using var rig = await TwoModelsAsync();
        Assert.Equal("small", await ModelAsync(rig, "fix the date parser"));
        Assert.Equal("large", await ModelAsync(rig, "fix the date parser", "done", "still failing"));
        Assert.Equal("large", await ModelAsync(rig, "fix the date parser", "done", "still failing", "done", "still broken"));
        Assert.Equal("small", await ModelAsync(rig, "fix the date parser"));
    }

    [Fact]
    public async Task One_that_is_asked_again_after_its_failure_was_reported_goes_up()
    {
        await using var rig = await TwoModelsAsync();
        Assert.Equal("small", await ModelAsync(rig, "fix the date parser"));
        string decision = _decision!;
        using var told = await rig.Http.PostAsync(new Uri("/v1/coderoute/feedback", UriKind.Relative), GatewayRig.JsonContent($$"""{"decision_id":"{{decision}}","outcome":"failure","source":"user"}"""), TestContext.Current.CancellationToken);
        Assert.True(told.IsSuccessStatusCode, await told.Content.ReadAsStringAsync(TestContext.Current.CancellationToken));
        Assert.Equal("large", await ModelAsync(rig, "fix the date parser"));
    }

    [Fact]
    public async Task One_that_goes_on_from_an_answer_by_its_name_is_no_new_one()
    {
        await using var rig = await TwoModelsAsync();
        var (first, id) = await GoOnAsync(rig, "fix the date parser", null);
        Assert.Equal("small", first);
        Assert.Equal("large", (await GoOnAsync(rig, "still failing", id)).Model);
    }

    private static async Task<(string Model, string Id)> GoOnAsync(GatewayRig rig, string said, string? previous)
    {
        string body = JsonSerializer.Serialize(previous is null ? (object)new { model = "coding-auto", input = said } : new { model = "coding-auto", input = said, previous_response_id = previous });
        using var answer = await rig.Http.PostAsync(GatewayRig.Path(WireFormat.OpenAIResponses, "coding-auto", stream: false), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
        string told = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        Assert.True(answer.IsSuccessStatusCode, told);
        return (answer.Headers.GetValues("X-CodeRouter-Model").Single(), JsonDocument.Parse(told).RootElement.GetProperty("id").GetString()!);
    }

    private static Task<GatewayRig> TwoModelsAsync() => GatewayRig.SimulatedAsync(["small", "large"], static settings => settings with
    {
        Policy = settings.Policy with { Models = [GatewayRig.Card("small", Tier.Cheap, 1, 5), GatewayRig.Card("large", Tier.Strong, 5, 25)] },
    });

    private string? _decision;

    private async Task<string> ModelAsync(GatewayRig rig, params string[] said)
    {
        string body = JsonSerializer.Serialize(new { model = "coding-auto", messages = said.Select((text, i) => new { role = i % 2 == 0 ? "user" : "assistant", content = text }) });
        using var answer = await rig.Http.PostAsync(GatewayRig.Path(WireFormat.OpenAIChat, "coding-auto", stream: false), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
        _decision = answer.Headers.GetValues("X-CodeRouter-Decision").Single();
        return answer.Headers.GetValues("X-CodeRouter-Model").Single();
    }
}
