using System.Net;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Dashboard;

public sealed class ConfigTextTests
{
    [Fact]
    public async Task Saving_the_text_as_it_is_changes_nothing_and_a_masked_credential_stays()
    {
        await using var rig = await FormRig.FileAsync();
        int generation = rig.Settings().Generation;
        await rig.SendAsync(await rig.PageAsync("/config/edit"), "/config/edit", ("yaml", Text(rig)));
        Assert.Equal(generation, rig.Settings().Generation);

        string changed = Text(rig).Replace("operator: OR", "operator: AND", StringComparison.Ordinal).Replace("name: rig", "name: renamed", StringComparison.Ordinal);
        var diff = await rig.SendAsync(await rig.PageAsync("/config/edit"), "/config/edit", ("yaml", changed), ("do", "diff"));
        Assert.Contains("+ name: renamed", diff.Text, StringComparison.Ordinal);
        Assert.Equal(generation, rig.Settings().Generation);
        Assert.Equal("/dashboard/config", (await rig.SendAsync(diff, "/config/edit", ("yaml", changed))).Path);
        Assert.Equal("renamed", rig.Settings().Name);
        Assert.Equal(FormRig.Secret, rig.Settings().Channels[0].AccessKey?.Reveal());
        Assert.DoesNotContain(FormRig.Secret, (await rig.PageAsync("/config")).Html, StringComparison.Ordinal);
    }

    [Fact]
    public async Task Items_are_added_changed_and_taken_out_as_text_and_a_version_brings_them_back()
    {
        await using var rig = await FormRig.FileAsync();
        string text = Text(rig);
        string without = text[..text.IndexOf("decisions:", StringComparison.Ordinal)] + "guards:\n  secrets: redact\nalerts:\n  webhook: https://hooks.example/secret-path\n";
        var saved = await rig.SendAsync(await rig.PageAsync("/config/edit"), "/config/edit", ("yaml", without));
        Assert.True(saved.Path == "/dashboard/config", saved.Text);
        Assert.DoesNotContain(rig.Settings().Policy.Rules, static r => r.Name == "proof-route");
        Assert.Equal(CodeRouter.Config.GuardAction.Redact, rig.Settings().Guards.Secrets);
        foreach (string page in (string[])["/config", "/config/edit", "/config/1", "/audit"])
        {
            Assert.DoesNotContain("secret-path", (await rig.PageAsync(page)).Html, StringComparison.Ordinal);
        }

        Assert.DoesNotContain("secret-path", (await rig.AdminAsync(HttpMethod.Get, "/settings")).Text, StringComparison.Ordinal);
        await rig.SendAsync(await rig.PageAsync("/config/edit"), "/config/edit", ("yaml", Text(rig).Replace("redact", "block", StringComparison.Ordinal)));
        Assert.Equal(CodeRouter.Config.GuardAction.Block, rig.Settings().Guards.Secrets);
        var version = await rig.PageAsync("/config/2");
        Assert.Contains("block", version.Text, StringComparison.Ordinal);
        await rig.SendAsync(version, "/config/1/rollback");
        Assert.Equal(CodeRouter.Config.GuardAction.Redact, rig.Settings().Guards.Secrets);

        // The first change is undone like any other: what was before it is the file alone.
        var list = await rig.PageAsync("/config");
        Assert.Contains("/dashboard/config/0/rollback", list.Html, StringComparison.Ordinal);
        Assert.DoesNotContain("/dashboard/config/3/rollback", list.Html, StringComparison.Ordinal);
        Assert.Contains("What it changed", (await rig.PageAsync("/config/1")).Text, StringComparison.Ordinal);
        Assert.DoesNotContain(FormRig.Secret, (await rig.PageAsync("/config/0")).Html, StringComparison.Ordinal);
        Assert.Contains("Rolled back", (await rig.SendAsync(list, "/config/0/rollback")).Text, StringComparison.Ordinal);
        Assert.Contains(rig.Settings().Policy.Rules, static r => r.Name == "proof-route");
        Assert.Equal(CodeRouter.Config.GuardAction.Observe, rig.Settings().Guards.Secrets);
    }

    [Fact]
    public async Task Broken_text_is_told_with_its_line_and_stays_in_the_form()
    {
        await using var rig = await FormRig.FileAsync();
        int generation = rig.Settings().Generation;
        foreach (string bad in (string[])["", "a: [", "- list", "providers:\n\tmodels: []", Text(rig).Replace("tier: strong", "tier: purple", StringComparison.Ordinal)])
        {
            var answer = await rig.SendAsync(await rig.PageAsync("/config/edit"), "/config/edit", ("yaml", bad));
            Assert.Equal(HttpStatusCode.BadRequest, answer.Status);
            Assert.True(answer.Marks("yaml"), answer.Text);
            Assert.Contains(bad, WebUtility.HtmlDecode(answer.Html), StringComparison.Ordinal);
        }

        Assert.Equal(generation, rig.Settings().Generation);
    }

    [Fact]
    public async Task A_text_begun_before_somebody_else_saved_is_kept_and_shown_against_what_is_in_force()
    {
        await using var rig = await FormRig.FileAsync();
        var mine = await rig.PageAsync("/config/edit");
        string text = Text(rig);
        await rig.SendAsync(await rig.PageAsync("/config/edit"), "/config/edit", ("yaml", text.Replace("name: rig", "name: theirs", StringComparison.Ordinal)));
        var conflict = await rig.SendAsync(mine, "/config/edit", ("yaml", text.Replace("name: rig", "name: mine", StringComparison.Ordinal)));
        Assert.Equal(HttpStatusCode.Conflict, conflict.Status);
        Assert.Contains("- name: \"theirs\"", conflict.Text, StringComparison.Ordinal);
        Assert.Contains("+ name: mine", conflict.Text, StringComparison.Ordinal);
        Assert.Equal("theirs", rig.Settings().Name);
    }

    [Fact]
    public async Task The_api_takes_and_checks_the_text_too()
    {
        await using var rig = await FormRig.FileAsync();
        string json = System.Text.Json.JsonSerializer.Serialize(new { yaml = Text(rig).Replace("name: rig", "name: by-api", StringComparison.Ordinal) });
        var check = await rig.AdminAsync(HttpMethod.Post, "/config/check", json);
        Assert.Contains("+name: by-api", check.Text, StringComparison.Ordinal);
        Assert.Equal("rig", rig.Settings().Name);
        Assert.Equal(HttpStatusCode.OK, (await rig.AdminAsync(HttpMethod.Put, "/config", json)).Status);
        Assert.Equal("by-api", rig.Settings().Name);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.AdminAsync(HttpMethod.Put, "/config", "{\"yaml\":\"a: [\"}")).Status);
        Assert.Equal(HttpStatusCode.BadRequest, (await rig.AdminAsync(HttpMethod.Put, "/config", "{}")).Status);
    }

    private static string Text(GatewayRig rig) => System.Text.Json.JsonDocument.Parse(rig.Http.GetStringAsync("/admin/v1/config", TestContext.Current.CancellationToken).GetAwaiter().GetResult()).RootElement.GetProperty("yaml").GetString()!;
}
