using System.Net;
using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Storage;
using CodeRouter.Storage.Sqlite;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Whoever knows another key's ids learns and changes nothing with them.</summary>
public sealed class TenantTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Another_keys_ids_open_nothing()
    {
        var (rig, mine, yours) = await TwoKeysAsync();
        await using var _ = rig;
        using var asked = await SendAsync(rig, mine, HttpMethod.Post, "/v1/chat/completions", GatewayRig.Body(WireFormat.OpenAIChat, "sim", stream: false), "my-session");
        string decision = asked.Headers.GetValues("X-CodeRouter-Decision").Single(), hash = asked.Headers.GetValues("X-CodeRouter-Request-Hash").Single();

        Assert.Equal(1, await RequestsAsync(mine, "?session_id=my-session"));
        foreach (string query in (string[])["?session_id=my-session", "", $"?key={mine.Split('-')[1]}", "?session_id=my%25", "?session_id=%27%20OR%201%3D1--", "?model=sim", "?group_by=session"])
        {
            Assert.Equal(0, await RequestsAsync(yours, query));
        }

        foreach (string id in (string[])[decision, hash, "%25", "d_%25"])
        {
            using var found = await SendAsync(rig, yours, HttpMethod.Get, "/v1/coderoute/decisions/" + id);
            Assert.Equal(HttpStatusCode.NotFound, found.StatusCode);
        }

        foreach (string body in (string[])[$$"""{"decision_id":"{{decision}}","outcome":"failure","source":"user"}""", """{"session_id":"my-session","outcome":"failure","source":"user"}"""])
        {
            using var said = await SendAsync(rig, yours, HttpMethod.Post, "/v1/coderoute/feedback", body);
            Assert.Equal(HttpStatusCode.NotFound, said.StatusCode);
        }

        using var known = await SendAsync(rig, mine, HttpMethod.Get, "/v1/coderoute/decisions/" + decision);
        Assert.Equal(HttpStatusCode.OK, known.StatusCode);

        async Task<long> RequestsAsync(string key, string query)
        {
            using var answer = await SendAsync(rig, key, HttpMethod.Get, "/v1/coderoute/usage" + query);
            return JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("totals").GetProperty("requests").GetInt64();
        }
    }

    [Fact]
    public async Task A_session_of_the_same_name_under_two_keys_has_a_budget_for_each()
    {
        var (rig, mine, yours) = await TwoKeysAsync(perSession: 0.004m);
        await using var _ = rig;
        while ((await AskAsync(mine)) == HttpStatusCode.OK)
        {
        }

        Assert.Equal(HttpStatusCode.PaymentRequired, await AskAsync(mine));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(yours));

        async Task<HttpStatusCode> AskAsync(string key)
        {
            using var answer = await SendAsync(rig, key, HttpMethod.Post, "/v1/messages", GatewayRig.Body(WireFormat.AnthropicMessages, "sim", stream: false), "shared-name");
            return answer.StatusCode;
        }
    }

    [Theory]
    [InlineData("sim", "coding-auto, sim", "coding-auto, sim", "other, fast")]
    [InlineData("coding-auto", "coding-auto", "coding-auto", "sim, other, fast")]
    [InlineData("fast", "fast", "fast", "sim, coding-auto")]
    [InlineData("nothing-here", "", "", "sim, other, fast, coding-auto")]
    public async Task A_key_is_told_of_the_names_it_may_ask_for_and_no_others(string allowed, string listed, string served, string refused)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"], static settings => settings with
        {
            Access = new AccessSettings { RequireKeys = RequireKeys.Always },
            Policy = settings.Policy with { Groups = new Dictionary<string, ModelGroup> { ["fast"] = new("fast", false, [new GroupMember("other", null, 1)]) } },
        });
        var key = NewKey.Make("mine", DateTimeOffset.UtcNow);
        using (var database = SqliteDatabase.Open(Path.Combine(rig.DataFolder, "coderouter.db")))
        {
            new KeyTables(database).Add(key.Key with { Models = new HashSet<string> { allowed } });
        }

        await Faults.LeavingTests.UntilAsync(async () => (await SendAsync(rig, key.Text, HttpMethod.Get, "/v1/models")).IsSuccessStatusCode);
        using var answer = await SendAsync(rig, key.Text, HttpMethod.Get, "/v1/models");
        var list = JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement.GetProperty("data");
        Assert.Equal(listed, string.Join(", ", list.EnumerateArray().Select(static m => m.GetProperty("id").GetString()).Order(StringComparer.Ordinal)));
        foreach (string model in served.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(model));
        }

        foreach (string model in refused.Split(", ", StringSplitOptions.RemoveEmptyEntries))
        {
            Assert.Equal(HttpStatusCode.Forbidden, await AskAsync(model));
        }

        async Task<HttpStatusCode> AskAsync(string model)
        {
            using var asked = await SendAsync(rig, key.Text, HttpMethod.Post, "/v1/messages", GatewayRig.Body(WireFormat.AnthropicMessages, model, stream: false));
            return asked.StatusCode;
        }
    }

    private static async Task<HttpResponseMessage> SendAsync(GatewayRig rig, string key, HttpMethod method, string path, string? body = null, string? session = null)
    {
        using var request = new HttpRequestMessage(method, path) { Content = body is null ? null : GatewayRig.JsonContent(body) };
        request.Headers.Add("x-api-key", key);
        if (session is not null)
        {
            request.Headers.Add("X-CodeRouter-Session", session);
        }

        return await rig.Http.SendAsync(request, Cancel);
    }

    private static async Task<(GatewayRig Rig, string Mine, string Yours)> TwoKeysAsync(decimal? perSession = null)
    {
        var provider = new SimulatedProvider();
        await provider.StartAsync();
        var settings = GatewayRig.Settings([GatewayRig.Card("sim")], [.. Enum.GetValues<WireFormat>().Select(f => GatewayRig.Channel(f.ApiName(), f, provider.BaseUri, ["sim"]))]);
        settings = settings with { Access = new AccessSettings { RequireKeys = RequireKeys.Always }, Policy = settings.Policy with { BudgetPerSessionUsd = perSession } };
        var folder = Directory.CreateTempSubdirectory("coderouter-test-");
        NewKey mine = NewKey.Make("mine", DateTimeOffset.UtcNow), yours = NewKey.Make("yours", DateTimeOffset.UtcNow);
        using (var database = SqliteDatabase.Open(Path.Combine(folder.FullName, "coderouter.db")))
        {
            var store = new KeyTables(database);
            store.Add(mine.Key);
            store.Add(yours.Key);
        }

        return (await GatewayRig.StartAsync(settings, provider, folder.FullName), mine.Text, yours.Text);
    }
}
