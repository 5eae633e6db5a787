using System.Diagnostics;

namespace CodeRouter.Bench;

/// <summary>Time to the first event of a stream, each way in turn over its own kept connection.</summary>
internal static class FirstChunk
{
    // Code is compiled for the machine over the first thousands of requests: a gateway that has run for a minute is what callers meet.
    private const int Warm = 3000, Measured = 400, Bytes = 20 << 10;

    public static async Task<Dictionary<string, double[]>> MeasureAsync(IReadOnlyList<Contender> ways)
    {
        var times = ways.ToDictionary(way => way.Name, _ => new List<double>(), StringComparer.Ordinal);
        var clients = ways.ToDictionary(way => way.Name, way => new HttpClient { BaseAddress = way.Address }, StringComparer.Ordinal);
        for (int i = 0; i < Warm + Measured; i++)
        {
            foreach (var way in ways)
            {
                double ms = await OnceAsync(clients[way.Name], Bodies.Chat(way.Model("bench-2k"), Bytes, true), i);
                if (i >= Warm)
                {
                    times[way.Name].Add(ms);
                }
            }
        }

        foreach (var client in clients.Values)
        {
            client.Dispose();
        }

        return times.ToDictionary(pair => pair.Key, pair => pair.Value.Order().ToArray(), StringComparer.Ordinal);
    }

    private static async Task<double> OnceAsync(HttpClient client, byte[] body, int number)
    {
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/chat/completions") { Content = new ByteArrayContent(body) };
        request.Content.Headers.ContentType = new("application/json");
        request.Headers.TryAddWithoutValidation("x-session-id", $"ses_first{number % 16}");
        long begin = Stopwatch.GetTimestamp();
        using var response = await client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead);
        response.EnsureSuccessStatusCode();
        await using var stream = await response.Content.ReadAsStreamAsync();
        byte[] buffer = new byte[64 << 10];
        _ = await stream.ReadAsync(buffer);
        double ms = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        while (await stream.ReadAsync(buffer) > 0)
        {
            // The rest, so that the connection can be kept.
        }

        return ms;
    }
}
