using System.Collections.Concurrent;
using System.Globalization;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>kill −9 at any moment: what was answered is in the books once, what was under way is known as interrupted.</summary>
public sealed class CrashTests
{
    private const int Workers = 8;

    [Fact]
    public async Task Nothing_answered_is_lost_or_counted_twice()
    {
        await using var provider = new SimulatedProvider();
        await provider.StartAsync(TestContext.Current.CancellationToken);
        using var folder = new ServedFolder();
        folder.Write(ServedFolder.Yaml(provider.BaseUri, ("sim", "sim"), ("slow", "slow-first-byte-400"), ("drips", "slow-between-800")));
        var complete = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
        var random = new Random(11);
        for (int round = 0; round < 3; round++)
        {
            await using var program = RunningProgram.Start(folder.Serve());
            using var http = new HttpClient { BaseAddress = await program.ListeningAsync() };
            if (round > 0)
            {
                await CheckAsync(http, provider, complete);
            }

            using var stop = new CancellationTokenSource();
            int number = round;
            Task[] load = [.. Enumerable.Range(0, Workers).Select(w => WorkAsync(http, $"r{number}w{w}", complete, stop.Token))];
            // Not before there is something to lose, and then at any moment.
            int before = complete.Count;
            while (complete.Count < before + 25)
            {
                await Task.Delay(5, TestContext.Current.CancellationToken);
            }

            await Task.Delay(random.Next(200), TestContext.Current.CancellationToken);
            program.Signal("KILL");
            await stop.CancelAsync();
            await Task.WhenAll(load);
            await program.ExitAsync();
        }

        await using var last = RunningProgram.Start(folder.Serve());
        using var final = new HttpClient { BaseAddress = await last.ListeningAsync() };
        var totals = await CheckAsync(final, provider, complete);
        Assert.True(totals.GetProperty("interrupted").GetInt64() > 0, "three kills under load interrupted nothing");
        Assert.True(totals.GetProperty("reserved_usd").GetDecimal() > 0);
    }

    private static async Task WorkAsync(HttpClient http, string worker, ConcurrentDictionary<string, byte> complete, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            string session = string.Create(CultureInfo.InvariantCulture, $"{worker}n{i}");
            var (model, stream) = (i % 4) switch { 0 => ("slow", false), 1 => ("sim", true), 2 => ("drips", true), _ => ("sim", false) };
            try
            {
                using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, model, stream, $"session={session};")) };
                request.Headers.Add("X-CodeRouter-Session", session);
                using var answer = await http.SendAsync(request, CancellationToken.None);
                string body = await answer.Content.ReadAsStringAsync(CancellationToken.None);
                if (answer.IsSuccessStatusCode && (!stream || body.Contains("message_stop", StringComparison.Ordinal)))
                {
                    complete[session] = 0;
                }
            }
            catch (HttpRequestException)
            {
                return;
            }
        }
    }

    private static async Task<JsonElement> CheckAsync(HttpClient http, SimulatedProvider provider, ConcurrentDictionary<string, byte> complete)
    {
        var usage = JsonDocument.Parse(await http.GetStringAsync("/v1/coderoute/usage?group_by=session", TestContext.Current.CancellationToken)).RootElement;
        var groups = usage.GetProperty("groups").EnumerateArray().ToDictionary(g => g.GetProperty("session_id").GetString()!, StringComparer.Ordinal);
        Assert.True(groups.Count < 1000, "the answer holds at most a thousand sessions");
        foreach (string session in complete.Keys)
        {
            Assert.True(groups.TryGetValue(session, out var group), $"{session} was answered and is not in the books");
            Assert.Equal((1, 0), (group.GetProperty("requests").GetInt64(), group.GetProperty("interrupted").GetInt64()));
            Assert.True(group.GetProperty("cost_usd").GetDecimal() > 0);
        }

        foreach (var (session, group) in groups)
        {
            long interrupted = group.GetProperty("interrupted").GetInt64();
            long others = group.GetProperty("aborted").GetInt64() + group.GetProperty("truncated").GetInt64() + group.GetProperty("failed").GetInt64();
            Assert.True(group.GetProperty("requests").GetInt64() <= 1 && interrupted <= 1 && group.GetProperty("requests").GetInt64() + interrupted + others >= 1, $"{session}: {group}");
            if (interrupted == 1)
            {
                Assert.Equal(0, group.GetProperty("cost_usd").GetDecimal());
                Assert.True(group.GetProperty("reserved_usd").GetDecimal() > 0);
            }
        }

        // What an upstream was asked (and may charge) is known here, whoever died since.
        foreach (string session in provider.Requests.Select(r => SessionIn(r.Body)))
        {
            Assert.True(groups.ContainsKey(session), $"{session} reached the upstream and is not in the books");
        }

        Assert.Equal(groups.Values.Sum(g => g.GetProperty("requests").GetInt64()), usage.GetProperty("totals").GetProperty("requests").GetInt64());
        return usage.GetProperty("totals");
    }

    private static string SessionIn(byte[] body)
    {
        string text = Encoding.UTF8.GetString(body);
        int at = text.IndexOf("session=", StringComparison.Ordinal) + "session=".Length;
        return text[at..text.IndexOf(';', at)];
    }
}
