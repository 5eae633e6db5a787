using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Tests.Admin;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Browsing;

public sealed class EveryPageTests(ChromiumBrowser browser) : IClassFixture<ChromiumBrowser>
{
    private const long MostBytes = 100 * 1024;

    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(false, false)]
    [InlineData(true, false)]
    [InlineData(false, true)]
    public async Task No_page_has_a_barrier_moves_by_itself_or_weighs_more_than_100_KB(bool dark, bool phone)
    {
        await using var rig = await BusyRigAsync();
        await using var visitor = await browser.VisitorAsync(rig.BaseUri, dark, phone);
        var wrong = new List<string>();
        foreach (string path in await PathsAsync(visitor))
        {
            await visitor.OpenAsync(path);
            double shift = await visitor.ShiftAsync();
            void Check(bool good, string what)
            {
                if (!good)
                {
                    wrong.Add($"{path}: {what}");
                }
            }

            Check(shift == 0, $"moved by {shift}");
            Check(!await visitor.IsTooWideAsync(), "is wider than the window");
            Check(visitor.Received is > 0 and <= MostBytes, $"weighs {visitor.Received} bytes");
            Check(await visitor.Page.Locator("h1").CountAsync() == 1, "has not one heading");
            wrong.AddRange((await visitor.BarriersAsync()).Concat(visitor.Complaints).Select(b => $"{path}: {b}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Theory]
    [InlineData(360)]
    [InlineData(768)]
    [InlineData(1024)]
    [InlineData(1280)]
    [InlineData(1440)]
    public async Task No_table_nor_the_navigation_is_read_sideways_and_every_cell_of_a_card_says_what_it_is_of(int width)
    {
        await using var rig = await BusyRigAsync();
        await rig.AdminAsync(HttpMethod.Post, "/keys", """{"name":"a key with a rather long name","group":"nobodys","models":["sim"],"budget_usd":5}""");
        const string Long = "/home/someone/projects/organisation/a/very/deep/path/without/any/blank/to/the/repository-of-the-test";
        (await rig.AskAsync(WireFormat.OpenAIChat, "sim", change: r =>
        {
            r.Headers.Add("X-CodeRouter-Session", "a-session-" + new string('x', 100));
            r.Headers.Add("X-CodeRouter-Repo", Long);
        })).Dispose();
        await using var visitor = await browser.VisitorAsync(rig.BaseUri, script: false);
        await visitor.Page.SetViewportSizeAsync(width, 740);
        var wrong = new List<string>();
        foreach (string path in await PathsAsync(visitor))
        {
            await visitor.OpenAsync(path);
            Assert.False(await visitor.IsTooWideAsync(), path);
            wrong.AddRange((await visitor.Page.EvaluateAsync<string[]>("""
                () => [...document.querySelectorAll('.scroll:has(table), nav ul')].flatMap(s => [
                    ...(s.scrollWidth > s.clientWidth ? [`${s.ariaLabel} is ${s.scrollWidth} of ${s.clientWidth} wide`] : []),
                    ...(s.matches('.stacks') ? [...s.querySelectorAll('td')].filter(c => getComputedStyle(c, '::before').content.length < 4).map(c => `${s.ariaLabel}: ${c.textContent} is of nothing`) : [])])
                """)).Select(w => $"{path}: {w}"));
        }

        Assert.True(wrong.Count == 0, string.Join('\n', wrong));
    }

    [Fact]
    public async Task Pages_are_read_without_script()
    {
        await using var rig = await BusyRigAsync();
        await using var visitor = await browser.VisitorAsync(rig.BaseUri, script: false);
        foreach (string path in await PathsAsync(visitor))
        {
            await visitor.OpenAsync(path);
            Assert.True((await visitor.Page.Locator("main").InnerTextAsync()).Length > 40, path);
            Assert.False(await visitor.Page.Locator("[data-copy]:visible").CountAsync() > 0, $"{path} shows a button that does nothing");
        }
    }

    [Fact]
    public async Task The_keyboard_reaches_the_content_first_and_then_everything_in_reading_order()
    {
        await using var rig = await BusyRigAsync();
        await using var visitor = await browser.VisitorAsync(rig.BaseUri);
        foreach (string path in (string[])["/", "/dashboard", "/dashboard/keys", "/dashboard/setup"])
        {
            await visitor.OpenAsync(path);
            await visitor.Page.Keyboard.PressAsync("Tab");
            Assert.Equal("Skip to content", await visitor.Page.EvaluateAsync<string>("() => document.activeElement.textContent"));
            await visitor.Page.Keyboard.PressAsync("Enter");
            Assert.Equal("content", await visitor.Page.EvaluateAsync<string>("() => document.activeElement.id"));
            for (int i = 0; i < 12; i++)
            {
                await visitor.Page.EvaluateAsync("() => window.before = document.activeElement");
                await visitor.Page.Keyboard.PressAsync("Tab");
                Assert.True(
                    await visitor.Page.EvaluateAsync<bool>("() => document.activeElement === document.body || Boolean(before.compareDocumentPosition(document.activeElement) & Node.DOCUMENT_POSITION_FOLLOWING)"),
                    $"{path}: focus jumps back at stop {i}");
            }
        }
    }

    /// <summary>Every page that the navigation names, a session's own, some that are reached from others, and those without sign-in.</summary>
    private static async Task<IReadOnlyList<string>> PathsAsync(Visitor visitor)
    {
        var paths = new List<string>();
        foreach (string start in (string[])["/", "/dashboard"])
        {
            await visitor.OpenAsync(start);
            foreach (var link in await visitor.Page.Locator("nav a").AllAsync())
            {
                paths.Add((await link.GetAttributeAsync("href"))!);
            }
        }

        await visitor.OpenAsync("/dashboard/sessions");
        paths.Add((await visitor.Page.Locator("td a[href^='/dashboard/sessions/']").First.GetAttributeAsync("href"))!);
        paths.AddRange(["/dashboard/token-groups", "/dashboard/replay", "/dashboard/usage?by=key", "/dashboard/usage?by=session&range=24h&model=sim", "/dashboard/usage?by=repo", "/dashboard/config/edit", "/dashboard/config/0"]);
        await visitor.OpenAsync("/dashboard/failures");
        paths.Add((await visitor.Page.Locator("td a[href*='search=']").First.GetAttributeAsync("href"))!);
        Assert.True(paths.Count > 15, "pages are missing from the navigation");
        return paths;
    }

    private static async Task<GatewayRig> BusyRigAsync()
    {
        var rig = await GatewayRig.SimulatedAsync(["sim", "other-model-with-a-rather-long-name-2026-11"], s => s with { Policy = s.Policy with { Models = [.. s.Policy.Models, GatewayRig.Card("home", Tier.Local, 0, 0) with { IsLocal = true }] } });
        foreach (string model in (string[])["sim", "other-model-with-a-rather-long-name-2026-11", "missing"])
        {
            (await rig.AskAsync(WireFormat.AnthropicMessages, model, change: r => r.Headers.Add("X-CodeRouter-Session", "work one"))).Dispose();
        }

        await rig.Http.GetStringAsync("/v1/coderoute/usage", Cancel);
        return rig;
    }
}
