using System.Net;
using System.Text.RegularExpressions;
using CodeRouter.Config;
using CodeRouter.Core.Models;
using CodeRouter.Gateway;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using Xunit;
using Role = CodeRouter.Access.Role;

namespace CodeRouter.Tests.Serving;

/// <summary>A proxy serves the router at https://router.example.com/team/router/, and takes the path off or leaves it on.</summary>
public sealed partial class BelowAPathTests
{
    private const string Below = "/team/router";
    private static readonly string[] Pages = ["", "docs", "docs/api", "docs/api/admin", "docs/help", "dashboard", "dashboard/sessions", "dashboard/sessions/mine", "dashboard/models", "dashboard/models/edit?name=sim", "dashboard/channels", "dashboard/groups", "dashboard/keys", "dashboard/token-groups", "dashboard/usage", "dashboard/setup", "dashboard/playground", "dashboard/config", "dashboard/failures"];

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData("")]
    [InlineData(Below)]
    public async Task Every_address_on_every_page_stands_below_it_too(string kept)
    {
        var (rig, keys) = await ServedAsync();
        await using var held = rig;
        (await rig.AskAsync(Core.Conversations.WireFormat.OpenAIChat, "sim", change: r =>
        {
            r.Headers.Add("X-CodeRouter-Session", "mine");
            r.Headers.Authorization = new("Bearer", keys[Role.Admin]);
        })).Dispose();
        foreach (string page in Pages)
        {
            using var answer = await GetAsync(rig, $"{kept}/{page}", keys[Role.Admin]);
            string html = await answer.Content.ReadAsStringAsync(Cancel);
            Assert.True(answer.IsSuccessStatusCode, page);
            string[] addresses = [.. Address().Matches(html).Select(static m => m.Groups[1].Value).Where(static a => a.StartsWith('/'))];
            Assert.NotEmpty(addresses);
            Assert.All(addresses, address => Assert.StartsWith(Below + "/", address, StringComparison.Ordinal));
        }
    }

    [Theory]
    [InlineData("")]
    [InlineData(Below)]
    public async Task Signing_in_and_out_stays_below_it_with_a_cookie_of_its_own(string kept)
    {
        var (rig, keys) = await ServedAsync();
        await using var held = rig;
        using var browser = new HttpClient(new SocketsHttpHandler { AllowAutoRedirect = false, UseCookies = false }) { BaseAddress = rig.BaseUri };
        using var first = await SendAsync(browser, HttpMethod.Get, $"{kept}/dashboard/sessions?range=7d");
        Assert.Equal($"{Below}/dashboard/sign-in?to={Uri.EscapeDataString("/dashboard/sessions?range=7d")}", first.Headers.Location!.OriginalString);

        using var form = await SendAsync(browser, HttpMethod.Get, $"{kept}/dashboard/sign-in");
        string token = Token().Match(await form.Content.ReadAsStringAsync(Cancel)).Groups[1].Value;
        using var signed = await SendAsync(browser, HttpMethod.Post, $"{kept}/dashboard/sign-in", ("form_token", token), ("credential", keys[Role.Admin]), ("to", "/dashboard/sessions?range=7d"));
        Assert.Equal((HttpStatusCode.SeeOther, Below + "/dashboard/sessions?range=7d"), (signed.StatusCode, signed.Headers.Location!.OriginalString));
        string cookie = signed.Headers.GetValues("Set-Cookie").Single();
        Assert.Contains($"path={Below}/dashboard; secure;", cookie, StringComparison.Ordinal);

        using var page = await SendAsync(browser, HttpMethod.Get, $"{kept}/dashboard", cookie.Split(';')[0]);
        string mine = Token().Match(await page.Content.ReadAsStringAsync(Cancel)).Groups[1].Value;
        using var left = await SendAsync(browser, HttpMethod.Post, $"{kept}/dashboard/sign-out", cookie.Split(';')[0], ("form_token", mine));
        Assert.Equal(Below + "/dashboard/sign-in", left.Headers.Location!.OriginalString);
        Assert.Contains($"path={Below}/dashboard", left.Headers.GetValues("Set-Cookie").Single(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_session_whose_name_has_slashes_has_its_page()
    {
        var (rig, keys) = await ServedAsync();
        await using var held = rig;
        (await rig.AskAsync(Core.Conversations.WireFormat.OpenAIChat, "sim", change: r =>
        {
            r.Headers.Add("X-CodeRouter-Session", "a/b c");
            r.Headers.Authorization = new("Bearer", keys[Role.Admin]);
        })).Dispose();
        using var answer = await GetAsync(rig, $"{Below}/dashboard/sessions/a%2Fb%20c", keys[Role.Admin]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Theory]
    [InlineData("/v1/models")]
    [InlineData("/session/mine/v1/models")]
    [InlineData("/v1beta/models")]
    public async Task Models_are_called_there_with_the_path_left_on(string path)
    {
        var (rig, keys) = await ServedAsync();
        await using var held = rig;
        using var answer = await GetAsync(rig, Below + path, keys[Role.None]);
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
    }

    [Fact]
    public async Task Who_comes_straight_finds_the_pages_at_the_root()
    {
        var (rig, keys) = await ServedAsync();
        await using var held = rig;
        using var request = new HttpRequestMessage(HttpMethod.Get, "/dashboard") { Headers = { Authorization = new("Bearer", keys[Role.Admin]) } };
        using var answer = await rig.Http.SendAsync(request, Cancel);
        string html = await answer.Content.ReadAsStringAsync(Cancel);
        Assert.DoesNotContain($"=\"{Below}", html, StringComparison.Ordinal);
        Assert.Contains("href=\"/dashboard/models\"", html, StringComparison.Ordinal);
    }

    [Fact]
    public void No_path_of_the_router_itself_is_one_to_serve_it_below() =>
        Assert.All(ServedPaths.All.Where(static p => p.Path != "/"), static served =>
            Assert.False(SettingsCompiler.Compile($"server: {{public_url: 'https://example.com{served.Path.Replace("{model}", "m", StringComparison.Ordinal)}'}}", static _ => null, Catalog.Empty).Settings is not null, served.Path));

    private static Task<(GatewayRig Rig, Dictionary<Role, string> Keys)> ServedAsync() =>
        AdminRig.KeyedAsync(static s => s with { Server = s.Server with { PublicUrl = new Uri("https://router.example.com" + Below + "/") } });

    private static async Task<HttpResponseMessage> GetAsync(GatewayRig rig, string path, string key)
    {
        using var request = new HttpRequestMessage(HttpMethod.Get, path) { Headers = { Authorization = new("Bearer", key), Host = "router.example.com" } };
        return await rig.Http.SendAsync(request, Cancel);
    }

    private static Task<HttpResponseMessage> SendAsync(HttpClient browser, HttpMethod method, string path, params (string, string)[] fields) => SendAsync(browser, method, path, null, fields);

    private static async Task<HttpResponseMessage> SendAsync(HttpClient browser, HttpMethod method, string path, string? cookie, params (string Name, string Value)[] fields)
    {
        // As a proxy does that sets a Host of its own: only what it forwards for says that it is one.
        using var request = new HttpRequestMessage(method, path) { Headers = { { "X-Forwarded-For", "203.0.113.9" } } };
        if (cookie is not null)
        {
            request.Headers.Add("Cookie", cookie);
        }

        if (method == HttpMethod.Post)
        {
            request.Headers.Add("Origin", "https://router.example.com");
            request.Content = new FormUrlEncodedContent(fields.Select(static f => new KeyValuePair<string, string>(f.Name, f.Value)));
        }

        return await browser.SendAsync(request, Cancel);
    }

    [GeneratedRegex("\\s(?:href|src|action|formaction|data-feed)=\"([^\"]*)\"")]
    private static partial Regex Address();

    [GeneratedRegex("name=\"form_token\" value=\"([^\"]+)\"")]
    private static partial Regex Token();
}
