namespace CodeRouter.Bench;

/// <summary>CPU per request at three body sizes, nginx and the gateway in turn.</summary>
internal static class CpuPerRequest
{
    private static readonly (string Name, int Bytes)[] Sizes = [("2 KB", 2 << 10), ("100 KB", 100 << 10), ("1 MB", 1 << 20)];
    private const int Connections = 16;

    // Until its hot methods are compiled for good, a process that compiles as it runs spends a third of its time on that.
    private const int FirstWarmUpSeconds = 20;

    public sealed record Sample(string Size, string Way, int Round, double MicrosecondsPerRequest, double RequestsPerSecond, long Failed);

    public static async Task<List<Sample>> MeasureAsync(BenchOptions options, string folder, IReadOnlyList<Contender> ways)
    {
        var samples = new List<Sample>();
        foreach (var way in ways)
        {
            string file = Path.Combine(folder, "body.json");
            await File.WriteAllBytesAsync(file, Bodies.Chat(way.Model("bench-2k"), Sizes[1].Bytes, false));
            await Wrk.RunAsync(options.Root, new Uri(way.Address, "/v1/chat/completions"), file, Connections, FirstWarmUpSeconds);
        }

        foreach (var (size, bytes) in Sizes)
        {
            for (int round = 1; round <= options.Rounds; round++)
            {
                foreach (var way in ways)
                {
                    string file = Path.Combine(folder, "body.json");
                    await File.WriteAllBytesAsync(file, Bodies.Chat(way.Model("bench-2k"), bytes, false));
                    var url = new Uri(way.Address, "/v1/chat/completions");
                    await Wrk.RunAsync(options.Root, url, file, Connections, options.Seconds);
                    var processes = way.Processes;
                    double before = ProcessStat.Cpu(processes);
                    var load = await Wrk.RunAsync(options.Root, url, file, Connections, options.Seconds);
                    double cpu = ProcessStat.Cpu(processes) - before;
                    samples.Add(new(size, way.Name, round, 1e6 * cpu / Math.Max(1, load.Requests), load.Requests / load.Seconds, load.Failed));
                    Console.Error.WriteLine($"{size,-7} {way.Name,-8} round {round}: {samples[^1].MicrosecondsPerRequest:0.0} us/request, {samples[^1].RequestsPerSecond:0} requests/s, {load.Failed} failed");
                }
            }
        }

        return samples;
    }
}
