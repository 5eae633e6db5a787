using System.Diagnostics;
using System.Globalization;
using System.Text.RegularExpressions;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Bench;

/// <summary>
/// What each page of the dashboard costs over a store that <c>ledger sqlite FILE STEPS</c> made: milliseconds on the wall, processor
/// milliseconds of the gateway (which other work on the machine does not lengthen), bytes; and what an open live page costs it.
/// </summary>
internal static partial class PageFigures
{
    private const int Warm = 3, Counted = 15;
    private static readonly string[] Pages =
    [
        "/", "/docs", "/docs/api", "/docs/api/admin", "/docs/recipes", "/docs/help",
        "/dashboard", "/dashboard?range=24h", "/dashboard?range=30d", "/dashboard?range=all",
        "/dashboard/sessions", "/dashboard/sessions?search=session100", "/dashboard/sessions?search=nowhere", "/dashboard/sessions/session1000",
        "/dashboard/usage", "/dashboard/usage?by=day&range=30d", "/dashboard/usage?by=key&range=30d", "/dashboard/usage?by=day&range=all", "/dashboard/usage?by=key&range=all", "/dashboard/usage?by=repo&range=all",
        "/dashboard/usage?by=session", "/dashboard/usage?by=session&range=all", "/dashboard/usage?by=day&range=30d&model=model1", "/dashboard/usage?by=session&model=model1",
        "/dashboard/failures", "/dashboard/failures?search=d_777",
    ];

    public static async Task<int> RunAsync(string gateway, string store)
    {
        var folder = Directory.CreateTempSubdirectory("coderouter-pages-");
        await using var provider = new SimulatedProvider(new SimulatedOptions { Record = false, Strict = false });
        await provider.StartAsync();
        try
        {
            string config = Path.Combine(folder.FullName, "coderouter.yaml");
            await File.WriteAllTextAsync(config, GatewayConfiguration.Yaml(provider.BaseUri).Replace("access: {require_keys: false}", "", StringComparison.Ordinal));
            File.Copy(store, Path.Combine(folder.FullName, "coderouter.db"));
            int port = Child.FreePort();
            var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
            await using var child = Child.Start(gateway, folder.FullName, "serve", "--config", config, "--data", folder.FullName, "--listen", address.Authority);
            await Child.AnswersAsync(new Uri(address, "/health"), TimeSpan.FromMinutes(2));
            using var http = new HttpClient { BaseAddress = address, Timeout = TimeSpan.FromMinutes(1) };
            string all = await http.GetStringAsync(new Uri("/dashboard", UriKind.Relative));
            var others = NavigationLink().Matches(all).Select(static m => m.Groups["path"].Value).Where(static p => !Array.Exists(Pages, known => known == p));
            Console.WriteLine($"{"page",-46} {"wall ms",9} {"cpu ms",8} {"bytes",8}");
            foreach (string page in Pages.Concat(others))
            {
                await PageAsync(http, child.Id, page);
            }

            // The first pass compiles; what watching costs is the difference of the others.
            foreach (int watchers in (int[])[10, 0, 1, 10, 0, 1, 10])
            {
                await LiveAsync(http, child.Id, watchers);
            }

            return 0;
        }
        finally
        {
            folder.Delete(recursive: true);
        }
    }

    private static async Task PageAsync(HttpClient http, int gateway, string page)
    {
        var times = new List<double>();
        int bytes = 0;
        double before = 0;
        for (int i = 0; i < Warm + Counted; i++)
        {
            if (i == Warm)
            {
                before = ProcessStat.Cpu([gateway]);
            }

            long began = Stopwatch.GetTimestamp();
            bytes = (await http.GetByteArrayAsync(new Uri(page, UriKind.Relative))).Length;
            times.Add(Stopwatch.GetElapsedTime(began).TotalMilliseconds);
        }

        double cpu = (ProcessStat.Cpu([gateway]) - before) * 1000 / Counted;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{page,-46} {times.Skip(Warm).Order().ElementAt(Counted / 2),9:0.0} {cpu,8:0.0} {bytes,8}"));
    }

    /// <summary>The gateway's share of a core over half a minute with a request each second, beside so many watchers.</summary>
    private static async Task LiveAsync(HttpClient http, int gateway, int watchers)
    {
        using var ends = new CancellationTokenSource();
        var watching = Enumerable.Range(0, watchers).Select(_ => WatchAsync(http, ends.Token)).ToArray();
        await Task.Delay(TimeSpan.FromSeconds(3));
        double before = ProcessStat.Cpu([gateway]);
        long began = Stopwatch.GetTimestamp();
        for (int i = 0; i < 30; i++)
        {
            using var body = new StringContent("""{"model":"cheap","messages":[{"role":"user","content":"Say hello."}]}""", System.Text.Encoding.UTF8, "application/json");
            using var answer = await http.PostAsync(new Uri("/v1/chat/completions", UriKind.Relative), body);
            await Task.Delay(TimeSpan.FromSeconds(1));
        }

        double share = (ProcessStat.Cpu([gateway]) - before) / Stopwatch.GetElapsedTime(began).TotalSeconds;
        Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"live page, {watchers} watchers, a request each second: {share:0.00 %} of a core"));
        await ends.CancelAsync();
        await Task.WhenAll(watching);
    }

    private static async Task WatchAsync(HttpClient http, CancellationToken ends)
    {
        try
        {
            using var reader = new StreamReader(await http.GetStreamAsync(new Uri("/dashboard/live", UriKind.Relative), ends));
            while (await reader.ReadLineAsync(ends) is not null)
            {
                // What it says does not matter here.
            }
        }
        catch (OperationCanceledException)
        {
            // The measurement is over.
        }
    }

    [GeneratedRegex("<li><a href=\"(?<path>/dashboard[^\"]*)\"", RegexOptions.CultureInvariant | RegexOptions.ExplicitCapture, matchTimeoutMilliseconds: 1000)]
    private static partial Regex NavigationLink();
}
