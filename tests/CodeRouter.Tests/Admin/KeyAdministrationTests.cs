using System.Net;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Xunit;
using Role = CodeRouter.Access.Role;

namespace CodeRouter.Tests.Admin;

public sealed class KeyAdministrationTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_key_is_made_shown_once_changed_rotated_and_revoked()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var made = await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"ci","group":"team","team":"web","budget_usd":5,"requests_per_minute":60,"models":["sim"],"expires_at":"90d"}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        string id = made.Json.GetProperty("id").GetString()!, key = made.Json.GetProperty("key").GetString()!;
        Assert.Equal(HttpStatusCode.OK, await AskAsync(rig, key));

        var shown = await rig.AdminAsync(HttpMethod.Get, "/keys/" + id);
        Assert.DoesNotContain(key, shown.Text, StringComparison.Ordinal);
        Assert.Equal((5m, 60, "active"), (shown.Json.GetProperty("budget_usd").GetDecimal(), shown.Json.GetProperty("requests_per_minute").GetInt32(), shown.Json.GetProperty("state").GetString()));
        Assert.DoesNotContain(key, (await rig.AdminAsync(HttpMethod.Get, "/keys")).Text, StringComparison.Ordinal);

        var changed = await rig.AdminAsync(HttpMethod.Patch, "/keys/" + id, """{"budget_usd":null,"user":"ann"}""", ifMatch: shown.ETag);
        Assert.Equal(HttpStatusCode.OK, changed.Status);
        Assert.Equal(System.Text.Json.JsonValueKind.Null, changed.Json.GetProperty("budget_usd").ValueKind);
        Assert.Equal(60, changed.Json.GetProperty("requests_per_minute").GetInt32());
        Assert.Equal(HttpStatusCode.Conflict, (await rig.AdminAsync(HttpMethod.Patch, "/keys/" + id, """{"user":"bob"}""", ifMatch: shown.ETag)).Status);

        var rotated = await rig.AdminAsync(HttpMethod.Post, $"/keys/{id}/rotate");
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(rig, key));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(rig, rotated.Json.GetProperty("key").GetString()!));
        Assert.Equal("revoked", (await rig.AdminAsync(HttpMethod.Delete, "/keys/" + id)).Json.GetProperty("state").GetString());
        Assert.Equal(HttpStatusCode.Unauthorized, await AskAsync(rig, rotated.Json.GetProperty("key").GetString()!));
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.AdminAsync(HttpMethod.Post, $"/keys/{id}/rotate")).Status);

        var audit = await rig.AdminAsync(HttpMethod.Get, "/audit");
        Assert.Equal(["key.revoke", "key.rotate", "key.change", "key.create"], audit.Json.GetProperty("audit").EnumerateArray().Select(e => e.GetProperty("action").GetString()));
        Assert.DoesNotContain(key.Split('-')[2], audit.Text, StringComparison.Ordinal);
        Assert.EndsWith(": user none → ann, budget_usd 5 → none", audit.Json.GetProperty("audit")[2].GetProperty("detail").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_and_its_group_say_how_much_of_their_budgets_is_used()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await rig.AdminAsync(HttpMethod.Post, "/token-groups", """{"name":"g","ratio":2,"budget_usd_per_month":10,"requests_per_minute":60}""");
        var made = (await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"ci","group":"g","budget_usd_per_day":5,"budget_tokens":100000}""")).Json;
        string id = made.GetProperty("id").GetString()!, key = made.GetProperty("key").GetString()!;
        Assert.Equal("""{"budget_tokens":0,"budget_usd_per_day":0}""", Used((await rig.AdminAsync(HttpMethod.Get, "/keys/" + id)).Json));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(rig, key));
        await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"idle","budget_usd":1}""");

        var totals = (await rig.UsageAsync()).GetProperty("totals");
        decimal billed = totals.GetProperty("cost_usd").GetDecimal() * 2;
        long tokens = totals.GetProperty("total_input_tokens").GetInt64() + totals.GetProperty("output_tokens").GetInt64();
        string used = FormattableString.Invariant($$"""{"budget_tokens":{{tokens}},"budget_usd_per_day":{{billed / 1.0000000000000000000000000000m}}}""");
        Assert.Equal(used, Used((await rig.AdminAsync(HttpMethod.Get, "/keys/" + id)).Json));
        Assert.Equal([used, """{"budget_usd":0}"""], (await rig.AdminAsync(HttpMethod.Get, "/keys")).Json.GetProperty("keys").EnumerateArray().Select(Used));
        string ofGroup = FormattableString.Invariant($$"""{"budget_usd_per_month":{{billed / 1.0000000000000000000000000000m}}}""");
        Assert.Equal(ofGroup, Used((await rig.AdminAsync(HttpMethod.Get, "/token-groups/g")).Json));
        Assert.Equal([ofGroup], (await rig.AdminAsync(HttpMethod.Get, "/token-groups")).Json.GetProperty("groups").EnumerateArray().Select(Used));

        using var asked = new HttpRequestMessage(HttpMethod.Get, "/v1/coderoute/usage");
        asked.Headers.Authorization = new("Bearer", key);
        using var told = await rig.Http.SendAsync(asked, Cancel);
        using var usage = System.Text.Json.JsonDocument.Parse(await told.Content.ReadAsStringAsync(Cancel));
        var limits = usage.RootElement.GetProperty("limits").EnumerateArray().Select(static l => $"{l.GetProperty("of")} {l.GetProperty("limit")} {l.GetProperty("most")} {l.GetProperty("used")} {l.GetProperty("left")} {l.TryGetProperty("frees_at", out _)}");
        string spent = FormattableString.Invariant($"{billed / 1.0000000000000000000000000000m}");
        Assert.Equal(
            [
                FormattableString.Invariant($"key budget_usd_per_day 5 {spent} {(5 - billed) / 1.0000000000000000000000000000m} True"),
                FormattableString.Invariant($"group budget_usd_per_month 10 {spent} {(10 - billed) / 1.0000000000000000000000000000m} True"),
                $"key budget_tokens 100000 {tokens} {100000 - tokens} False",
            ],
            limits);

        static string Used(System.Text.Json.JsonElement of) =>
            "{" + string.Join(',', of.GetProperty("used").EnumerateObject().OrderBy(static m => m.Name, StringComparer.Ordinal).Select(static m => $"\"{m.Name}\":{m.Value.GetRawText()}")) + "}";
    }

    [Fact]
    public async Task Half_a_character_is_no_name()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var refused = await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"ci \ud83d"}""");
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains("Send whole characters.", refused.Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("""{}""", "name")]
    [InlineData("""{"name":"x","budget_usd":-1}""", "budget_usd")]
    [InlineData("""{"name":"x","budget_usd":"5"}""", "budget_usd")]
    [InlineData("""{"name":"x","requests_per_minute":1.5}""", "requests_per_minute")]
    [InlineData("""{"name":"x","role":"king"}""", "role")]
    [InlineData("""{"name":"x","role":"7"}""", "role")]
    [InlineData("""{"name":"x","expires_at":"2001-01-01"}""", "expires_at")]
    [InlineData("""{"name":"x","addresses":["nowhere"]}""", "addresses")]
    [InlineData("""{"name":"x","models":"sim"}""", "models")]
    [InlineData("""{"name":"x","budgt_usd":5}""", "budgt_usd")]
    public async Task What_is_wrong_is_told_by_field_and_nothing_is_made(string body, string field)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var refused = await rig.AdminAsync(HttpMethod.Post, "/keys", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(refused.Json.GetProperty("error").GetProperty("problems").EnumerateArray(), p => p.GetProperty("field").GetString() == field);
        Assert.Equal(0, (await rig.AdminAsync(HttpMethod.Get, "/keys")).Json.GetProperty("keys").GetArrayLength());
    }

    [Theory]
    [InlineData("")]
    [InlineData("[]")]
    [InlineData("{\"name\":\"a\",\"name\":\"b\"}")]
    [InlineData("{\"name\":")]
    [InlineData("\"x\"")]
    public async Task A_body_that_is_no_object_is_told_so(string body)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var refused = await rig.AdminAsync(HttpMethod.Post, "/keys", body);

        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.NotEmpty(refused.Json.GetProperty("error").GetProperty("message").GetString()!);
    }

    [Fact]
    public async Task Each_role_may_what_it_may_and_only_owners_hand_out_administration()
    {
        var (rig, keys) = await AdminRig.KeyedAsync();
        await using (rig)
        {
            async Task<HttpStatusCode> Of(HttpMethod method, string path, string? body, string? key) => (await rig.AdminAsync(method, path, body, key)).Status;

            Assert.Equal(HttpStatusCode.Unauthorized, await Of(HttpMethod.Get, "/keys", null, null));
            Assert.Equal(HttpStatusCode.Unauthorized, await Of(HttpMethod.Get, "/keys", null, keys[Role.Owner][..^1] + "0"));
            Assert.Equal(HttpStatusCode.Forbidden, await Of(HttpMethod.Get, "/keys", null, keys[Role.None]));
            Assert.Equal(HttpStatusCode.OK, await Of(HttpMethod.Get, "/keys", null, keys[Role.Viewer]));
            Assert.Equal(HttpStatusCode.Forbidden, await Of(HttpMethod.Post, "/keys", """{"name":"x"}""", keys[Role.Viewer]));
            Assert.Equal(HttpStatusCode.Created, await Of(HttpMethod.Post, "/keys", """{"name":"x"}""", keys[Role.Admin]));
            Assert.Equal(HttpStatusCode.Forbidden, await Of(HttpMethod.Post, "/keys", """{"name":"x","role":"admin"}""", keys[Role.Admin]));
            Assert.Equal(HttpStatusCode.Created, await Of(HttpMethod.Post, "/keys", """{"name":"x","role":"admin"}""", keys[Role.Owner]));
            string owner = keys[Role.Owner].Split('-')[1], none = keys[Role.None].Split('-')[1];
            Assert.Equal(HttpStatusCode.Forbidden, await Of(HttpMethod.Delete, "/keys/" + owner, null, keys[Role.Admin]));
            Assert.Equal(HttpStatusCode.Forbidden, await Of(HttpMethod.Post, $"/keys/{owner}/rotate", null, keys[Role.Admin]));
            Assert.Equal(HttpStatusCode.Forbidden, await Of(HttpMethod.Patch, "/keys/" + none, """{"role":"owner"}""", keys[Role.Admin]));
            Assert.Equal(HttpStatusCode.OK, await Of(HttpMethod.Patch, "/keys/" + none, """{"role":"viewer"}""", keys[Role.Admin]));
        }
    }

    [Fact]
    public async Task Searches_take_wildcards_and_quotes_as_they_are()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        foreach (string name in (string[])["100%", "a_b", "plain", "o'brien"])
        {
            await rig.AdminAsync(HttpMethod.Post, "/keys", $$"""{"name":"{{name}}"}""");
        }

        foreach (var (search, found) in ((string, int)[])[("%", 1), ("_", 1), ("'", 1), ("' OR 1=1 --", 0), ("_B", 1), ("PLAIN", 1), ("nothing", 0)])
        {
            string query = "?search=" + Uri.EscapeDataString(search);
            Assert.Equal(found, (await rig.AdminAsync(HttpMethod.Get, "/keys" + query)).Json.GetProperty("keys").GetArrayLength());
            var noted = (await rig.AdminAsync(HttpMethod.Get, "/audit" + query)).Json.GetProperty("audit");
            Assert.All(noted.EnumerateArray(), e => Assert.Contains(search, e.GetRawText(), StringComparison.OrdinalIgnoreCase));
        }
    }

    [Fact]
    public async Task A_token_group_is_made_changed_and_removed_and_its_limits_count_at_once()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        string key = (await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"ci","group":"team"}""")).Json.GetProperty("key").GetString()!;
        var made = await rig.AdminAsync(HttpMethod.Post, "/token-groups", """{"name":"team","requests_per_minute":1,"ratio":1.5}""");
        Assert.Equal(HttpStatusCode.Created, made.Status);
        Assert.Equal(HttpStatusCode.Conflict, (await rig.AdminAsync(HttpMethod.Post, "/token-groups", """{"name":"team"}""")).Status);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(rig, key));
        Assert.Equal(HttpStatusCode.TooManyRequests, await AskAsync(rig, key));

        Assert.Equal(HttpStatusCode.OK, (await rig.AdminAsync(HttpMethod.Patch, "/groups/team", """{"requests_per_minute":100}""", ifMatch: made.ETag)).Status);
        Assert.Equal(HttpStatusCode.Conflict, (await rig.AdminAsync(HttpMethod.Patch, "/groups/team", """{"ratio":2}""", ifMatch: made.ETag)).Status);
        Assert.Equal(HttpStatusCode.OK, await AskAsync(rig, key));
        Assert.Equal(HttpStatusCode.OK, (await rig.AdminAsync(HttpMethod.Delete, "/token-groups/team")).Status);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.AdminAsync(HttpMethod.Get, "/token-groups/team")).Status);
    }

    private static async Task<HttpStatusCode> AskAsync(GatewayRig rig, string key)
    {
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Authorization = new("Bearer", key));
        await answer.Content.ReadAsStringAsync(Cancel);
        return answer.StatusCode;
    }

    [Theory]
    [InlineData("""{"name":"x","group":"taem"}""", "group", "There is no token group taem")]
    [InlineData("""{"name":"x","models":["sim","sinn"]}""", "models", "no model or model group sinn")]
    public async Task A_key_for_what_is_not_there_is_made_with_a_warning(string body, string field, string words)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await rig.AdminAsync(HttpMethod.Post, "/token-groups", """{"name":"team"}""");
        var made = await rig.AdminAsync(HttpMethod.Post, "/keys", body);
        Assert.Equal(HttpStatusCode.Created, made.Status);
        var warning = Assert.Single(made.Json.GetProperty("warnings").EnumerateArray());
        Assert.Equal(field, warning.GetProperty("field").GetString());
        Assert.Contains(words, warning.GetProperty("message").GetString(), StringComparison.Ordinal);
        Assert.NotEmpty(warning.GetProperty("remedy").GetString()!);

        var plain = await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"y","group":"team","models":["sim","coding-auto"]}""");
        Assert.Empty(plain.Json.GetProperty("warnings").EnumerateArray());
        var changed = await rig.AdminAsync(HttpMethod.Patch, "/keys/" + plain.Json.GetProperty("id").GetString(), body);
        Assert.Equal(field, Assert.Single(changed.Json.GetProperty("warnings").EnumerateArray()).GetProperty("field").GetString());
    }

    [Theory]
    [InlineData("/audit?limit=abc", "limit")]
    [InlineData("/audit?limit=0", "limit")]
    [InlineData("/audit?offset=-1", "offset")]
    [InlineData("/audit?since=soon", "since")]
    [InlineData("/config/versions?limit=1.5", "limit")]
    [InlineData("/config/versions?offset=x", "offset")]
    [InlineData("/config/diff", "from")]
    [InlineData("/usage?limit=abc", "limit")]
    [InlineData("/audit?limit=1001", "limit")]
    [InlineData("/audit?serch=key", "search")]
    [InlineData("/keys?grop=web", "group")]
    [InlineData("/config/diff?from=1&till=2", "till")]
    [InlineData("/usage/statement?moth=2026-10", "month")]
    [InlineData("/routing?x=1", "Leave it out")]
    [InlineData("/usage?format=xml", "format")]
    [InlineData("/usage?phase=planing", "phase")]
    [InlineData("/usage/statement?month=13", "month")]
    public async Task A_query_that_cannot_be_read_is_refused_by_name(string path, string name)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var refused = await rig.AdminAsync(HttpMethod.Get, path);
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.Contains(name, refused.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("limit=abc", "limit is")]
    [InlineData("limit=0", "limit is")]
    [InlineData("group=model", "did you mean 'group_by'? Use session_id")]
    [InlineData("since=soon", "since")]
    [InlineData("phase=planing", "implement")]
    public async Task A_caller_whose_question_cannot_be_read_hears_it_in_its_own_format(string query, string words)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var request = new HttpRequestMessage(HttpMethod.Get, "/v1/coderoute/usage?" + query) { Headers = { { "anthropic-version", "2023-06-01" } } };
        using var answer = await rig.Http.SendAsync(request, Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        var json = System.Text.Json.JsonDocument.Parse(await answer.Content.ReadAsStringAsync(Cancel)).RootElement;
        Assert.Equal("error", json.GetProperty("type").GetString());
        Assert.Contains(words, json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task As_many_groups_are_given_as_were_asked_for()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"]);
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim")).Dispose();
        (await rig.AskAsync(WireFormat.OpenAIChat, "other")).Dispose();
        Assert.Equal(2, (await rig.UsageAsync("?group_by=model")).GetProperty("groups").GetArrayLength());
        Assert.Equal(1, (await rig.UsageAsync("?group_by=model&limit=1")).GetProperty("groups").GetArrayLength());
    }
}
