using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Abroad;

/// <summary>A Responses caller that names the answer it goes on from, and no session, stays in the session of that answer.</summary>
public sealed class SessionsGoOn
{
    private const string Key = "AKIAQ7ZR2KX9LMT4VWB8";

    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WireFormat.OpenAIResponses, false)]
    [InlineData(WireFormat.OpenAIResponses, true)]
    [InlineData(WireFormat.OpenAIChat, false)]
    [InlineData(WireFormat.AnthropicMessages, true)]
    public async Task Three_steps_are_one_session_in_the_answers_and_in_the_books(WireFormat upstream, bool stream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"]);
        var first = await AskAsync(rig.Http, "My name is Ada.", null, stream: stream);
        var second = await AskAsync(rig.Http, "I live in Oslo.", first.Id, stream: stream);
        var third = await AskAsync(rig.Http, "Where do I live?", second.Id, stream: stream);
        var other = await AskAsync(rig.Http, "Where do I live?", null, stream: stream);

        Assert.Equal([first.Session, first.Session], [second.Session, third.Session]);
        Assert.NotEqual(first.Session, other.Session);
        var groups = (await rig.UsageAsync("?group_by=session")).GetProperty("groups").EnumerateArray();
        Assert.Equal([(first.Session, 3), (other.Session, 1)], groups.Select(static g => (g.GetProperty("session_id").GetString()!, g.GetProperty("requests").GetInt32())).OrderByDescending(static g => g.Item2));
    }

    [Theory]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.AnthropicMessages)]
    public async Task Counting_and_shortening_belong_to_the_session_of_the_answer_they_name(WireFormat upstream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"]);
        var first = await AskAsync(rig.Http, "My name is Ada.", null);
        foreach (string path in (string[])["/v1/responses/input_tokens", "/v1/responses/compact"])
        {
            using var answer = await rig.Http.PostAsync(path, GatewayRig.JsonContent($$"""{"model":"sim","input":"And now?","previous_response_id":"{{first.Id}}"}"""), Cancel);
            Assert.Equal(first.Session, answer.Headers.GetValues("X-CodeRouter-Session").Single());
            if (upstream != WireFormat.OpenAIResponses)
            {
                // Whoever does not remember the conversation is told it.
                Assert.Equal(200, (int)answer.StatusCode);
                Assert.Contains("Ada", rig.Provider.Requests[^1].BodyText, StringComparison.Ordinal);
            }
        }
    }

    [Theory]
    [InlineData(false)]
    [InlineData(true)]
    public async Task What_a_command_said_is_evidence_though_the_command_is_only_named(bool kept)
    {
        const string Called = """{"id":"resp_1","object":"response","status":"completed","model":"m","output":[{"id":"fc_1","type":"function_call","call_id":"call_1","name":"shell","arguments":"{\"command\":[\"bash\",\"-lc\",\"pytest -q\"]}","status":"completed"}],"usage":{"input_tokens":1,"output_tokens":1,"total_tokens":2}}""";
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return Microsoft.AspNetCore.Http.HttpResponseWritingExtensions.WriteAsync(http.Response, Called);
        });
        // Answers are kept where a model of another format could be asked to go on.
        ChannelSettings[] channels = [AbroadRig.Channel("one", WireFormat.OpenAIResponses, upstream.BaseUri, "sim", "sim"), .. kept ? [AbroadRig.Channel("two", WireFormat.OpenAIChat, upstream.BaseUri, "other", "other")] : (ChannelSettings[])[]];
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([AbroadRig.Card("sim", WireFormat.OpenAIResponses), .. kept ? [AbroadRig.Card("other", WireFormat.OpenAIChat)] : (Core.Models.ModelCard[])[]], channels));
        using var first = await rig.Http.PostAsync("/v1/responses", GatewayRig.JsonContent("""{"model":"sim","input":"Fix the test."}"""), Cancel);
        using var second = await rig.Http.PostAsync("/v1/responses", GatewayRig.JsonContent("""{"model":"sim","previous_response_id":"resp_1","input":[{"type":"function_call_output","call_id":"call_1","output":"=== 3 failed, 2 passed in 0.10s ===\nexit code 1"}]}"""), Cancel);

        Assert.Equal(first.Headers.GetValues("X-CodeRouter-Session").Single(), second.Headers.GetValues("X-CodeRouter-Session").Single());
        var evidence = (await rig.DecisionAsync(second)).GetProperty("evidence");
        Assert.Equal("test_failed", evidence.GetProperty("outcome").GetString());
        Assert.Contains("3 failed", evidence.GetProperty("summary").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_that_are_only_named_are_asked_of_the_provider_that_has_them()
    {
        await using var rig = await AbroadRig.StartAsync([("home", WireFormat.OpenAIResponses), ("abroad", WireFormat.OpenAIChat)]);
        const string Input = """[{"type":"item_reference","id":"msg_1"},{"role":"user","content":"go on"}]""";
        using var refused = await rig.Http.PostAsync("/v1/responses", GatewayRig.JsonContent($$"""{"model":"abroad","input":{{Input}}}"""), Cancel);
        string body = await refused.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(400, (int)refused.StatusCode);
        Assert.Contains("item_reference", body, StringComparison.Ordinal);
        Assert.Contains("home", body, StringComparison.Ordinal);
        for (int i = 0; i < 3; i++)
        {
            using var routed = await rig.Http.PostAsync("/v1/responses", GatewayRig.JsonContent($$"""{"model":"coding-auto","input":{{Input}}}"""), Cancel);
            Assert.Equal("home", routed.Headers.GetValues("X-CodeRouter-Model").Single());
        }
    }

    [Fact]
    public async Task A_session_the_caller_names_is_believed_before_that_of_the_answer()
    {
        await using var rig = await AbroadRig.StartAsync(WireFormat.OpenAIResponses, ["sim"]);
        var first = await AskAsync(rig.Http, "My name is Ada.", null);
        var second = await AskAsync(rig.Http, "I live in Oslo.", first.Id, session: "mine");
        var third = await AskAsync(rig.Http, "Where do I live?", second.Id);
        Assert.Equal(["mine", "mine"], [second.Session, third.Session]);
    }

    [Fact]
    public async Task Another_keys_answer_lends_its_session_to_nobody()
    {
        await using var provider = await Simulated.Rig.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        string[] keys;
        using (var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "coderouter.db")))
        {
            keys = [.. ((string[])["one", "other"]).Select(name =>
            {
                var made = NewKey.Make(name, DateTimeOffset.UtcNow);
                new KeyTables(database).Add(made.Key);
                return made.Text;
            })];
        }

        var settings = GatewayRig.Settings([AbroadRig.Card("sim", WireFormat.OpenAIResponses)], [AbroadRig.Channel("one", WireFormat.OpenAIResponses, provider.Provider.BaseUri, "sim", "sim")]);
        await using var rig = await GatewayRig.StartAsync(settings with { Access = new AccessSettings { RequireKeys = RequireKeys.Always } }, folder: folder.FullName);
        var first = await AskAsync(rig.Http, "My name is Ada.", null, key: keys[0]);
        Assert.Equal(first.Session, (await AskAsync(rig.Http, "Who am I?", first.Id, key: keys[0])).Session);
        Assert.NotEqual(first.Session, (await AskAsync(rig.Http, "Who am I?", first.Id, key: keys[1])).Session);
    }

    [Fact]
    public async Task The_session_of_a_kept_answer_outlives_a_restart_and_is_forgotten_with_the_session()
    {
        await using var provider = await Simulated.Rig.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var settings = GatewayRig.Settings([AbroadRig.Card("sim", WireFormat.OpenAIChat)], [AbroadRig.Channel("one", WireFormat.OpenAIChat, provider.Provider.BaseUri, "sim", "sim")]);
        (string Id, string Session, string Body) first;
        await using (var before = await Composition.StartAsync(new GatewayOptions { Settings = settings, DataFolder = folder.FullName, IgnoresSignals = true, LogLevel = Microsoft.Extensions.Logging.LogLevel.None }))
        {
            using var http = new HttpClient { BaseAddress = new Uri(before.Addresses[0]) };
            first = await AskAsync(http, "My name is Ada.", null);
        }

        await using var after = await GatewayRig.StartAsync(settings, folder: folder.FullName);
        Assert.Equal(first.Session, (await AskAsync(after.Http, "Who am I?", first.Id)).Session);
        using var stores = Stores.Open(new StorageSettings(), after.DataFolder);
        Assert.Equal(2, stores.Erase(null, first.Session).Single(static t => t.Table == "stored_response").Rows);
        Assert.Empty(stores.Responses.Chain(first.Id, "", DateTimeOffset.UtcNow));
    }

    [Theory]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.OpenAIChat)]
    public async Task What_was_redacted_two_steps_ago_is_restored_in_the_answer(WireFormat upstream)
    {
        string? placeholder = null;
        var options = new SimulatedOptions
        {
            Answers = call =>
            {
                // A provider that remembers the conversation says again what it was told first.
                string body = call.Request.BodyText;
                int at = body.IndexOf("REDACTED_", StringComparison.Ordinal);
                placeholder ??= at < 0 ? null : string.Concat(body[at..].TakeWhile(static c => char.IsAsciiLetterOrDigit(c) || c == '_'));
                return new SimulatedAnswer { Text = "You said: " + placeholder };
            },
        };
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"], options, static s => s with { Guards = new GuardSettings { Secrets = GuardAction.Redact } });
        var first = await AskAsync(rig.Http, "my id is " + Key, null);
        var second = await AskAsync(rig.Http, "thanks", first.Id);
        var third = await AskAsync(rig.Http, "say it again", second.Id);

        Assert.NotNull(placeholder);
        Assert.All([first, second, third], static a => Assert.Contains(Key, a.Body, StringComparison.Ordinal));
        Assert.All(rig.Provider.Requests, static r => Assert.DoesNotContain(Key, r.BodyText, StringComparison.Ordinal));
    }

    private static async Task<(string Id, string Session, string Body)> AskAsync(HttpClient http, string text, string? previous, bool stream = false, string? session = null, string? key = null)
    {
        string earlier = previous is null ? "" : $",\"previous_response_id\":\"{previous}\"";
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses")
        {
            Content = GatewayRig.JsonContent($$"""{"model":"sim","input":{{JsonSerializer.Serialize(text)}},"stream":{{(stream ? "true" : "false")}}{{earlier}}}"""),
        };
        if (session is not null)
        {
            request.Headers.Add("X-CodeRouter-Session", session);
        }

        if (key is not null)
        {
            request.Headers.Add("Authorization", "Bearer " + key);
        }

        using var answer = await http.SendAsync(request, Cancel);
        string body = await answer.Content.ReadAsStringAsync(Cancel);
        string used = answer.Headers.TryGetValues("X-CodeRouter-Session", out var said) ? said.Single() : "";
        if ((int)answer.StatusCode != 200)
        {
            // Told by a provider or by the gateway that the answer is not known; the session it would have been of is told all the same.
            Assert.Equal(key is not null, previous is not null && (int)answer.StatusCode is 400 or 404);
            return ("", used, body);
        }

        var root = JsonDocument.Parse(stream ? Simulated.Rig.Events(body).Last(static e => e.Name is "response.completed").Data : body).RootElement;
        return ((stream ? root.GetProperty("response") : root).GetProperty("id").GetString()!, used, body);
    }
}
