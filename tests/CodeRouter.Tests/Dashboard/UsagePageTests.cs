using System.Globalization;
using System.Net;
using System.Text.Json;
using System.Text.RegularExpressions;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

public sealed partial class UsagePageTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task From_a_day_names_lead_to_its_models_their_sessions_and_what_was_done_there()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"]);
        await AskAsync(rig, "sim", "of sim");
        await AskAsync(rig, "other", "of other");
        string today = Today.ToString("yyyy-MM-dd", CultureInfo.InvariantCulture);

        string days = await OpenAsync(rig, "/dashboard/usage?by=day");
        string models = await FollowAsync(rig, days, today);
        string sessions = await FollowAsync(rig, models, "sim");
        Assert.DoesNotContain("of other", sessions, StringComparison.Ordinal);
        Assert.Contains("Only the model <strong>sim</strong>", sessions, StringComparison.Ordinal);
        Assert.Contains("<h1>Session</h1>", await FollowAsync(rig, sessions, "of sim"), StringComparison.Ordinal);
    }

    [Fact]
    public async Task Days_models_and_keys_narrow_the_page_and_its_file_together()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other"]);
        var made = (await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"build server"}""")).Json;
        string key = made.GetProperty("key").GetString()!, id = made.GetProperty("id").GetString()!;
        await AskAsync(rig, "sim", "a");
        await AskAsync(rig, "sim", "b", key);
        await AskAsync(rig, "other", "b", key);
        var today = Today;

        string page = await OpenAsync(rig, FormattableString.Invariant($"/dashboard/usage?by=phase&model=sim&key={id}&from={today:yyyy-MM-dd}&to={today:yyyy-MM-dd}"));
        Assert.Contains("Only the key <strong>build server</strong>", page, StringComparison.Ordinal);
        Assert.Equal("1", All().Match(page).Groups[1].Value);
        string file = await OpenAsync(rig, WebUtility.HtmlDecode(FileLink().Match(page).Groups[1].Value));
        Assert.Equal("1", file.Trim().Split('\n').Skip(1).Single().Split(',')[1]);
        Assert.Equal("2", All().Match(await OpenAsync(rig, "/dashboard/usage?by=phase&key=" + id)).Groups[1].Value);
        Assert.Contains("Nothing in this time fits", await OpenAsync(rig, FormattableString.Invariant($"/dashboard/usage?key={id}&from=2001-01-01&to={today.AddDays(-1):yyyy-MM-dd}")), StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_was_written_to_a_prompt_cache_stands_among_what_was_paid_for()
    {
        await using var upstream = await BareUpstream.StartAsync(http =>
        {
            http.Response.ContentType = "application/json";
            return http.Response.WriteAsync("""{"id":"m","type":"message","role":"assistant","model":"sim","content":[{"type":"text","text":"x"}],"stop_reason":"end_turn","usage":{"input_tokens":3,"cache_creation_input_tokens":4321,"cache_read_input_tokens":11,"output_tokens":2}}""");
        });
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("sim")], [GatewayRig.Channel("c", WireFormat.AnthropicMessages, upstream.BaseUri, ["sim"])]));
        (await rig.AskAsync(WireFormat.AnthropicMessages, "sim")).Dispose();
        Assert.Contains("data-of=\"Cache writes\" class=\"number\">4,321<", await OpenAsync(rig, "/dashboard/usage"), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("range=2026-02-30..2026-03-01")]
    [InlineData("range=..")]
    [InlineData("from=9999-12-31&to=9999-12-31")]
    [InlineData("from=0001-01-01&to=9998-12-31")]
    [InlineData("from=soon")]
    public async Task Whatever_an_address_says_of_days_the_page_answers(string query)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        Assert.Equal(HttpStatusCode.OK, (await rig.Http.GetAsync("/dashboard/usage?" + query, Cancel)).StatusCode);
    }

    [Fact]
    public async Task What_has_no_price_is_never_shown_or_told_as_costing_nothing()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["priced", "priceless"], s => s with
        {
            Policy = s.Policy with { Models = [GatewayRig.Card("priced", Tier.Cheap, 1000, 1000), GatewayRig.Card("priceless", Tier.Cheap, 0, 0) with { Price = new Price() }] },
            Cache = s.Cache with { Exact = true },
        });
        await AskAsync(rig, "priceless", "a");
        await AskAsync(rig, "priceless", "a");
        Assert.Equal(1, (await rig.UsageAsync()).GetProperty("totals").GetProperty("cache_hits").GetInt32());
        Assert.Contains("class=\"number\">unknown<", await OpenAsync(rig, "/dashboard/usage"), StringComparison.Ordinal);
        Assert.Equal(JsonValueKind.Null, (await rig.UsageAsync()).GetProperty("totals").GetProperty("cost_usd").ValueKind);
        await AskAsync(rig, "priced", "a");
        Assert.Matches(@"<th[^>]*>All</th>[^!]*at least \$", await OpenAsync(rig, "/dashboard/usage"));
    }

    private static DateOnly Today => DateOnly.FromDateTime(DateTime.UtcNow);

    private static Task<string> OpenAsync(GatewayRig rig, string path) => rig.Http.GetStringAsync(path, Cancel);

    private static async Task AskAsync(GatewayRig rig, string model, string session, string? key = null)
    {
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, model, change: r =>
        {
            r.Headers.Add("X-CodeRouter-Session", session);
            if (key is not null)
            {
                r.Headers.Authorization = new("Bearer", key);
            }
        });
        await answer.Content.ReadAsStringAsync(Cancel);
    }

    /// <summary>The page that a name in the first column leads to.</summary>
    private static async Task<string> FollowAsync(GatewayRig rig, string page, string name)
    {
        var link = RowLink().Matches(page).Single(m => WebUtility.HtmlDecode(m.Groups[2].Value) == name);
        return await OpenAsync(rig, WebUtility.HtmlDecode(link.Groups[1].Value));
    }

    [GeneratedRegex("<th scope=\"row\"[^>]*><a href=\"([^\"]+)\">([^<]*)</a>")]
    private static partial Regex RowLink();

    [GeneratedRegex("<th[^>]*>All</th>\\s*<td data-of=\"Requests\"[^>]*>([^<]*)<")]
    private static partial Regex All();

    [GeneratedRegex("<a href=\"([^\"]+)\">Save as CSV")]
    private static partial Regex FileLink();
}
