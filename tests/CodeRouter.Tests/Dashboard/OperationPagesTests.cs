using System.Net;
using System.Text.RegularExpressions;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

public sealed partial class OperationPagesTests
{
    private const string Secret = "AKIAQ9B6JRYXWUXWP1ER";

    [Fact]
    public async Task A_key_is_changed_and_renewed_and_of_two_editors_nobody_loses_anything()
    {
        await using var rig = await FormRig.FileAsync();
        var made = await rig.SendAsync(await rig.PageAsync("/keys"), "/keys", ("name", "ci"), ("role", "none"), ("budget_usd", "5"));
        string id = Whole().Match(made.Html).Value.Split('-')[1];
        var (first, second) = (await rig.PageAsync("/keys/edit?id=" + id), await rig.PageAsync("/keys/edit?id=" + id));
        Assert.Equal("/dashboard/keys", (await rig.SendAsync(first, "/keys/edit", ("budget_usd_per_day", "2.5"), ("models", "sim, other"), ("addresses", "10.0.0.0/8"), ("user", "ann"), ("team", "web"))).Path);
        var conflict = await rig.SendAsync(second, "/keys/edit", ("budget_usd_per_day", "9"));
        Assert.Equal(HttpStatusCode.Conflict, conflict.Status);
        Assert.Contains("Saved meanwhile: 2.5", conflict.Text, StringComparison.Ordinal);
        Assert.Contains("budget 5 ($0.00 used), daily budget 2.5 ($0.00 used) only other, sim only from 10.0.0.0/8", (await rig.PageAsync("/keys")).Text, StringComparison.Ordinal);
        Assert.Contains("user ann, team web", (await rig.PageAsync("/keys")).Text, StringComparison.Ordinal);
        Assert.True((await rig.SendAsync(await rig.PageAsync("/keys/edit?id=" + id), "/keys/edit", ("budget_usd", "-3"))).Marks("budget_usd"));
        Assert.True((await rig.SendAsync(await rig.PageAsync("/keys/edit?id=" + id), "/keys/edit", ("name", ""))).Marks("name"));
        var renewed = await rig.SendAsync(await rig.PageAsync("/keys"), $"/keys/{id}/rotate");
        string key = Whole().Match(renewed.Html).Value;
        Assert.NotEqual(Whole().Match(made.Html).Value, key);
        Assert.DoesNotContain(key, (await rig.PageAsync("/keys")).Html, StringComparison.Ordinal);
        Assert.Contains("key.rotate", (await rig.PageAsync("/audit")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("50%25 done")]
    [InlineData("a/b?c=d&e#f")]
    [InlineData("a%2Fb")]
    [InlineData("%2e%2e")]
    public async Task A_session_is_found_by_its_link_whatever_it_is_called(string name)
    {
        await using var rig = await FormRig.FileAsync();
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Add("X-CodeRouter-Session", name))).Dispose();
        string link = SessionLink().Match((await rig.PageAsync("/sessions")).Html).Groups[1].Value;
        var page = await rig.PageAsync(link);
        Assert.Equal(HttpStatusCode.OK, page.Status);
        Assert.Contains(name, page.Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Use_by_key_names_the_keys_and_days_say_whose_they_are()
    {
        await using var rig = await FormRig.FileAsync();
        var made = await rig.SendAsync(await rig.PageAsync("/keys"), "/keys", ("name", "build server"), ("role", "none"));
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Authorization = new("Bearer", Whole().Match(made.Html).Value))).Dispose();
        Assert.Contains("build server", (await rig.PageAsync("/usage?by=key")).Text, StringComparison.Ordinal);
        Assert.Contains("Day (UTC)", (await rig.PageAsync("/usage?by=day")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_token_group_is_made_changed_and_removed()
    {
        await using var rig = await FormRig.FileAsync();
        Assert.True((await rig.SendAsync(await rig.PageAsync("/token-groups"), "/token-groups", ("name", ""))).Marks("name"));
        Assert.True((await rig.SendAsync(await rig.PageAsync("/token-groups"), "/token-groups", ("name", "team"), ("requests_per_minute", "1.5"))).Marks("requests_per_minute"));
        await rig.SendAsync(await rig.PageAsync("/token-groups"), "/token-groups", ("name", FormRig.Hostile), ("budget_usd_per_month", "100"));
        Assert.Equal(HttpStatusCode.Conflict, (await rig.SendAsync(await rig.PageAsync("/token-groups"), "/token-groups", ("name", FormRig.Hostile))).Status);
        var list = await rig.PageAsync("/token-groups");
        Assert.Contains("monthly budget 100", list.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", list.Html, StringComparison.Ordinal);
        var edit = await rig.PageAsync("/token-groups/edit?name=" + Uri.EscapeDataString(FormRig.Hostile));
        await rig.SendAsync(edit, "/token-groups/edit", ("budget_usd_per_month", "200"));
        Assert.Equal(HttpStatusCode.Conflict, (await rig.SendAsync(edit, "/token-groups/edit", ("budget_usd_per_month", "300"))).Status);
        list = await rig.PageAsync("/token-groups");
        Assert.Contains("There are no token groups yet", (await rig.SendAsync(list, "/token-groups/remove")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_key_of_a_group_that_is_not_there_is_marked_until_it_is()
    {
        await using var rig = await FormRig.FileAsync();
        await rig.SendAsync(await rig.PageAsync("/keys"), "/keys", ("name", "ci"), ("role", "none"), ("group", "web"));
        Assert.Contains("no such group, so no limits of one", (await rig.PageAsync("/keys")).Text, StringComparison.Ordinal);
        await rig.SendAsync(await rig.PageAsync("/token-groups"), "/token-groups", ("name", "web"), ("budget_usd_per_month", "100"));
        Assert.DoesNotContain("no such group", (await rig.PageAsync("/keys")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guards_are_set_on_their_page_which_tells_what_they_found_and_stopped()
    {
        await using var rig = await FormRig.FileAsync();
        var page = await rig.PageAsync("/guards");
        Assert.True((await rig.SendAsync(page, "/guards", ("guards.secrets", "shout"))).Marks("guards.secrets"));
        await rig.SendAsync(page, "/guards", ("guards.secrets", "block"), ("was:guards.secrets", "observe"));
        Assert.Equal(CodeRouter.Config.GuardAction.Block, rig.Settings().Guards.Secrets);
        var late = await rig.SendAsync(page, "/guards", ("guards.secrets", "off"), ("was:guards.secrets", "observe"));
        Assert.True(late.Marks("guards.secrets"), late.Text);
        Assert.Equal(CodeRouter.Config.GuardAction.Block, rig.Settings().Guards.Secrets);
        using var stopped = await rig.AskAsync(WireFormat.OpenAIChat, "sim", text: "my key is " + Secret);
        Assert.Equal(HttpStatusCode.Forbidden, stopped.StatusCode);
        string told = (await rig.PageAsync("/guards")).Text;
        Assert.Contains("guards.secrets is set to block", told, StringComparison.Ordinal);
        Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Guards_of_answers_are_set_on_the_page_and_an_answer_they_ended_stands_there()
    {
        await using var rig = await FormRig.FileAsync(options: new SimulatedOptions { Answers = static _ => new SimulatedAnswer { Text = "The key is " + Secret + ", keep it safe." } });
        var page = await rig.PageAsync("/guards");
        Assert.Contains("Secrets in answers", page.Text, StringComparison.Ordinal);
        Assert.True((await rig.SendAsync(page, "/guards", ("guards.answers.secrets", "route"))).Marks("guards.answers.secrets"));
        await rig.SendAsync(page, "/guards", ("guards.answers.secrets", "block"), ("was:guards.answers.secrets", "off"), ("guards.answers.pii", "observe"), ("was:guards.answers.pii", "off"));
        Assert.Equal((CodeRouter.Config.GuardAction.Block, CodeRouter.Config.GuardAction.Observe), (rig.Settings().Guards.Answers.Secrets, rig.Settings().Guards.Answers.Pii));
        foreach (bool stream in (bool[])[false, true])
        {
            using var stopped = await rig.AskAsync(WireFormat.OpenAIChat, "sim", stream, text: "what is the key");
            Assert.DoesNotContain(Secret, await stopped.Content.ReadAsStringAsync(TestContext.Current.CancellationToken), StringComparison.Ordinal);
        }

        string told = (await rig.PageAsync("/guards")).Text;
        Assert.Equal(3, told.Split("guards.answers.secrets is set to block").Length);
        Assert.Matches(@"answer\s+The answer holds an aws access key id", told);
        Assert.DoesNotContain(Secret, told, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_guards_only_observed_is_counted_by_type()
    {
        await using var rig = await FormRig.FileAsync();
        using (var seen = await rig.AskAsync(WireFormat.OpenAIChat, "sim", text: "my key is " + Secret))
        {
            await seen.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        Assert.Matches(@"secrets\s+\S.*\s1\s", (await rig.PageAsync("/guards")).Text);
    }

    [Fact]
    public async Task The_cache_is_switched_on_and_its_hits_are_told()
    {
        await using var rig = await FormRig.FileAsync();
        Assert.True((await rig.SendAsync(await rig.PageAsync("/cache"), "/cache", ("cache.ttl_seconds", "soon"))).Marks("cache.ttl_seconds"));
        await rig.SendAsync(await rig.PageAsync("/cache"), "/cache", ("cache.exact", "true"), ("cache.ttl_seconds", "60"));
        Assert.Equal((true, 60), (rig.Settings().Cache.Exact, rig.Settings().Cache.TtlSeconds));
        for (int i = 0; i < 2; i++)
        {
            using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        Assert.Contains("50 %", (await rig.PageAsync("/cache")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("openai")]
    [InlineData("responses")]
    [InlineData("anthropic")]
    [InlineData("gemini")]
    public async Task The_playground_shows_the_answer_its_headers_and_the_decision(string dialect)
    {
        await using var rig = await FormRig.FileAsync();
        var page = await rig.SendAsync(await rig.PageAsync("/playground"), "/playground", ("model", "sim"), ("dialect", dialect), ("text", FormRig.Hostile));
        Assert.Contains("200 OK", page.Text, StringComparison.Ordinal);
        Assert.Contains("X-CodeRouter-Decision", page.Text, StringComparison.Ordinal);
        Assert.DoesNotContain("<script>alert", page.Html, StringComparison.Ordinal);
        Assert.True((await rig.SendAsync(page, "/playground", ("text", ""))).Marks("text"));
        Assert.True((await rig.SendAsync(page, "/playground", ("text", "x"), ("dialect", "latin"))).Marks("dialect"));
        Assert.Contains("404", (await rig.SendAsync(page, "/playground", ("text", "x"), ("model", "nobody"))).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_sessions_steps_tell_the_cache_and_what_else_was_considered_and_channels_their_day()
    {
        await using var rig = await FormRig.FileAsync();
        using (var answer = await rig.AskAsync(WireFormat.OpenAIChat, "coding-auto", text: "write a poem", change: r => r.Headers.Add("X-CodeRouter-Session", "s1")))
        {
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        var page = await rig.PageAsync("/sessions/s1");
        Assert.Contains("What else was considered", page.Text, StringComparison.Ordinal);
        Assert.Contains("success", page.Text, StringComparison.Ordinal);
        Assert.Contains("data-follow=\"live\"", page.Html, StringComparison.Ordinal);
        Assert.Contains("of 1 tries in 24 h", (await rig.PageAsync("/channels")).Text, StringComparison.Ordinal);
    }

    [GeneratedRegex("href=\"/dashboard(/sessions/[^\"]+)\"")]
    private static partial Regex SessionLink();

    [GeneratedRegex("cr-[0-9a-z]{12}-[0-9a-z]{52}")]
    private static partial Regex Whole();
}
