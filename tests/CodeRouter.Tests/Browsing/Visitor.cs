using System.Text.Json;
using Deque.AxeCore.Commons;
using Microsoft.Playwright;
using Xunit;

namespace CodeRouter.Tests.Browsing;

/// <summary>Somebody with a page open, who notices what goes wrong on it.</summary>
internal sealed class Visitor : IAsyncDisposable
{
    private static readonly string Axe = new BundledAxeScriptProvider().GetScript();
    private readonly IBrowserContext _context;
    private readonly List<string> _complaints = [];
    private long _received;

    public Visitor(IBrowserContext context, IPage page)
    {
        (_context, Page) = (context, page);
        page.Console += (_, said) =>
        {
            if (said.Type is "error" or "warning")
            {
                _complaints.Add(said.Text);
            }
        };
        page.PageError += (_, error) => _complaints.Add(error);
        page.RequestFinished += (_, request) =>
        {
            if (request.ResourceType != "eventsource")
            {
                _ = CountAsync(request);
            }
        };
    }

    public IPage Page { get; }

    public async Task OpenAsync(string path)
    {
        _complaints.Clear();
        Interlocked.Exchange(ref _received, 0);
        var answer = await Page.GotoAsync(path, new PageGotoOptions { WaitUntil = WaitUntilState.Load });
        Assert.True(answer!.Ok, $"{path}: {answer.Status}");
    }

    /// <summary>What axe-core finds against WCAG 2.2 A and AA and the order of headings, as a line each.</summary>
    public async Task<string[]> BarriersAsync()
    {
        await Page.EvaluateAsync(Axe);
        string json = await Page.EvaluateAsync<string>("""
            async () => JSON.stringify((await axe.run(document, { runOnly: ['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'wcag22aa', 'cat.semantics'], resultTypes: ['violations'] }))
                .violations.flatMap(v => v.nodes.map(n => `${v.id}: ${n.target.join(' ')}: ${n.failureSummary}`)))
            """);
        return JsonSerializer.Deserialize<string[]>(json)!;
    }

    /// <summary>How far things moved by themselves since the page began to load; 0 is not at all.</summary>
    public async Task<double> ShiftAsync() => await Page.EvaluateAsync<double>("""
        () => new Promise(done => {
            let sum = 0;
            new PerformanceObserver(list => { for (const shift of list.getEntries()) if (!shift.hadRecentInput) sum += shift.value; }).observe({ type: 'layout-shift', buffered: true });
            setTimeout(() => done(sum), 100);
        })
        """);

    public Task<bool> IsTooWideAsync() => Page.EvaluateAsync<bool>("() => document.documentElement.scrollWidth > document.documentElement.clientWidth");

    /// <summary>Words of the browser's console: errors, refused scripts and styles.</summary>
    public string[] Complaints => [.. _complaints];

    /// <summary>Bytes received for the page and all it loads, headers and bodies as they came over the wire.</summary>
    public long Received => Interlocked.Read(ref _received);

    public async ValueTask DisposeAsync() => await _context.DisposeAsync();

    private async Task CountAsync(IRequest request)
    {
        var sizes = await request.SizesAsync();
        Interlocked.Add(ref _received, sizes.ResponseBodySize + sizes.ResponseHeadersSize);
    }
}
