using System.Diagnostics;
using System.Globalization;

namespace CodeRouter.Bench;

/// <summary>Starts everything, measures everything, writes the report.</summary>
internal static class Comparison
{
    public static async Task<int> RunAsync(BenchOptions options)
    {
        string folder = Directory.CreateTempSubdirectory("coderouter-bench-").FullName;
        try
        {
            var upstream = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Child.FreePort()}"));
            await using var provider = Child.Start(Environment.ProcessPath!, folder, "upstream", upstream.Port.ToString(CultureInfo.InvariantCulture));
            await Child.AnswersAsync(new Uri(upstream, "/v1/models"), TimeSpan.FromSeconds(20));
            await using var nginx = await Contender.NginxAsync(folder, upstream);
            var ways = new List<Contender> { nginx };
            Contender? gateway = null;
            var starts = new List<double>();
            Memory.Figures? memory = null;
            if (options.Gateway is { } executable)
            {
                starts = options.Measures("start") ? await StartsAsync(executable, folder, upstream, options.Rounds + 2) : [];
                memory = options.Measures("memory") ? await MemoryAsync(executable, folder, upstream) : null;

                (gateway, _) = await Contender.GatewayAsync(executable, folder, upstream);
                ways.Add(gateway);
            }

            foreach (var way in ways)
            {
                await ProbeAsync(way);
            }

            var nginxMemory = options.Measures("memory") ? await Memory.MeasureAsync(nginx) : null;
            var first = options.Measures("first") ? await FirstChunk.MeasureAsync([Contender.Direct(upstream), .. ways]) : [];
            var cpu = options.Measures("cpu") ? await CpuPerRequest.MeasureAsync(options, folder, ways) : [];
            if (gateway is not null)
            {
                await gateway.DisposeAsync();
            }

            var report = new Report(DateTime.UtcNow, Environment.ProcessorCount, options, starts, memory, nginxMemory, first, cpu);
            string target = options.Out ?? Path.Combine(options.Root, "bench", "runs", string.Create(CultureInfo.InvariantCulture, $"{report.At:yyyy-MM-dd}-{report.Cores}cores"));
            await report.WriteAsync(target);
            Console.WriteLine(report.ToMarkdown());
            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }

    // A gateway that routes elsewhere, or refuses, would be measured at the wrong thing.
    private static async Task ProbeAsync(Contender way)
    {
        using var client = new HttpClient { BaseAddress = way.Address };
        using var content = new ByteArrayContent(Bodies.Chat(way.Model("bench-2k"), 2 << 10, false)) { Headers = { ContentType = new("application/json") } };
        using var response = await client.PostAsync("/v1/chat/completions", content);
        byte[] body = await response.Content.ReadAsByteArrayAsync();
        if (!response.IsSuccessStatusCode || body.Length is < 2000 or > 8000)
        {
            throw new InvalidOperationException($"{way.Name} answered {(int)response.StatusCode} with {body.Length} bytes instead of the bench answer");
        }
    }

    // In a process of its own: what load leaves behind would be counted as idle.
    private static async Task<Memory.Figures> MemoryAsync(string executable, string folder, Uri upstream)
    {
        var (fresh, _) = await Contender.GatewayAsync(executable, folder, upstream);
        await using (fresh)
        {
            return await Memory.MeasureAsync(fresh);
        }
    }

    private static async Task<List<double>> StartsAsync(string executable, string folder, Uri upstream, int times)
    {
        var starts = new List<double>();
        for (int i = 0; i < times; i++)
        {
            long begin = Stopwatch.GetTimestamp();
            var (gateway, _) = await Contender.GatewayAsync(executable, folder, upstream);
            starts.Add(Stopwatch.GetElapsedTime(begin).TotalMilliseconds);
            await gateway.DisposeAsync();
        }

        return starts;
    }
}
