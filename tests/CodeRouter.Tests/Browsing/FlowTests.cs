using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;
using Role = CodeRouter.Access.Role;

namespace CodeRouter.Tests.Browsing;

public sealed class FlowTests(ChromiumBrowser browser) : IClassFixture<ChromiumBrowser>
{
    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task From_nothing_a_provider_is_added_tried_and_the_first_request_seen_arriving(bool script)
    {
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(TestContext.Current.CancellationToken);
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([], []));
        await using var visitor = await browser.VisitorAsync(rig.BaseUri, script: script);
        var page = visitor.Page;
        await visitor.OpenAsync("/dashboard");
        await page.GetByRole(AriaRole.Link, new() { Name = "Set up a provider and point an agent here" }).ClickAsync();

        await page.GetByLabel("Provider").SelectOptionAsync("Another server (OpenAI format)");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and test" }).ClickAsync();
        await Expect(page.GetByLabel("Endpoint")).ToHaveAttributeAsync("aria-invalid", "true");

        await page.GetByLabel("Endpoint").FillAsync(new Uri(provider.BaseUri, "/v1").AbsoluteUri);
        await page.GetByLabel("Models").FillAsync("sim");
        await page.GetByRole(AriaRole.Button, new() { Name = "Add and test" }).ClickAsync();
        await Expect(page.GetByText("answers, and takes the key")).ToBeVisibleAsync();
        await Expect(page.GetByText("Waiting for it")).ToBeVisibleAsync();

        using (var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim"))
        {
            // To its end: an answer that is left may be booked only after one has looked again.
            await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);
        }

        if (!script)
        {
            await page.GetByRole(AriaRole.Link, new() { Name = "Look again" }).ClickAsync();
        }

        await Expect(page.GetByText("It arrived")).ToBeVisibleAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "See its session" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Session" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task The_overview_follows_the_traffic_while_one_looks()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        await visitor.OpenAsync("/dashboard");
        var cost = visitor.Page.Locator("[data-live='card cost second']");
        await Expect(cost).ToHaveTextAsync("0 requests");
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim")).Dispose();
        await Expect(cost).ToHaveTextAsync("1 request");
        await Expect(visitor.Page.Locator(".flow.wide [data-live='flow model sim']")).ToHaveTextAsync("100 %");
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim")).Dispose();
        await Expect(cost).ToHaveTextAsync("2 requests");
    }

    [Fact]
    public async Task Who_reads_among_live_figures_is_not_thrown_out_when_their_shape_changes()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        await visitor.OpenAsync("/dashboard");
        var page = visitor.Page;
        var words = page.Locator("[data-feed] summary");
        await words.PressAsync("Enter");
        string before = (await page.Locator("[data-feed]").GetAttributeAsync("data-shape"))!;
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim")).Dispose();
        await Expect(page.Locator("[data-feed]")).Not.ToHaveAttributeAsync("data-shape", before);
        await Expect(words).ToBeFocusedAsync();
        await Expect(page.Locator("[data-feed] details")).ToHaveAttributeAsync("open", "");
    }

    [Theory]
    [InlineData(true, ".flow.narrow")]
    [InlineData(false, ".flow.wide")]
    public async Task The_routing_flow_is_seen_whole_without_scrolling_sideways(bool phone, string drawn)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim", "other", "third"]);
        await using var visitor = await browser.VisitorAsync(rig.BaseUri, phone: phone);
        await visitor.OpenAsync("/dashboard");
        await Expect(visitor.Page.Locator("svg.flow:visible")).ToHaveCountAsync(1);
        await Expect(visitor.Page.Locator(drawn)).ToBeVisibleAsync();
        Assert.True(await visitor.Page.EvaluateAsync<bool>("() => { const at = document.querySelector('svg.flow').parentElement; return at.scrollWidth <= at.clientWidth; }"));
    }

    [Fact]
    public async Task One_signs_in_to_the_page_one_wanted_makes_another_key_and_signs_out()
    {
        var (rig, keys) = await AdminRig.KeyedAsync();
        await using var held = rig;
        await using var visitor = await browser.VisitorAsync(rig.BaseUri, phone: true);
        var page = visitor.Page;
        await visitor.OpenAsync("/dashboard/keys");
        await page.GetByLabel("Key or set-up token").FillAsync("cr-guess");
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByLabel("Key or set-up token")).ToHaveAttributeAsync("aria-invalid", "true");
        await page.GetByLabel("Key or set-up token").FillAsync(keys[Role.Owner]);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Heading, new() { Name = "Keys", Level = 1 })).ToBeVisibleAsync();

        await Expect(page.GetByRole(AriaRole.Link, new() { Name = "Set-up" })).ToBeHiddenAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Pages" }).ClickAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Set-up" }).ClickAsync();
        await page.GetByRole(AriaRole.Button, new() { Name = "Make a key for my agent" }).ClickAsync();
        string key = await page.Locator("#new-key").InnerTextAsync();
        Assert.StartsWith("cr-", key, StringComparison.Ordinal);
        Assert.Contains(key, await page.Locator("#setup-claude_code").TextContentAsync() ?? "", StringComparison.Ordinal);

        await page.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();
        await Expect(page.GetByLabel("Key or set-up token")).ToBeVisibleAsync();
        await visitor.OpenAsync("/dashboard/keys");
        await Expect(page.GetByLabel("Key or set-up token")).ToBeVisibleAsync();
    }

    [Fact]
    public async Task A_set_up_line_is_copied()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        await visitor.Page.Context.GrantPermissionsAsync(["clipboard-read", "clipboard-write"]);
        await visitor.OpenAsync("/");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Copy the set-up of Claude Code" }).ClickAsync();
        await Expect(visitor.Page.Locator("[data-copy='setup-claude_code']")).ToContainTextAsync("Copied");
        Assert.Contains($"ANTHROPIC_BASE_URL={rig.BaseUri.AbsoluteUri.TrimEnd('/')}", await visitor.Page.EvaluateAsync<string>("() => navigator.clipboard.readText()"), StringComparison.Ordinal);
    }
}
