using System.Net;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

public sealed class EditingTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Fact]
    public async Task A_backend_model_added_in_the_form_answers_at_once_and_its_key_is_shown_nowhere()
    {
        await using var rig = await FormRig.FileAsync();
        string address = rig.Settings().Channels[0].BaseUri.Authority;
        var saved = await rig.SendAsync(await rig.PageAsync("/models"), "/models", ("name", "new one"), ("endpoints.0.endpoint", address), ("endpoints.0.protocol", "http"), ("upstream_model", "sim"), ("pricing.prompt_per_1m", "0"), ("pricing.completion_per_1m", "0"), ("access_key", "sk-typed"), ("capabilities", "coding, fast"));
        Assert.Equal((HttpStatusCode.OK, "/dashboard/models"), (saved.Status, saved.Path));
        Assert.Contains("Saved: new one", saved.Text, StringComparison.Ordinal);
        Assert.Contains("Free (local)", saved.Text, StringComparison.Ordinal);
        using var answer = await rig.AskAsync(Core.Conversations.WireFormat.OpenAIChat, "new one");
        Assert.Equal(HttpStatusCode.OK, answer.StatusCode);
        foreach (string page in (string[])["/models", "/models/edit?name=new%20one", "/config", "/config/edit", "/config/1", "/audit"])
        {
            Assert.DoesNotContain("sk-typed", (await rig.PageAsync(page)).Html, StringComparison.Ordinal);
        }

        var edited = await rig.SendAsync(await rig.PageAsync("/models/edit?name=new%20one"), "/models/edit", ("tier", "cheap"));
        Assert.Equal("/dashboard/models", edited.Path);
        Assert.Equal("sk-typed", rig.Settings().Channels.Single(c => c.Models.ContainsKey("new one")).AccessKey?.Reveal());
        Assert.Contains("config.change", (await rig.PageAsync("/audit")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task What_has_no_field_is_kept_when_an_item_is_saved()
    {
        await using var rig = await FormRig.FileAsync();
        var form = await rig.PageAsync("/channels/edit?name=main");
        Assert.Contains("stands in the configuration file (line", form.Text, StringComparison.Ordinal);
        Assert.Contains("x-team: \"blue\"", form.Text, StringComparison.Ordinal);
        Assert.Equal("/dashboard/channels", (await rig.SendAsync(form, "/channels/edit", ("weight", "40"))).Path);
        var channel = rig.Settings().Channels.Single(c => c.Name == "main");
        Assert.Equal((40, FormRig.Secret, "blue"), (channel.Weight, channel.AccessKey?.Reveal(), channel.ExtraHeaders.Single().Value));
        Assert.Contains("database, over the file", (await rig.PageAsync("/channels")).Text, StringComparison.Ordinal);
        await rig.SendAsync(await rig.PageAsync("/channels/edit?name=main"), "/channels/reset", ("name", "main"));
        Assert.Equal(100, rig.Settings().Channels.Single(c => c.Name == "main").Weight);
    }

    [Theory]
    [InlineData("models", "", "pricing.prompt_per_1m", "1", "name")]
    [InlineData("models", "x", "pricing.prompt_per_1m", "much", "pricing.prompt_per_1m")]
    [InlineData("models", "x", "pricing.prompt_per_1m", "-1", "pricing.prompt_per_1m")]
    [InlineData("models", "x", "tier", "purple", "tier")]
    [InlineData("models", "x", "endpoints.0.endpoint", "not an address", "endpoints.0.endpoint")]
    [InlineData("models", "x", "quality_score", "7", "quality_score")]
    [InlineData("models", "x", "more", "a: [", "more")]
    [InlineData("models", "sim", "tier", "cheap", "name")]
    [InlineData("channels", "x", "base_url", "not an address", "base_url")]
    [InlineData("groups", "x", "members", "nobody", "members")]
    [InlineData("groups", "x", "members", "sim wieght=3", "members")]
    [InlineData("signals", "x", "type", "moods", "type")]
    [InlineData("signals", "x", "operator", "XOR", "operator")]
    [InlineData("decisions", "x", "rules.conditions", "keyword: nobody", "rules.conditions")]
    [InlineData("decisions", "x", "priority", "high", "priority")]
    [InlineData("decisions", "x", "modelRefs.0.model", "nobody", "modelRefs.0.model")]
    public async Task A_bad_field_is_marked_what_was_written_stays_and_nothing_is_saved(string page, string name, string field, string value, string marked)
    {
        await using var rig = await FormRig.FileAsync();
        int generation = rig.Settings().Generation;
        var answer = await rig.SendAsync(await rig.PageAsync("/" + page), "/" + page, ("name", name), (field, value));
        Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
        Assert.True(answer.Marks(marked), answer.Text);
        Assert.Contains(WebUtility.HtmlEncode(value), answer.Html, StringComparison.Ordinal);
        Assert.Equal(generation, rig.Settings().Generation);
        Assert.DoesNotContain("config.change", (await rig.PageAsync("/audit")).Text, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("models")]
    [InlineData("channels")]
    [InlineData("groups")]
    [InlineData("signals")]
    [InlineData("decisions")]
    public async Task Hostile_and_endless_input_stays_text_and_breaks_no_page(string page)
    {
        await using var rig = await FormRig.FileAsync();
        string[] fields = ["endpoints.0.endpoint", "base_url", "members", "keywords", "description", "rules.conditions", "more", "capabilities", "sample"];
        foreach (string value in (string[])[FormRig.Hostile, new('x', 20_000), "\0\u202e\ud83d\ude00", "${HOME}", "- - -", "{{{"])
        {
            var answer = await rig.SendAsync(await rig.PageAsync("/" + page), "/" + page, [("name", value), .. fields.Select(f => (f, value))]);
            Assert.True((int)answer.Status is 200 or 400, $"{value[..Math.Min(10, value.Length)]}: {answer.Status}");
            Assert.DoesNotContain("<script>alert", answer.Html, StringComparison.Ordinal);
            Assert.Equal(HttpStatusCode.OK, (await rig.PageAsync("/" + page)).Status);
        }

        Assert.Equal(HttpStatusCode.BadRequest, (await rig.SendAsync(await rig.PageAsync("/" + page), "/" + page)).Status);
    }

    [Fact]
    public async Task Of_two_who_edit_the_same_model_the_second_sees_what_the_first_saved_and_loses_nothing()
    {
        await using var rig = await FormRig.FileAsync();
        var first = await rig.PageAsync("/models/edit?name=other");
        var second = await rig.PageAsync("/models/edit?name=other");
        Assert.Equal("/dashboard/models", (await rig.SendAsync(first, "/models/edit", ("pricing.prompt_per_1m", "5"))).Path);
        var conflict = await rig.SendAsync(second, "/models/edit", ("pricing.prompt_per_1m", "7"));
        Assert.Equal(HttpStatusCode.Conflict, conflict.Status);
        Assert.Contains("Somebody changed this while you had the form open", conflict.Text, StringComparison.Ordinal);
        Assert.Contains("Saved meanwhile: 5", conflict.Text, StringComparison.Ordinal);
        Assert.Contains("value=\"7\"", conflict.Html, StringComparison.Ordinal);
        Assert.Equal(5, Price());
        Assert.Equal("/dashboard/models", (await rig.SendAsync(conflict, "/models/edit", ("pricing.prompt_per_1m", "7"))).Path);
        Assert.Equal(7, Price());

        decimal? Price() => rig.Settings().Policy.Models.Single(m => m.Name == "other").Price.Input;
    }

    [Fact]
    public async Task A_stored_key_does_not_go_to_another_address_and_whoever_saves_is_told()
    {
        await using var rig = await FormRig.FileAsync();
        var refused = await rig.SendAsync(await rig.PageAsync("/channels/edit?name=main"), "/channels/edit", ("base_url", "http://127.0.0.1:9/v1"));
        Assert.Equal(HttpStatusCode.BadRequest, refused.Status);
        Assert.True(refused.Marks("access_key"), refused.Text);
        Assert.Equal(FormRig.Secret, rig.Settings().Channels[0].AccessKey?.Reveal());
    }

    [Fact]
    public async Task A_model_is_disabled_enabled_tested_and_removed_where_nothing_needs_it()
    {
        await using var rig = await FormRig.FileAsync();
        var list = await rig.SendAsync(await rig.PageAsync("/models"), "/models/disable", ("name", "other"));
        Assert.Contains("disabled", list.Text, StringComparison.Ordinal);
        using (var refused = await rig.AskAsync(Core.Conversations.WireFormat.OpenAIChat, "other"))
        {
            Assert.Equal(HttpStatusCode.ServiceUnavailable, refused.StatusCode);
        }

        await rig.SendAsync(list, "/models/enable", ("name", "other"));
        using (var answered = await rig.AskAsync(Core.Conversations.WireFormat.OpenAIChat, "other"))
        {
            Assert.Equal(HttpStatusCode.OK, answered.StatusCode);
        }

        Assert.Contains("answers, and takes the key", (await rig.SendAsync(list, "/models/test", ("name", "other"))).Text, StringComparison.Ordinal);
        var needed = await rig.SendAsync(list, "/models/remove", ("name", "other"), ("seen", ""));
        Assert.Equal(HttpStatusCode.Conflict, needed.Status);
        Assert.Contains("decisions", needed.Text, StringComparison.Ordinal);
        Assert.Contains(rig.Settings().Policy.Models, static m => m.Name == "other");
    }

    [Fact]
    public async Task A_signal_and_a_decision_are_tried_before_they_are_saved_then_route_and_count_their_hits()
    {
        await using var rig = await FormRig.FileAsync();
        var tried = await rig.SendAsync(await rig.PageAsync("/signals"), "/signals", ("name", "letters"), ("type", "keywords"), ("operator", "OR"), ("keywords", "postcard, stamp"), ("do", "try"), ("sample", "write a postcard"));
        Assert.Contains("keyword:letters", tried.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Settings().Policy.Signals, static s => s.Name == "letters");
        await rig.SendAsync(tried, "/signals", ("name", "letters"), ("type", "keywords"), ("operator", "OR"), ("keywords", "postcard, stamp"));

        (string, string)[] decision = [("name", "letter-route"), ("priority", "120"), ("rules.operator", "OR"), ("rules.conditions", "letters"), ("modelRefs.0.model", "other")];
        tried = await rig.SendAsync(await rig.PageAsync("/decisions"), "/decisions", [.. decision, ("do", "try"), ("sample", "write a postcard")]);
        Assert.Contains("It would be decided differently", tried.Text, StringComparison.Ordinal);
        Assert.DoesNotContain(rig.Settings().Policy.Rules, static r => r.Name == "letter-route");
        Assert.Equal("/dashboard/decisions", (await rig.SendAsync(tried, "/decisions", decision)).Path);
        using (await rig.AskAsync(Core.Conversations.WireFormat.OpenAIChat, "coding-auto", text: "write a postcard"))
        {
        }

        string row = (await rig.PageAsync("/decisions")).Text.Split("letter-route")[1].Split("Edit")[0];
        Assert.Contains("keyword letters", row, StringComparison.Ordinal);
        Assert.Matches(@"other\s+1\s+database", row);
        Assert.Contains("auto-generated", (await rig.PageAsync("/decisions")).Text, StringComparison.Ordinal);
        Assert.Contains("letter-route", (await rig.PageAsync("")).Text, StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_past_decision_is_made_again_under_changed_settings_and_nothing_changes()
    {
        await using var rig = await FormRig.FileAsync();
        using var answer = await rig.AskAsync(Core.Conversations.WireFormat.OpenAIChat, "coding-auto", text: "prove it");
        string id = answer.Headers.GetValues("X-CodeRouter-Decision").Single();
        await answer.Content.ReadAsStringAsync(Cancel);
        var page = await rig.PageAsync("/replay?id=" + id);
        var again = await rig.SendAsync(page, "/replay", ("id", id), ("preference", ""), ("yaml", "decisions: []"));
        Assert.Contains("It would be decided differently", again.Text, StringComparison.Ordinal);
        Assert.Contains("proof-route", again.Text, StringComparison.Ordinal);
        Assert.Contains("No difference", (await rig.SendAsync(page, "/replay", ("id", id))).Text, StringComparison.Ordinal);
        Assert.True((await rig.SendAsync(page, "/replay", ("id", "nobody"))).Marks("id"));
        Assert.True((await rig.SendAsync(page, "/replay", ("id", id), ("yaml", "routing: {preference: purple}"))).Marks("yaml"));
        Assert.Contains(rig.Settings().Policy.Rules, static r => r.Name == "proof-route");
    }

    [Fact]
    public async Task Whoever_may_only_look_is_offered_no_form_and_refused_one()
    {
        var (rig, keys) = await AdminRig.KeyedAsync();
        await using var held = rig;
        rig.Http.DefaultRequestHeaders.Authorization = new("Bearer", keys[CodeRouter.Access.Role.Viewer]);
        foreach (string page in (string[])["/models", "/channels", "/groups", "/signals", "/decisions", "/guards", "/cache", "/token-groups", "/keys", "/playground", "/replay"])
        {
            Assert.DoesNotContain("method=\"post\"", (await rig.PageAsync(page)).Html, StringComparison.Ordinal);
        }

        string key = keys[CodeRouter.Access.Role.None].Split('-')[1];
        foreach (string page in (string[])["/guards", "/cache", "/playground", "/replay", "/keys/edit?id=" + key])
        {
            var shown = await rig.PageAsync(page);
            Assert.Contains("needs a key with the role admin", shown.Text, StringComparison.Ordinal);
            Assert.Contains("<fieldset disabled", shown.Html, StringComparison.Ordinal);
            Assert.DoesNotContain("method=\"post\"", shown.Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task Hundreds_of_models_with_very_long_names_stay_readable_and_small()
    {
        string models = string.Join('\n', Enumerable.Range(0, 400).Select(static i => $"    - {{name: {new string('m', 150)}-{i}, tier: cheap, pricing: {{prompt_per_1m: 1, completion_per_1m: 2}}, endpoints: [{{endpoint: \"127.0.0.1:9\", protocol: http}}] }}"));
        await using var rig = await FormRig.FileAsync(models);
        foreach (string path in (string[])["", "/models", "/decisions", "/groups", "/channels", "/signals", "/config", "/usage", "/cache"])
        {
            var page = await rig.PageAsync(path);
            Assert.Equal(HttpStatusCode.OK, page.Status);
            Assert.True(System.Text.Encoding.UTF8.GetByteCount(page.Html) <= 100_000, $"{path}: {page.Html.Length} characters");
        }

        Assert.Contains("-399", (await rig.PageAsync("/models?search=-399")).Text, StringComparison.Ordinal);

        Assert.Contains(">Next</a>", (await rig.PageAsync("/models")).Html, StringComparison.Ordinal);
        Assert.Contains(">Previous</a>", (await rig.PageAsync("/models?offset=25")).Html, StringComparison.Ordinal);
    }
}
