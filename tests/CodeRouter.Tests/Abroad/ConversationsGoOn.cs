using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Tests.Faults;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Abroad;

/// <summary>Responses callers that name an earlier answer instead of repeating the conversation.</summary>
public sealed class ConversationsGoOn
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(WireFormat.OpenAIChat, false)]
    [InlineData(WireFormat.OpenAIChat, true)]
    [InlineData(WireFormat.AnthropicMessages, false)]
    [InlineData(WireFormat.AnthropicMessages, true)]
    [InlineData(WireFormat.Gemini, false)]
    [InlineData(WireFormat.Gemini, true)]
    public async Task What_a_model_of_another_format_answered_is_remembered_for_it(WireFormat upstream, bool stream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"]);
        string first = await AnswerIdAsync(rig, "sim", stream, "\"input\":\"My name is Ada.\"");
        string second = await AnswerIdAsync(rig, "sim", stream, $"\"input\":[{{\"role\":\"user\",\"content\":\"And I live in Oslo.\"}}],\"previous_response_id\":\"{first}\"");
        await AnswerIdAsync(rig, "sim", stream, $"\"input\":\"Where do I live?\",\"previous_response_id\":\"{second}\"");

        string sent = rig.Provider.Requests[^1].BodyText;
        Assert.True(sent.IndexOf("My name is Ada.", StringComparison.Ordinal) is >= 0 and var ada && sent.IndexOf("This is sim", ada, StringComparison.Ordinal) is >= 0 and var answer
            && sent.IndexOf("And I live in Oslo.", answer, StringComparison.Ordinal) is >= 0 and var oslo && sent.IndexOf("Where do I live?", oslo, StringComparison.Ordinal) > oslo, sent);
    }

    [Fact]
    public async Task It_survives_a_restart_and_ends_at_the_keys_own_door()
    {
        await using var provider = await Simulated.Rig.StartAsync();
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        var settings = GatewayRig.Settings([AbroadRig.Card("m", WireFormat.OpenAIChat)], [AbroadRig.Channel("one", WireFormat.OpenAIChat, provider.Provider.BaseUri, "m", "sim")]);
        string id;
        await using (var before = await Composition.StartAsync(new GatewayOptions { Settings = settings, DataFolder = folder.FullName, IgnoresSignals = true, LogLevel = Microsoft.Extensions.Logging.LogLevel.None }))
        {
            using var http = new HttpClient { BaseAddress = new Uri(before.Addresses[0]) };
            id = await AnswerIdAsync(http, "m", false, "\"input\":\"My name is Ada.\"");
        }

        await using var after = await GatewayRig.StartAsync(settings, folder: folder.FullName);
        await AnswerIdAsync(after.Http, "m", false, $"\"input\":\"Who am I?\",\"previous_response_id\":\"{id}\"");
        Assert.Contains("My name is Ada.", provider.Provider.Requests[^1].BodyText, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Another_keys_answer_is_not_known()
    {
        await using var provider = await Simulated.Rig.StartAsync();
        var settings = GatewayRig.Settings([AbroadRig.Card("sim", WireFormat.OpenAIChat)], [AbroadRig.Channel("one", WireFormat.OpenAIChat, provider.Provider.BaseUri, "sim", "sim")]);
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

        await using var rig = await GatewayRig.StartAsync(settings with { Access = new AccessSettings { RequireKeys = RequireKeys.Always } }, folder: folder.FullName);
        string id = await AnswerIdAsync(rig, "sim", false, "\"input\":\"My name is Ada.\"", keys[0]);
        await AnswerIdAsync(rig, "sim", false, $"\"input\":\"Who am I?\",\"previous_response_id\":\"{id}\"", keys[0]);
        using var answer = await AskAsync(rig.Http, "sim", $"\"input\":\"Who am I?\",\"previous_response_id\":\"{id}\"", keys[1]);
        Assert.Equal(400, (int)answer.StatusCode);
        Assert.Contains("previous_response_id", await Told.BodyAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_is_not_known_or_was_not_to_be_stored_is_a_loud_400()
    {
        await using var rig = await AbroadRig.StartAsync(WireFormat.AnthropicMessages, ["sim"]);
        string id = await AnswerIdAsync(rig, "sim", false, "\"input\":\"My name is Ada.\",\"store\":false");
        foreach (string previous in (string[])[id, "resp_of_somebody_else"])
        {
            using var answer = await AskAsync(rig.Http, "sim", $"\"input\":\"Who am I?\",\"previous_response_id\":\"{previous}\"");
            string body = await Told.BodyAsync(answer);
            Assert.Equal(400, (int)answer.StatusCode);
            Assert.Contains("Send the whole conversation", body, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task At_home_the_name_is_passed_on_and_abroad_the_conversation_is_written_out()
    {
        await using var rig = await AbroadRig.StartAsync([("home", WireFormat.OpenAIResponses), ("away", WireFormat.Gemini)]);
        string first = await AnswerIdAsync(rig, "home", true, "\"input\":\"My name is Ada.\"");
        string second = await AnswerIdAsync(rig, "home", true, $"\"input\":\"I live in Oslo.\",\"previous_response_id\":\"{first}\"");
        Assert.Contains(first, rig.Provider.Requests[^1].BodyText, StringComparison.Ordinal);
        Assert.DoesNotContain("Ada", rig.Provider.Requests[^1].BodyText, StringComparison.Ordinal);

        string third = await AnswerIdAsync(rig, "away", true, $"\"input\":\"Where do I live?\",\"previous_response_id\":\"{second}\"");
        Assert.Contains("My name is Ada.", rig.Provider.Requests[^1].BodyText, StringComparison.Ordinal);

        // What was answered abroad, home has never heard of: it is told everything.
        await AnswerIdAsync(rig, "home", true, $"\"input\":\"Who am I?\",\"previous_response_id\":\"{third}\"");
        string sent = rig.Provider.Requests[^1].BodyText;
        Assert.Contains("My name is Ada.", sent, StringComparison.Ordinal);
        Assert.Contains("This is away", sent, StringComparison.Ordinal);
        Assert.DoesNotContain("previous_response_id", sent, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_routed_request_that_points_at_its_own_vendor_stays_there()
    {
        await using var rig = await AbroadRig.StartAsync([("home", WireFormat.OpenAIResponses), ("away", WireFormat.Gemini)]);
        foreach (string member in (string[])["\"conversation\":\"conv_1\"", "\"background\":true", "\"tools\":[{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\"}}]", "\"tools\":[{\"type\":\"mcp\",\"server_label\":\"x\",\"server_url\":\"https://x\"}]"])
        {
            using var answer = await AskAsync(rig.Http, Policy.AutoGroup, $"\"input\":\"hi\",{member}");
            Assert.Equal("home", answer.Headers.GetValues("X-CodeRouter-Model").Single());
        }
    }

    [Theory]
    [InlineData(WireFormat.OpenAIResponses, "\"input\":\"hi\",\"conversation\":\"conv_1\"", 400)]
    [InlineData(WireFormat.OpenAIResponses, "\"input\":\"hi\",\"background\":true", 422)]
    [InlineData(WireFormat.OpenAIResponses, "\"input\":\"hi\",\"tools\":[{\"type\":\"code_interpreter\",\"container\":{\"type\":\"auto\"}}]", 422)]
    [InlineData(WireFormat.AnthropicMessages, "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"tools\":[{\"type\":\"computer_20250124\",\"name\":\"computer\",\"display_width_px\":1,\"display_height_px\":1}]", 422)]
    [InlineData(WireFormat.AnthropicMessages, "\"max_tokens\":9,\"messages\":[{\"role\":\"user\",\"content\":\"hi\"}],\"mcp_servers\":[{\"type\":\"url\",\"url\":\"https://x\",\"name\":\"x\"}]", 422)]
    public async Task What_only_its_own_vendor_can_do_is_refused_with_the_names_of_models_that_can(WireFormat caller, string members, int status)
    {
        await using var rig = await AbroadRig.StartAsync([("able", caller), ("away", WireFormat.Gemini)]);
        using var answer = await rig.Http.PostAsync(GatewayRig.Path(caller, "away", false), GatewayRig.JsonContent("{\"model\":\"away\"," + members + "}"), Cancel);
        string body = await Told.BodyAsync(answer);

        Assert.True((int)answer.StatusCode == status, body);
        Told.Error(caller, answer.StatusCode, body);
        Assert.Contains("able", body, StringComparison.Ordinal);
        Assert.Empty(rig.Provider.Requests);
    }

    private static Task<string> AnswerIdAsync(GatewayRig rig, string model, bool stream, string members, string? key = null) => AnswerIdAsync(rig.Http, model, stream, members, key);

    private static async Task<string> AnswerIdAsync(HttpClient http, string model, bool stream, string members, string? key = null)
    {
        using var answer = await AskAsync(http, model, members + (stream ? ",\"stream\":true" : ""), key);
        string body = await Told.BodyAsync(answer);
        Assert.True((int)answer.StatusCode == 200, body);
        string json = stream ? Simulated.Rig.Events(body).Last(e => e.Name is "response.completed").Data : body;
        var root = JsonDocument.Parse(json).RootElement;
        return (stream ? root.GetProperty("response") : root).GetProperty("id").GetString()!;
    }

    private static Task<HttpResponseMessage> AskAsync(HttpClient http, string model, string members, string? key = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, "/v1/responses") { Content = GatewayRig.JsonContent($"{{\"model\":\"{model}\",{members}}}") };
        if (key is not null)
        {
            request.Headers.Add("Authorization", "Bearer " + key);
        }

        return http.SendAsync(request, Cancel);
    }
}
