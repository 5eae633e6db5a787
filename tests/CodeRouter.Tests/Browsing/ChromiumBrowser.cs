using Microsoft.Playwright;
using Xunit;

namespace CodeRouter.Tests.Browsing;

/// <summary>Debian's chromium without a window, for all tests of a class.</summary>
public sealed class ChromiumBrowser : IAsyncLifetime
{
    private static readonly string? Executable = new[] { Environment.GetEnvironmentVariable("CODEROUTER_CHROMIUM"), "/usr/bin/chromium" }.FirstOrDefault(File.Exists);
    private IPlaywright? _playwright;
    private IBrowser? _browser;

    public async ValueTask InitializeAsync()
    {
        if (Executable is not null)
        {
            _playwright = await Playwright.CreateAsync();
            _browser = await _playwright.Chromium.LaunchAsync(new BrowserTypeLaunchOptions { ExecutablePath = Executable, Args = ["--disable-gpu", "--no-sandbox"] });
        }
    }

    public async ValueTask DisposeAsync()
    {
        if (_browser is not null)
        {
            await _browser.DisposeAsync();
        }

        _playwright?.Dispose();
    }

    /// <summary>A browser of its own for one visitor.</summary>
    internal async Task<Visitor> VisitorAsync(Uri router, bool dark = false, bool phone = false, bool script = true)
    {
        Assert.SkipUnless(_browser is not null, "chromium is not installed: apt-get install chromium, or name another in CODEROUTER_CHROMIUM");
        var context = await _browser.NewContextAsync(new BrowserNewContextOptions
        {
            BaseURL = router.AbsoluteUri,
            ColorScheme = dark ? ColorScheme.Dark : ColorScheme.Light,
            ViewportSize = phone ? new ViewportSize { Width = 360, Height = 740 } : new ViewportSize { Width = 1280, Height = 900 },
            JavaScriptEnabled = script,
        });
        return new Visitor(context, await context.NewPageAsync());
    }
}
