namespace CodeRouter.Bench;

/// <summary>Resident memory: idle, with large requests in flight, and through answers of a hundred megabytes.</summary>
internal static class Memory
{
    public sealed record Figures(double IdleMb, double InFlightMb, double StreamPeakMb, double WholePeakMb, double AfterMb, int Failed);

    public static async Task<Figures> MeasureAsync(Contender way)
    {
        using var client = new HttpClient { BaseAddress = way.Address, Timeout = TimeSpan.FromMinutes(5) };
        int failed = 0;
        async Task Send(string model, int bytes, bool stream)
        {
            using var content = new ByteArrayContent(Bodies.Chat(way.Model(model), bytes, stream));
            content.Headers.ContentType = new("application/json");
            using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = content };
            using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
            await using var body = await response.Content.ReadAsStreamAsync();
            byte[] buffer = new byte[64 << 10];
            while (await body.ReadAsync(buffer) > 0)
            {
                // Read as fast as it comes.
            }

            if (!response.IsSuccessStatusCode)
            {
                Interlocked.Increment(ref failed);
            }
        }

        for (int i = 0; i < 10; i++)
        {
            await Send("bench-2k", 2 << 10, i % 2 == 0);
        }

        await Task.Delay(3000);
        double idle = ProcessStat.ResidentMb(way.Processes);
        double inFlight = await PeakAsync(way, Enumerable.Range(0, 32).Select(_ => Send("sleep-3000", 1 << 20, false)));
        double stream = await PeakAsync(way, Enumerable.Range(0, 4).Select(_ => Send("big-100", 2 << 10, true)));
        double whole = await PeakAsync(way, Enumerable.Range(0, 4).Select(_ => Send("big-100", 2 << 10, false)));
        await Task.Delay(20_000);
        return new(idle, inFlight, stream, whole, ProcessStat.ResidentMb(way.Processes), failed);
    }

    private static async Task<double> PeakAsync(Contender way, IEnumerable<Task> work)
    {
        var all = Task.WhenAll(work.ToArray());
        double peak = 0;
        var processes = way.Processes;
        while (!all.IsCompleted)
        {
            peak = Math.Max(peak, ProcessStat.ResidentMb(processes));
            await Task.Delay(20);
        }

        await all;
        return peak;
    }
}
