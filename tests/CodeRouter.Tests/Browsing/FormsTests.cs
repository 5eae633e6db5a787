using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Dashboard;
using CodeRouter.Tests.Gateway;
using Microsoft.Playwright;
using Xunit;
using static Microsoft.Playwright.Assertions;
using Role = CodeRouter.Access.Role;

namespace CodeRouter.Tests.Browsing;

/// <summary>Forms as somebody uses them who has no mouse, presses twice, comes back late, or shares the router with others.</summary>
public sealed class FormsTests(ChromiumBrowser browser) : IClassFixture<ChromiumBrowser>
{
    private const string Focused = "() => document.activeElement.id || document.activeElement.textContent.trim()";

    [Fact]
    public async Task A_model_is_added_and_removed_by_keyboard_alone()
    {
        await using var rig = await FormRig.FileAsync();
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        var page = visitor.Page;
        await visitor.OpenAsync("/dashboard/models");
        await page.GetByLabel("Name", new() { Exact = true }).FocusAsync();
        foreach (string next in (string[])["endpoints.0.endpoint", "endpoints.0.protocol", "api_format", "access_key", "pricing.prompt_per_1m"])
        {
            await page.Keyboard.PressAsync("Tab");
            Assert.Equal(next, await page.EvaluateAsync<string>(Focused));
            Assert.NotEqual("none", await page.EvaluateAsync<string>("() => getComputedStyle(document.activeElement).outlineStyle"));
        }

        // A price that is none, and no name: the first of the two is where one goes on.
        await page.Keyboard.TypeAsync("much");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToBeFocusedAsync();
        await Expect(page.GetByLabel("Name", new() { Exact = true })).ToHaveAccessibleDescriptionAsync(new System.Text.RegularExpressions.Regex("a name is missing"));
        await Expect(page.GetByLabel("Prompt price")).ToHaveAttributeAsync("aria-invalid", "true");
        await Expect(page.GetByLabel("Prompt price")).ToHaveValueAsync("much");

        await page.Keyboard.TypeAsync("third");
        await page.GetByLabel("Prompt price").FillAsync("1");
        await page.GetByLabel("Endpoint").FillAsync("127.0.0.1:9");
        await page.Keyboard.PressAsync("Enter");
        await Expect(page.GetByText("Saved: third.")).ToBeFocusedAsync();
        await page.ReloadAsync();
        await Expect(page.GetByText("Saved: third.")).ToHaveCountAsync(0);

        // Escape leaves everything as it is, and the focus where it was.
        var remove = page.GetByRole(AriaRole.Button, new() { Name = "Remove third" });
        bool yes = false;
        page.Dialog += (_, asked) => _ = yes ? asked.AcceptAsync() : asked.DismissAsync();
        await remove.PressAsync("Enter");
        await Expect(remove).ToBeFocusedAsync();
        yes = true;
        await remove.PressAsync("Enter");
        await Expect(page.GetByText("Removed.", new() { Exact = true })).ToBeFocusedAsync();
        await Expect(remove).ToHaveCountAsync(0);
    }

    [Theory]
    [InlineData("/dashboard/guards", "Secrets", "redact")]
    [InlineData("/dashboard/cache", "Exact", "on")]
    public async Task What_was_saved_is_said(string path, string label, string choice)
    {
        await using var rig = await FormRig.FileAsync();
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        await visitor.OpenAsync(path);
        await visitor.Page.GetByLabel(label, new() { Exact = true }).SelectOptionAsync(choice);
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(visitor.Page.GetByText("Saved.", new() { Exact = true })).ToBeFocusedAsync();
    }

    [Fact]
    public async Task A_configuration_that_was_written_and_not_saved_is_not_left_unasked()
    {
        await using var rig = await FormRig.FileAsync();
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        var page = visitor.Page;
        var asked = new List<string>();
        page.Dialog += (_, question) =>
        {
            asked.Add(question.Type);
            _ = question.DismissAsync();
        };
        await visitor.OpenAsync("/dashboard/config/edit");
        var yaml = page.GetByLabel("Configuration as YAML");
        await yaml.PressSequentiallyAsync("# mine\n");
        await page.GetByRole(AriaRole.Link, new() { Name = "Usage", Exact = true }).ClickAsync();
        await Expect(yaml).ToHaveValueAsync(new System.Text.RegularExpressions.Regex("# mine"));
        Assert.Equal(["beforeunload"], asked);
        await page.GetByRole(AriaRole.Button, new() { Name = "Save", Exact = true }).ClickAsync();
        await page.WaitForURLAsync("**/dashboard/config*");
        Assert.Single(asked);
    }

    [Fact]
    public async Task Who_searched_is_still_there_after_a_change()
    {
        await using var rig = await FormRig.FileAsync();
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        var page = visitor.Page;
        page.Dialog += (_, asked) => _ = asked.AcceptAsync();
        await visitor.OpenAsync("/dashboard/models?search=oth");
        await page.GetByRole(AriaRole.Button, new() { Name = "Disable other" }).ClickAsync();
        await Expect(page.GetByText("Disabled:")).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Link, new() { Name = "Edit other" }).ClickAsync();
        await page.GetByLabel("Prompt price").FillAsync("6");
        await page.GetByRole(AriaRole.Button, new() { Name = "Save" }).ClickAsync();
        await Expect(page.GetByText("Saved: other.")).ToBeFocusedAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(1);
        await page.GetByRole(AriaRole.Button, new() { Name = "Remove other" }).ClickAsync();
        await Expect(page.GetByText("first change what needs other")).ToBeFocusedAsync();
        await page.GetByRole(AriaRole.Link, new() { Name = "Back to the list" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader)).ToHaveCountAsync(1);
    }

    [Fact]
    public async Task A_link_cannot_make_a_page_say_what_it_likes()
    {
        await using var rig = await FormRig.FileAsync();
        Assert.DoesNotContain("call-this-number", (await rig.PageAsync("/keys?done=call-this-number")).Html, StringComparison.Ordinal);
        foreach (string to in (string[])["https://elsewhere.example/dashboard/", "//elsewhere.example/dashboard/", "/dashboard/../v1/models", "/dashboardx", "javascript:alert(1)"])
        {
            Assert.DoesNotContain("name=\"to\"", (await rig.PageAsync("/sign-in?to=" + Uri.EscapeDataString(to))).Html, StringComparison.Ordinal);
        }
    }

    [Fact]
    public async Task A_button_pressed_twice_makes_one_key()
    {
        await using var rig = await FormRig.FileAsync();
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        var page = visitor.Page;
        int sent = 0;
        await page.RouteAsync("**/dashboard/keys", async route =>
        {
            if (route.Request.Method == "POST")
            {
                sent++;
                await Task.Delay(TimeSpan.FromSeconds(1));
            }

            await route.ContinueAsync();
        });
        await visitor.OpenAsync("/dashboard/keys");
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("twice");
        await page.GetByRole(AriaRole.Button, new() { Name = "New API key" }).EvaluateAsync("b => { b.click(); setTimeout(() => b.click(), 300); }");
        await Expect(page.Locator("#new-key")).ToBeVisibleAsync();
        Assert.Equal(1, sent);
    }

    [Fact]
    public async Task A_form_that_outlived_its_sign_in_is_sent_again_after_the_next_one()
    {
        var (rig, keys) = await AdminRig.KeyedAsync();
        await using var held = rig;
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        var (page, other) = (visitor.Page, await visitor.Page.Context.NewPageAsync());
        await SignInAsync(page, "/dashboard/token-groups", keys[Role.Admin]);
        await page.GetByLabel("Name", new() { Exact = true }).FillAsync("written-at-length");
        await other.GotoAsync("/dashboard");
        await other.GetByRole(AriaRole.Button, new() { Name = "Sign out" }).ClickAsync();

        await page.GetByRole(AriaRole.Button, new() { Name = "New token group" }).ClickAsync();
        await Expect(page.GetByText("nothing was changed")).ToBeFocusedAsync();
        await SignInAsync(other, "/dashboard/token-groups", keys[Role.Admin]);
        await Expect(other.GetByText("written-at-length")).ToHaveCountAsync(0);
        await page.ReloadAsync();
        await Expect(page.GetByRole(AriaRole.Rowheader, new() { Name = "written-at-length" })).ToBeVisibleAsync();
    }

    [Fact]
    public async Task Figures_that_are_live_no_more_say_so()
    {
        var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        await visitor.OpenAsync("/dashboard");
        await Expect(visitor.Page.Locator("[data-stale]")).ToBeEmptyAsync();
        await rig.DisposeAsync();
        await Expect(visitor.Page.GetByText("The router does not answer")).ToBeVisibleAsync(new() { Timeout = 20_000 });
    }

    [Fact]
    public async Task Of_a_router_that_came_back_without_ones_sign_in_the_page_says_just_that()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        int asked = 0;
        await visitor.Page.RouteAsync("**/dashboard/live*", route => asked++ == 0 ? route.AbortAsync() : route.FulfillAsync(new() { ContentType = "text/html", Body = "Sign in" }));
        await visitor.OpenAsync("/dashboard");
        var stale = visitor.Page.Locator("[data-stale]");
        await Expect(stale).ToContainTextAsync("No longer live", new() { Timeout = 20_000 });
        await visitor.Page.WaitForTimeoutAsync(7_000);
        await Expect(stale).ToContainTextAsync("No longer live");
    }

    [Fact]
    public async Task A_session_that_is_followed_stays_in_the_readers_own_time()
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        Task AskAsync() => rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r => r.Headers.Add("X-CodeRouter-Session", "followed"));
        await AskAsync();
        await visitor.OpenAsync("/dashboard/sessions/followed");
        await visitor.Page.GetByRole(AriaRole.Button, new() { Name = "Follow live" }).ClickAsync();
        await AskAsync();
        await Expect(visitor.Page.Locator("tbody time")).ToHaveCountAsync(2);
        Assert.DoesNotContain("UTC", await visitor.Page.Locator("tbody time").First.TextContentAsync(), StringComparison.Ordinal);
    }

    private static async Task SignInAsync(IPage page, string path, string key)
    {
        await page.GotoAsync(path);
        await page.GetByLabel("Key or set-up token").FillAsync(key);
        await page.GetByRole(AriaRole.Button, new() { Name = "Sign in" }).ClickAsync();
        await Expect(page.GetByRole(AriaRole.Button, new() { Name = "Sign out" })).ToBeVisibleAsync();
        Assert.EndsWith(path, page.Url, StringComparison.Ordinal);
    }
}
