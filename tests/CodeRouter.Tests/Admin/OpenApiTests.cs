using System.Text.Json;
using System.Text.RegularExpressions;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Admin;

public sealed partial class OpenApiTests
{
    [Fact]
    public async Task The_description_of_the_administration_is_whole_and_consistent()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var document = JsonDocument.Parse(await rig.Http.GetStringAsync("/admin/openapi.json", TestContext.Current.CancellationToken)).RootElement;

        Assert.Equal("3.1.0", document.GetProperty("openapi").GetString());
        Assert.NotEmpty(document.GetProperty("info").GetProperty("title").GetString()!);
        Assert.NotEmpty(document.GetProperty("info").GetProperty("version").GetString()!);
        var ids = new HashSet<string>();
        foreach (var path in document.GetProperty("paths").EnumerateObject())
        {
            Assert.StartsWith("/admin/v1/", path.Name, StringComparison.Ordinal);
            foreach (var operation in path.Value.EnumerateObject())
            {
                Assert.Contains(operation.Name, (string[])["get", "post", "put", "patch", "delete"]);
                Assert.True(ids.Add(operation.Value.GetProperty("operationId").GetString()!), operation.Value.GetProperty("operationId").GetString());
                string[] named = [.. operation.Value.GetProperty("parameters").EnumerateArray().Where(p => p.GetProperty("in").GetString() == "path").Select(p => p.GetProperty("name").GetString()!)];
                Assert.Equal(InPath().Matches(path.Name).Select(m => m.Groups[1].Value), named);
                Assert.All(operation.Value.GetProperty("parameters").EnumerateArray(), p => Assert.True(p.GetProperty("in").GetString() != "path" || p.GetProperty("required").GetBoolean()));
                Assert.All(operation.Value.GetProperty("responses").EnumerateObject(), r => Assert.NotEmpty(r.Value.GetProperty("description").GetString()!));
            }
        }

        foreach (Match reference in References().Matches(document.GetRawText()))
        {
            Assert.True(document.GetProperty("components").GetProperty("schemas").TryGetProperty(reference.Groups[1].Value, out _), reference.Value);
        }
    }

    [Fact]
    public async Task What_is_answered_is_what_was_described()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var admin = await DocumentAsync(rig, "/admin/openapi.json");
        var plane = await DocumentAsync(rig, "/openapi.json");
        string id = (await CheckedAsync(rig, admin, "POST", "/admin/v1/keys", "/admin/v1/keys", """{"name":"ci","expires_at":"90d"}""")).GetProperty("id").GetString()!;
        await CheckedAsync(rig, admin, "PATCH", "/admin/v1/keys/{id}", "/admin/v1/keys/" + id, """{"team":"platform"}""");
        await CheckedAsync(rig, admin, "POST", "/admin/v1/token-groups", "/admin/v1/token-groups", """{"name":"web"}""");
        await CheckedAsync(rig, admin, "PATCH", "/admin/v1/token-groups/{name}", "/admin/v1/token-groups/web", """{"budget_usd":5}""");
        await CheckedAsync(rig, admin, "PUT", "/admin/v1/settings/{name}", "/admin/v1/settings/routing.preference", """{"value":"cost"}""");
        foreach (var (path, wrong, named) in ((string, string, string)[])[("settings/routing.preference", """{"value":"cost","bogus":1}""", "bogus"), ("settings/routing.preference", """{"valeu":"cost"}""", "valeu"), ("config", """{"yaml":"a: ["}""", "line "), ("config", """{"yaml":"","x":1}""", "nothing else")])
        {
            var refused = await rig.AdminAsync(HttpMethod.Put, "/" + path, wrong);
            Assert.Equal(System.Net.HttpStatusCode.BadRequest, refused.Status);
            Assert.Contains(named, refused.Json.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
        }

        await CheckedAsync(rig, admin, "POST", "/admin/v1/config/check", "/admin/v1/config/check", """{"yaml":"a: ["}""");
        foreach (string path in (string[])["keys", "token-groups", "models", "channels", "settings", "config", "config/versions", "audit", "routing", "usage"])
        {
            await CheckedAsync(rig, admin, "GET", "/admin/v1/" + path, "/admin/v1/" + path, null);
        }

        await CheckedAsync(rig, admin, "GET", "/admin/v1/config/versions/{number}", "/admin/v1/config/versions/1", null);
        await CheckedAsync(rig, admin, "GET", "/admin/v1/config/diff", "/admin/v1/config/diff?from=1", null);
        await CheckedAsync(rig, admin, "GET", "/admin/v1/channels/{name}/health", "/admin/v1/channels/openai/health", null);

        using var asked = await rig.Http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), GatewayRig.JsonContent("""{"model":"coding-auto","messages":[{"role":"user","content":"Fix the failing test"}]}"""), TestContext.Current.CancellationToken);
        string decision = asked.Headers.GetValues("X-CodeRouter-Decision").Single();
        await CheckedAsync(rig, plane, "GET", "/v1/coderoute/decisions/{id}", "/v1/coderoute/decisions/" + decision, null);
        await CheckedAsync(rig, plane, "POST", "/v1/coderoute/feedback", "/v1/coderoute/feedback", $$"""{"decision_id":"{{decision}}","outcome":"success"}""");
        await CheckedAsync(rig, plane, "POST", "/v1/coderoute/explain", "/v1/coderoute/explain", """{"model":"coding-auto","messages":[{"role":"user","content":"hi"}]}""");
        foreach (string group in (string[])["session", "model", "phase", "key", "repo", "agent", "tier", "day"])
        {
            await CheckedAsync(rig, plane, "GET", "/v1/coderoute/usage", "/v1/coderoute/usage?group_by=" + group, null);
        }

        await CheckedAsync(rig, plane, "GET", "/v1/coderoute/usage", "/v1/coderoute/usage?session_id=" + asked.Headers.GetValues("X-CodeRouter-Session").Single(), null);
        await CheckedAsync(rig, plane, "GET", "/health", "/health", null);
        foreach (Match reference in References().Matches(plane.GetRawText()))
        {
            Assert.True(plane.GetProperty("components").GetProperty("schemas").TryGetProperty(reference.Groups[1].Value, out _), reference.Value);
        }
    }

    [Fact]
    public async Task A_generator_learns_what_has_to_be_sent_and_how_pages_are_turned()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        var schemas = (await DocumentAsync(rig, "/admin/openapi.json")).GetProperty("components").GetProperty("schemas");
        Assert.Equal(["name"], schemas.GetProperty("KeyInput").GetProperty("required").EnumerateArray().Select(static r => r.GetString()));
        Assert.False(schemas.GetProperty("KeyChange").TryGetProperty("required", out _));
        Assert.Contains("key", schemas.GetProperty("NewKey").GetProperty("required").EnumerateArray().Select(static r => r.GetString()));
        var limit = (await DocumentAsync(rig, "/admin/openapi.json")).GetProperty("paths").GetProperty("/admin/v1/audit").GetProperty("get").GetProperty("parameters").EnumerateArray().Single(static p => p.GetProperty("name").GetString() == "limit").GetProperty("schema");
        Assert.Equal(("integer", 100, 1000), (limit.GetProperty("type").GetString(), limit.GetProperty("default").GetInt32(), limit.GetProperty("maximum").GetInt32()));
    }

    private static async Task<JsonElement> DocumentAsync(GatewayRig rig, string path) => JsonDocument.Parse(await rig.Http.GetStringAsync(path, TestContext.Current.CancellationToken)).RootElement;

    /// <summary>Asks, and holds status and answer to what the document says of them.</summary>
    private static async Task<JsonElement> CheckedAsync(GatewayRig rig, JsonElement document, string method, string path, string at, string? body)
    {
        using var request = new HttpRequestMessage(new HttpMethod(method), at) { Content = body is null ? null : GatewayRig.JsonContent(body) };
        using var answer = await rig.Http.SendAsync(request, TestContext.Current.CancellationToken);
        string text = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        var responses = document.GetProperty("paths").GetProperty(path).GetProperty(method.ToLowerInvariant()).GetProperty("responses");
        Assert.True(responses.TryGetProperty(((int)answer.StatusCode).ToString(System.Globalization.CultureInfo.InvariantCulture), out var described) && (int)answer.StatusCode < 300, $"{method} {at}: {answer.StatusCode} {text}");
        var json = JsonDocument.Parse(text).RootElement;
        Hold(document, described.GetProperty("content").GetProperty("application/json").GetProperty("schema"), json, $"{method} {at}");
        return json;
    }

    private static void Hold(JsonElement document, JsonElement schema, JsonElement value, string where)
    {
        if (schema.TryGetProperty("$ref", out var reference))
        {
            schema = document.GetProperty("components").GetProperty("schemas").GetProperty(reference.GetString()!.Split('/')[^1]);
        }

        if (schema.TryGetProperty("type", out var type))
        {
            string[] types = type.ValueKind == JsonValueKind.Array ? [.. type.EnumerateArray().Select(static t => t.GetString()!)] : [type.GetString()!];
            string found = value.ValueKind switch
            {
                JsonValueKind.Null => "null",
                JsonValueKind.True or JsonValueKind.False => "boolean",
                JsonValueKind.Number => types.Contains("integer") && value.TryGetInt64(out _) ? "integer" : "number",
                var kind => kind.ToString().ToLowerInvariant(),
            };
            Assert.True(types.Contains(found), $"{where} is {found}: {value}");
        }

        if (value.ValueKind == JsonValueKind.Object)
        {
            foreach (var name in schema.TryGetProperty("required", out var required) ? required.EnumerateArray() : default)
            {
                Assert.True(value.TryGetProperty(name.GetString()!, out _), $"{where} lacks {name}: {value}");
            }

            foreach (var member in value.EnumerateObject())
            {
                schema.TryGetProperty("additionalProperties", out var more);
                if (schema.TryGetProperty("properties", out var properties) && properties.TryGetProperty(member.Name, out var inner))
                {
                    Hold(document, inner, member.Value, $"{where}.{member.Name}");
                }
                else if (more.ValueKind == JsonValueKind.Object)
                {
                    Hold(document, more, member.Value, $"{where}.{member.Name}");
                }
                else
                {
                    Assert.True(properties.ValueKind != JsonValueKind.Object || more.ValueKind == JsonValueKind.True, $"{where}.{member.Name} is described nowhere");
                }
            }
        }
        else if (value.ValueKind == JsonValueKind.Array && schema.TryGetProperty("items", out var items))
        {
            Assert.All(value.EnumerateArray(), item => Hold(document, items, item, where + "[]"));
        }
    }

    [GeneratedRegex(@"\{(\w+)\}")]
    private static partial Regex InPath();

    [GeneratedRegex("#/components/schemas/(\\w+)")]
    private static partial Regex References();
}
