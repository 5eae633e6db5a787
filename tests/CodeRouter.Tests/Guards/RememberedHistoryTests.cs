using System.Net;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Guards;

/// <summary>
/// A Responses conversation that goes on by naming an earlier answer leaves with its history written out, where another provider than the
/// one who remembers it is asked: guards and rules look at that history as well.
/// </summary>
public sealed class RememberedHistoryTests
{
    private const string Key = "AKIAQ7ZR2KX9LMT4VWB8";

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_file_that_was_named_in_the_remembered_part_still_keeps_the_request_in()
    {
        await using var rig = await RigAsync(new GuardSettings { Rules = [new GuardRule { Name = "vault", Paths = ["infra/secret/**"], Action = GuardAction.Route }] });
        string id = await IdAsync(await AskAsync(rig, "coding-auto", "read infra/secret/a.tf", null));

        using var named = await AskAsync(rig, "cloud", "thanks", id);
        using var routed = await AskAsync(rig, "coding-auto", "thanks", id);
        Assert.Equal(HttpStatusCode.Forbidden, named.StatusCode);
        Assert.Contains("rule vault", await named.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Equal("den", routed.Headers.GetValues("X-CodeRouter-Model").Single());
        Assert.DoesNotContain(rig.Provider.Requests, static r => r.BodyText.Contains("\"cloud\"", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_secret_in_the_remembered_part_still_keeps_the_request_at_home()
    {
        await using var rig = await RigAsync(new GuardSettings { Secrets = GuardAction.Route });
        string id = await IdAsync(await AskAsync(rig, "coding-auto", "my id is " + Key, null));
        using var named = await AskAsync(rig, "cloud", "thanks", id);
        using var next = await AskAsync(rig, "coding-auto", "design the billing architecture and plan its migration", id);
        Assert.Equal((HttpStatusCode.Forbidden, "den"), (named.StatusCode, next.Headers.GetValues("X-CodeRouter-Model").Single()));
        Assert.DoesNotContain(rig.Provider.Requests, static r => r.BodyText.Contains("\"cloud\"", StringComparison.Ordinal));
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_was_redacted_stays_redacted_when_its_history_is_written_out_and_is_restored_in_the_answer(bool stream)
    {
        await using var rig = await RigAsync(new GuardSettings { Secrets = GuardAction.Redact });
        string first = await ReadAsync(await AskAsync(rig, "cloud", "my id is " + Key, null, stream));
        Assert.True(first.Contains(Key, StringComparison.Ordinal), first);
        string second = await ReadAsync(await AskAsync(rig, "cloud", "say it again", IdIn(first, stream), stream));

        Assert.Contains(Key, second, StringComparison.Ordinal);
        Assert.Equal(2, rig.Provider.Requests.Count);
        Assert.All(rig.Provider.Requests, static r => Assert.DoesNotContain(Key, r.BodyText, StringComparison.Ordinal));
        Assert.Contains("REDACTED_", rig.Provider.Requests.Last().BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_remembered_before_the_guard_was_on_is_redacted_as_it_leaves()
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var before = await RigAsync(new GuardSettings { Secrets = GuardAction.Off }, folder.FullName);
        string id = await IdAsync(await AskAsync(before, "cloud", "my id is " + Key, null));
        before.Http.Dispose();
        await before.Gateway.DisposeAsync();
        await before.Provider.DisposeAsync();

        await using var after = await RigAsync(new GuardSettings { Secrets = GuardAction.Redact }, folder.FullName);
        string answer = await ReadAsync(await AskAsync(after, "cloud", "say it again", id));
        Assert.DoesNotContain(Key, after.Provider.Requests.Single().BodyText, StringComparison.Ordinal);
        Assert.Contains(Key, answer, StringComparison.Ordinal);
    }

    private static Task<HttpResponseMessage> AskAsync(GatewayRig rig, string model, string text, string? previous, bool stream = false)
    {
        string earlier = previous is null ? "" : $",\"previous_response_id\":\"{previous}\"";
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses") { Content = GatewayRig.JsonContent($$"""{"model":"{{model}}","input":{{JsonSerializer.Serialize(text)}},"stream":{{(stream ? "true" : "false")}}{{earlier}}}""") };
        request.Headers.Add("X-CodeRouter-Session", "s1");
        return rig.Http.SendAsync(request, Cancel);
    }

    private static async Task<string> ReadAsync(HttpResponseMessage answer)
    {
        using (answer)
        {
            string body = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True(answer.IsSuccessStatusCode, body);
            return body;
        }
    }

    private static async Task<string> IdAsync(HttpResponseMessage answer) => IdIn(await ReadAsync(answer), stream: false);

    private static string IdIn(string answer, bool stream)
    {
        string json = stream ? answer.Split("data: ").First(static d => d.Contains("\"response.created\"", StringComparison.Ordinal)).Split('\n')[0] : answer;
        using var document = JsonDocument.Parse(json);
        return (stream ? document.RootElement.GetProperty("response") : document.RootElement).GetProperty("id").GetString()!;
    }

    // "cloud" is cheaper and taken where nothing forbids it; both are reached by another format, so that history is written out.
    private static async Task<GatewayRig> RigAsync(GuardSettings guards, string? folder = null)
    {
        var provider = new SimulatedProvider(new SimulatedOptions { Answers = static call => new SimulatedAnswer { Text = "You said: " + call.Request.BodyText[..Math.Min(call.Request.BodyText.Length, 4000)] } });
        await provider.StartAsync(Cancel);
        var settings = GatewayRig.Settings(
            [GatewayRig.Card("cloud", input: 1, output: 5), GatewayRig.Card("den", Tier.Local, input: 30, output: 150) with { IsLocal = true }],
            [GatewayRig.Channel("chat", WireFormat.OpenAIChat, provider.BaseUri, ["cloud"]), GatewayRig.Channel("home", WireFormat.AnthropicMessages, provider.BaseUri, ["den"])]);
        return await GatewayRig.StartAsync(settings with { Guards = guards }, provider, folder);
    }
}
