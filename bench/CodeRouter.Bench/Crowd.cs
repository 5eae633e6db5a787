using System.Globalization;

namespace CodeRouter.Bench;

/// <summary>
/// What a request costs the gateway when every one of them is a new session: first, and when it has seen more sessions than it keeps. What
/// looks at all that there is with every step shows here and in no other bench.
/// </summary>
internal static class Crowd
{
    private const int Sessions = 200_000, Connections = 8, SecondsARound = 15;

    public static async Task<int> RunAsync(string gateway, string root)
    {
        string folder = Directory.CreateTempSubdirectory("coderouter-crowd-").FullName;
        try
        {
            var upstream = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{Child.FreePort()}"));
            await using var provider = Child.Start(Environment.ProcessPath!, folder, "upstream", upstream.Port.ToString(CultureInfo.InvariantCulture));
            await Child.AnswersAsync(new Uri(upstream, "/v1/models"), TimeSpan.FromSeconds(20));
            var (asked, _) = await Contender.GatewayAsync(gateway, folder, upstream);
            await using var there = asked;
            string body = Path.Combine(folder, "body.json");
            await File.WriteAllBytesAsync(body, Bodies.Chat(there.Model("bench-2k"), 2 << 10, false));
            var url = new Uri(there.Address, "/v1/chat/completions");
            long sessions = 0;
            while (sessions < Sessions)
            {
                double before = ProcessStat.Cpu(there.Processes);
                var load = await Wrk.RunAsync(root, url, body, Connections, SecondsARound, "crowd.lua");
                double cpu = ProcessStat.Cpu(there.Processes) - before;
                sessions += load.Requests;
                Console.WriteLine(string.Create(
                    CultureInfo.InvariantCulture,
                    $"{sessions,8} sessions so far: {1e6 * cpu / Math.Max(1, load.Requests),7:0.0} us of processor a request, {load.Requests / load.Seconds,6:0} requests/s, {ProcessStat.ResidentMb(there.Processes),5:0} MB, {load.Failed} failed"));
            }

            return 0;
        }
        finally
        {
            Directory.Delete(folder, recursive: true);
        }
    }
}
