using System.Net;
using System.Text.RegularExpressions;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using Xunit;
using Role = CodeRouter.Access.Role;

namespace CodeRouter.Tests.Dashboard;

public sealed partial class PagesTests
{
    private const string Hostile = "\"><script>alert('x')</script>";
    private static readonly string[] Pages = ["", "/sessions", "/models", "/decisions", "/signals", "/usage", "/keys", "/token-groups", "/channels", "/groups", "/guards", "/cache", "/graph", "/playground", "/replay", "/config", "/config/edit", "/audit", "/failures"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task Every_page_answers_before_and_after_traffic_with_one_heading_and_nothing_of_strangers_in_it()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"], s => s with { Name = Hostile });
        Assert.Contains("no data yet", await rig.Http.GetStringAsync("/dashboard", Cancel), StringComparison.Ordinal);
        await AssertPagesAsync(rig);
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.TryAddWithoutValidation("X-CodeRouter-Repo", Hostile))).Dispose();
        (await rig.AskAsync(WireFormat.OpenAIChat, "missing")).Dispose();
        await AssertPagesAsync(rig);
    }

    [Theory]
    [InlineData("")]
    [InlineData("/sessions")]
    [InlineData("/usage")]
    [InlineData("/playground")]
    public async Task Before_anything_is_there_a_page_says_what_to_do_first(string page)
    {
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([], []));
        string html = await rig.Http.GetStringAsync("/dashboard" + page, Cancel);
        Assert.Contains("href=\"/dashboard/setup\"", html[html.IndexOf("<main", StringComparison.Ordinal)..], StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sessions_page_says_what_the_headers_of_its_answers_said()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: r => r.Headers.Add("X-CodeRouter-Session", "work one"));
        string Header(string name) => answer.Headers.GetValues("X-CodeRouter-" + name).Single();
        await answer.Content.ReadAsStringAsync(Cancel);
        string list = await rig.Http.GetStringAsync("/dashboard/sessions", Cancel);
        string link = WebUtility.HtmlDecode(SessionLink().Match(list).Groups[1].Value);
        string page = WebUtility.HtmlDecode(await rig.Http.GetStringAsync(link, Cancel));
        Assert.All(["Phase", "Model", "Reason", "Decision"], (string name) => Assert.Contains(Header(name), page, StringComparison.Ordinal));
        Assert.Contains(Header("Decision"), await rig.Http.GetStringAsync("/dashboard/failures?search=" + Header("Decision"), Cancel), StringComparison.Ordinal);
        Assert.Equal(HttpStatusCode.NotFound, (await rig.Http.GetAsync("/dashboard/sessions/nobody", Cancel)).StatusCode);
    }

    [Theory]
    [InlineData(".")]
    [InlineData("..")]
    [InlineData("~")]
    [InlineData("~.")]
    [InlineData("a/../b/")]
    [InlineData("50% off?")]
    public async Task Whatever_a_session_is_called_its_page_is_where_its_link_says(string name)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        (await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: r => r.Headers.Add("X-CodeRouter-Session", name))).Dispose();
        string list = await rig.Http.GetStringAsync("/dashboard/sessions", Cancel);

        // Taken apart as a browser does.
        var link = new Uri(rig.BaseUri, WebUtility.HtmlDecode(SessionLink().Match(list).Groups[1].Value));
        string page = WebUtility.HtmlDecode(await rig.Http.GetStringAsync(link, Cancel));
        Assert.Contains($"<dt>Session</dt><dd><code>{name}</code>", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Sessions_that_two_keys_name_alike_have_a_page_each()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"]);
        foreach (string model in (string[])["sim", "other"])
        {
            string key = (await rig.AdminAsync(HttpMethod.Post, "/keys", $$"""{"name":"of {{model}}"}""")).Json.GetProperty("key").GetString()!;
            (await rig.AskAsync(WireFormat.OpenAIChat, model, change: r =>
            {
                r.Headers.Add("X-CodeRouter-Session", "work");
                r.Headers.Authorization = new("Bearer", key);
            })).Dispose();
        }

        string list = await rig.Http.GetStringAsync("/dashboard/sessions", Cancel);
        string[] links = [.. SessionLink().Matches(list).Select(static m => WebUtility.HtmlDecode(m.Groups[1].Value))];
        Assert.Equal(2, links.Distinct().Count());
        Assert.Contains("key of other", list, StringComparison.Ordinal);
        string newest = await rig.Http.GetStringAsync(links[0], Cancel);
        Assert.Contains("<dt>Key</dt><dd>of other</dd>", newest, StringComparison.Ordinal);
        Assert.Contains("<dt>Requests</dt><dd>1 answered, 0 failed</dd>", newest, StringComparison.Ordinal);
        Assert.DoesNotContain(">sim", newest, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_request_that_is_looked_for_by_its_id_says_why_it_went_where_it_went()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"]);
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "coding-auto");
        string id = answer.Headers.GetValues("X-CodeRouter-Decision").Single();
        await answer.Content.ReadAsStringAsync(Cancel);
        string page = WebUtility.HtmlDecode(await rig.Http.GetStringAsync("/dashboard/failures?search=" + id, Cancel));
        Assert.All(["Why it went there", "coding-auto, by", "expected in all", $"/dashboard/replay?id={id}"], (string said) => Assert.Contains(said, page, StringComparison.Ordinal));
    }

    [Theory]
    [InlineData("/sessions?offset=50", "The list ends before this")]
    [InlineData("/failures?offset=50", "The list ends before this")]
    [InlineData("/audit?offset=100", "The list ends before this")]
    [InlineData("/sessions?search=%00", "Nothing fits")]
    public async Task A_list_that_has_nothing_there_does_not_say_that_there_is_nothing(string path, string says)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim")).Dispose();
        (await rig.AskAsync(WireFormat.OpenAIChat, "missing")).Dispose();
        Assert.Contains(says, await rig.Http.GetStringAsync("/dashboard" + path, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task The_usage_that_is_shown_is_saved_as_a_file_by_its_link()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        (await rig.AskAsync(WireFormat.AnthropicMessages, "sim")).Dispose();
        string page = await rig.Http.GetStringAsync("/dashboard/usage?by=agent&range=all", Cancel);
        string link = WebUtility.HtmlDecode(FileLink().Match(page).Groups[1].Value);
        Assert.Equal("/dashboard/usage.csv?by=agent&range=all", link);
        Assert.StartsWith("agent,requests", await rig.Http.GetStringAsync(link, Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_is_made_in_a_form_shown_once_and_revoked()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        string token = await TokenAsync(rig.Http, "/dashboard/keys");
        using var made = await PostAsync(rig.Http, "/dashboard/keys", token, ("name", Hostile), ("role", "none"), ("budget_usd", "5"));
        string page = await made.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.OK, made.StatusCode);
        Assert.DoesNotContain("<script>alert", page, StringComparison.Ordinal);
        string key = Whole().Match(page).Value;
        Assert.NotEmpty(key);
        Assert.DoesNotContain(key, await rig.Http.GetStringAsync("/dashboard/keys", Cancel), StringComparison.Ordinal);
        using var revoked = await PostAsync(rig.Http, $"/dashboard/keys/{key.Split('-')[1]}/revoke", token);
        Assert.Equal("/dashboard/keys", revoked.RequestMessage!.RequestUri!.AbsolutePath);
        Assert.Contains("revoked", await rig.Http.GetStringAsync("/dashboard/keys", Cancel), StringComparison.Ordinal);
        Assert.Contains("key.revoke", await rig.Http.GetStringAsync("/dashboard/audit", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_a_key_is_held_to_and_what_of_it_is_mistyped_stands_in_the_list()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        string id = (await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"mine"}""")).Json.GetProperty("id").GetString()!;
        string token = await TokenAsync(rig.Http, "/dashboard/keys");
        using var saved = await PostAsync(rig.Http, "/dashboard/keys/edit", token, ("id", id), ("models", "sim, smi"), ("addresses", "10.0.0.0/8"));
        string list = await saved.Content.ReadAsStringAsync(Cancel);
        Assert.All(["Saved.", "only sim, smi", "only from 10.0.0.0/8", "no such model: smi"], (string said) => Assert.Contains(said, list, StringComparison.Ordinal));
        Assert.Contains("models none → sim smi", await rig.Http.GetStringAsync("/dashboard/audit", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Before_the_last_owner_is_revoked_it_is_said_what_makes_another()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"mine","role":"owner"}""");
        Assert.Contains("the last key that owns this router", await rig.Http.GetStringAsync("/dashboard/keys?search=mine", Cancel), StringComparison.Ordinal);
        await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"another","role":"owner"}""");
        Assert.DoesNotContain("the last key that owns this router", await rig.Http.GetStringAsync("/dashboard/keys?search=mine", Cancel), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("name", "", "none", "", "")]
    [InlineData("budget_usd", "x", "none", "much", "")]
    [InlineData("budget_usd", "x", "none", "-1", "")]
    [InlineData("role", "x", "king", "", "")]
    [InlineData("expires_at", "x", "none", "", "2001-01-01")]
    public async Task A_bad_field_is_marked_and_nothing_is_saved(string field, string name, string role, string budget, string expires)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await PostAsync(rig.Http, "/dashboard/keys", await TokenAsync(rig.Http, "/dashboard/keys"), ("name", name), ("role", role), ("budget_usd", budget), ("expires_at", expires));
        string page = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.Equal(HttpStatusCode.BadRequest, answer.StatusCode);
        Assert.Contains($"aria-invalid=\"true\" aria-describedby=\"{field}-wrong\"", page, StringComparison.Ordinal);
        Assert.Contains($"id=\"{field}-wrong\"", page, StringComparison.Ordinal);
        Assert.Contains("There are no keys yet", page, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Forms_that_are_not_ours_change_nothing()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        string token = await TokenAsync(rig.Http, "/dashboard/keys");
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(rig.Http, "/dashboard/keys", null, ("name", "x"))).StatusCode);
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(rig.Http, "/dashboard/keys", new string('0', 64), ("name", "x"))).StatusCode);
        foreach (string origin in (string[])["https://evil.example", "null", "http://localhost:1"])
        {
            using var request = new HttpRequestMessage(HttpMethod.Post, "/dashboard/keys") { Content = new FormUrlEncodedContent([new("form_token", token), new("name", "x")]) };
            request.Headers.Add("Origin", origin);
            Assert.Equal(HttpStatusCode.Forbidden, (await rig.Http.SendAsync(request, Cancel)).StatusCode);
        }

        using var look = new HttpRequestMessage(HttpMethod.Get, "/dashboard");
        look.Headers.Add("Origin", "https://evil.example");
        Assert.Equal(HttpStatusCode.Forbidden, (await rig.Http.SendAsync(look, Cancel)).StatusCode);
        using var rebound = new HttpRequestMessage(HttpMethod.Get, "/dashboard");
        rebound.Headers.Host = "evil.example";
        Assert.Equal(HttpStatusCode.Forbidden, (await rig.Http.SendAsync(rebound, Cancel)).StatusCode);
        Assert.Contains("There are no keys yet", await rig.Http.GetStringAsync("/dashboard/keys", Cancel), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Where_keys_are_required_one_signs_in_and_the_role_decides()
    {
        var (rig, keys) = await AdminRig.KeyedAsync();
        await using var held = rig;
        Assert.Contains("Key or set-up token", await rig.Http.GetStringAsync("/dashboard/keys", Cancel), StringComparison.Ordinal);
        string token = await TokenAsync(rig.Http, "/dashboard/sign-in");
        Assert.Equal(HttpStatusCode.BadRequest, (await PostAsync(rig.Http, "/dashboard/sign-in", token, ("credential", ""))).StatusCode);
        Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(rig.Http, "/dashboard/sign-in", token, ("credential", keys[Role.None]))).StatusCode);

        Assert.Contains("Overview", await (await PostAsync(rig.Http, "/dashboard/sign-in", token, ("credential", keys[Role.Viewer]))).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        string viewers = await TokenAsync(rig.Http, "/dashboard/keys");
        Assert.Equal(HttpStatusCode.Forbidden, (await PostAsync(rig.Http, "/dashboard/keys", viewers, ("name", "x"))).StatusCode);
        using var closed = await rig.Http.GetAsync("/dashboard/config/edit", Cancel);
        Assert.Equal(HttpStatusCode.Forbidden, closed.StatusCode);
        Assert.Contains("a key with the role admin", await closed.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        Assert.Contains("Key or set-up token", await (await PostAsync(rig.Http, "/dashboard/sign-out", viewers)).Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);

        await PostAsync(rig.Http, "/dashboard/sign-in", await TokenAsync(rig.Http, "/dashboard/sign-in"), ("credential", keys[Role.Admin]));
        Assert.Equal(HttpStatusCode.OK, (await PostAsync(rig.Http, "/dashboard/keys", await TokenAsync(rig.Http, "/dashboard/keys"), ("name", "x"))).StatusCode);
    }

    [Fact]
    public async Task Guessing_is_slowed_down()
    {
        var (rig, keys) = await AdminRig.KeyedAsync();
        await using var held = rig;
        string token = await TokenAsync(rig.Http, "/dashboard/sign-in");
        for (int i = 0; i < 5; i++)
        {
            Assert.Equal(HttpStatusCode.Unauthorized, (await PostAsync(rig.Http, "/dashboard/sign-in", token, ("credential", "cr-guess"))).StatusCode);
        }

        using var slowed = await PostAsync(rig.Http, "/dashboard/sign-in", token, ("credential", keys[Role.Owner]));
        Assert.Equal(HttpStatusCode.TooManyRequests, slowed.StatusCode);
        Assert.True(slowed.Headers.Contains("Retry-After"));
    }

    private static async Task AssertPagesAsync(GatewayRig rig)
    {
        foreach (string path in Pages)
        {
            using var answer = await rig.Http.GetAsync("/dashboard" + path, Cancel);
            string page = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True(answer.IsSuccessStatusCode, $"{path}: {answer.StatusCode}");
            Assert.Equal(1, page.Split("<h1").Length - 1);
            Assert.DoesNotContain("<script>", page, StringComparison.Ordinal);
            Assert.DoesNotContain(" style=", page, StringComparison.Ordinal);
            Assert.DoesNotContain("upstream-secret", page, StringComparison.Ordinal);
            string policy = answer.Headers.GetValues("Content-Security-Policy").Single();
            Assert.StartsWith("default-src 'none'", policy, StringComparison.Ordinal);
            Assert.DoesNotContain("unsafe", policy, StringComparison.Ordinal);
            foreach (Match link in Link().Matches(page))
            {
                using var there = await rig.Http.GetAsync(WebUtility.HtmlDecode(link.Groups[1].Value), Cancel);
                Assert.True(there.IsSuccessStatusCode, $"{path} links to {link.Groups[1].Value}: {there.StatusCode}");
            }
        }
    }

    private static async Task<string> TokenAsync(HttpClient http, string path) => Token().Match(await http.GetStringAsync(path, Cancel)).Groups[1].Value;

    private static Task<HttpResponseMessage> PostAsync(HttpClient http, string path, string? token, params (string Name, string Value)[] fields)
    {
        var form = fields.Select(static f => new KeyValuePair<string, string>(f.Name, f.Value));
        return http.PostAsync(path, new FormUrlEncodedContent(token is null ? form : form.Append(new("form_token", token))), Cancel);
    }

    [GeneratedRegex("(?:href|src)=\"(/[^\"]*)\"")]
    private static partial Regex Link();

    [GeneratedRegex("href=\"([^\"]+\\.csv[^\"]*)\"")]
    private static partial Regex FileLink();

    [GeneratedRegex("<a href=\"(/dashboard/sessions/[^\"]+)\"")]
    private static partial Regex SessionLink();

    [GeneratedRegex("name=\"form_token\" value=\"([0-9a-f]+)\"")]
    private static partial Regex Token();

    [GeneratedRegex("cr-[0-9a-z]{12}-[0-9a-z]{52}")]
    private static partial Regex Whole();
}
