using System.Collections.Concurrent;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using CodeRouter.Access;
using CodeRouter.Tests.Gateway;
using CodeRouter.Tests.Storage;
using Xunit;

namespace CodeRouter.Tests.Serving;

/// <summary>Several gateways over one PostgreSQL, as their users meet them.</summary>
public sealed class SharedStoreTests
{
    private static CancellationToken Cancel => TestContext.Current.CancellationToken;

    [Theory]
    [InlineData(2)]
    [InlineData(4)]
    public async Task Of_a_thousand_ten_cent_requests_on_five_dollars_exactly_fifty_are_answered_whatever_else_goes_wrong(int gateways)
    {
        await using var shared = await SharedStore.StartAsync(await PostgresServer.SharedAsync());
        string key = shared.Key(new LimitSet { Usd = 5 });
        var clients = await Task.WhenAll(Enumerable.Range(0, gateways).Select(_ => shared.GatewayAsync(key)));
        var random = new Random(gateways);
        string[] models = [.. Enumerable.Range(0, 1000).Select(_ => random.Next(10) switch { 0 => "sim-500", 1 => "slow-first-byte-1500", _ => "sim" })];

        var first = await Task.WhenAll(models.Select((model, i) => AskAsync(clients[i % gateways], model, i)));
        // Those that failed or left gave theirs back after others had been refused: somebody asks again.
        int passed = first.Count(s => s == HttpStatusCode.OK);
        for (int refused = 0, i = 1000; refused < 4 * gateways; i++)
        {
            var status = await AskAsync(clients[i % gateways], "sim", i);
            passed += status == HttpStatusCode.OK ? 1 : 0;
            refused = status == HttpStatusCode.PaymentRequired ? refused + 1 : 0;
        }

        Assert.Equal(50, passed);
        Assert.DoesNotContain(first, s => s is HttpStatusCode.ServiceUnavailable or HttpStatusCode.Unauthorized);
        await Task.Delay(500, Cancel);
        foreach (var client in clients)
        {
            var totals = await SharedStore.TotalsAsync(client);
            Assert.Equal(5m, totals.GetProperty("cost_usd").GetDecimal());
        }
    }

    [Fact]
    public async Task A_session_goes_on_where_the_other_gateway_left_it()
    {
        await using var shared = await SharedStore.StartAsync(await PostgresServer.SharedAsync());
        // Without learning: what one session's failure teaches all others is not the question here.
        const string Still = "routing: {learning: {enabled: false}}";
        var one = await shared.GatewayAsync(routing: Still);
        var two = await shared.GatewayAsync(routing: Still);
        string before = await ModelAsync(one, "s");
        Assert.Equal(before, await ModelAsync(two, "s"));
        using (var said = await two.PostAsync("/v1/coderoute/feedback", GatewayRig.JsonContent("""{"session_id":"s","outcome":"failure","source":"tests"}"""), Cancel))
        {
            Assert.Equal(HttpStatusCode.Accepted, said.StatusCode);
        }

        // What was reported to the second counts at the first, and only for that session.
        string after = await ModelAsync(one, "s");
        Assert.NotEqual(before, after);
        Assert.Equal(after, await ModelAsync(two, "s"));
        Assert.Equal(before, await ModelAsync(one, "another"));
    }

    [Fact]
    public async Task A_key_made_or_revoked_at_one_place_counts_everywhere()
    {
        await using var shared = await SharedStore.StartAsync(await PostgresServer.SharedAsync());
        string first = shared.Key(LimitSet.None);
        var one = await shared.GatewayAsync(first);
        string later = shared.Key(LimitSet.None);
        for (int tries = 0; tries < 50; tries++)
        {
            using var request = SharedStore.Ask("sim", "s");
            request.Headers.Add("Authorization", "Bearer " + later);
            one.DefaultRequestHeaders.Remove("x-api-key");
            using var answer = await one.SendAsync(request, Cancel);
            if (answer.StatusCode == HttpStatusCode.OK)
            {
                return;
            }

            await Task.Delay(100, Cancel);
        }

        Assert.Fail("the key was never known");
    }

    [Fact]
    public async Task A_gateway_and_the_database_are_killed_under_load_and_the_books_are_what_the_provider_served()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var shared = await SharedStore.StartAsync(server);
        var clients = new ConcurrentDictionary<int, HttpClient>();
        clients[0] = await shared.GatewayAsync();
        clients[1] = await shared.GatewayAsync();
        var complete = new ConcurrentDictionary<string, byte>(StringComparer.Ordinal);
        using var stop = new CancellationTokenSource();
        Task[] load = [.. Enumerable.Range(0, 8).Select(w => WorkAsync(clients, w, complete, stop.Token))];
        await CompletedAsync(complete, 40);

        await server.KillAsync();
        await Task.Delay(1500, Cancel);
        await server.RunAsync();
        await CompletedAsync(complete, complete.Count + 40);
        shared.Program(0).Signal("KILL");
        await shared.Program(0).ExitAsync();
        await CompletedAsync(complete, complete.Count + 20);
        clients[0] = await shared.RestartAsync(0);
        await CompletedAsync(complete, complete.Count + 20);
        await stop.CancelAsync();
        await Task.WhenAll(load);

        var totals = await SettledAsync(clients[1]);
        decimal settled = totals.GetProperty("cost_usd").GetDecimal(), interrupted = totals.GetProperty("reserved_usd").GetDecimal();
        decimal served = shared.Provider.Requests.Count * 0.10m;
        Assert.InRange(served, settled, settled + interrupted);
        Assert.Equal(0.10m * totals.GetProperty("requests").GetInt64(), settled);
        // One by one: a list of groups ends after a thousand.
        foreach (string session in complete.Keys)
        {
            var books = JsonDocument.Parse(await clients[1].GetStringAsync($"/v1/coderoute/usage?session_id={session}", Cancel)).RootElement.GetProperty("totals");
            Assert.Equal((session, 0.10m), (session, books.GetProperty("cost_usd").GetDecimal()));
        }

        Assert.True(totals.GetProperty("requests").GetInt64() >= complete.Count);
    }

    [Fact]
    public async Task While_the_database_is_away_the_operators_choice_holds_and_nothing_is_lost()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var shared = await SharedStore.StartAsync(server);
        var serves = await shared.GatewayAsync();
        var refuses = await shared.GatewayAsync(storage: ", on_outage: refuse");
        Assert.Equal(HttpStatusCode.OK, await AskAsync(serves, "sim", 0));
        Assert.Equal(HttpStatusCode.OK, await AskAsync(refuses, "sim", 1));
        using var running = await refuses.SendAsync(SharedStore.Ask("slow-between-400", "long", stream: true), HttpCompletionOption.ResponseHeadersRead, Cancel);

        await server.KillAsync();
        Assert.Contains("message_stop", await running.Content.ReadAsStringAsync(Cancel), StringComparison.Ordinal);
        int served = 0;
        for (; served < 5; served++)
        {
            Assert.Equal(HttpStatusCode.OK, await AskAsync(serves, "sim", 10 + served));
        }

        await UntilAsync(async () => await AskAsync(refuses, "sim", 20) == HttpStatusCode.ServiceUnavailable, "it never refused");
        await server.RunAsync();
        await UntilAsync(async () => await AskAsync(refuses, "sim", 21) == HttpStatusCode.OK, "it never served again");
        await UntilAsync(async () => (await SharedStore.TotalsAsync(serves)).GetProperty("requests").GetInt64() == shared.Provider.Requests.Count, "steps are missing");
        Assert.Equal(shared.Provider.Requests.Count * 0.10m, (await SharedStore.TotalsAsync(serves)).GetProperty("cost_usd").GetDecimal());
    }

    [Fact]
    public async Task While_the_database_is_away_a_limited_key_is_served_within_the_tickets_its_gateway_holds_and_no_further()
    {
        await using var server = await PostgresServer.StartAsync();
        await using var shared = await SharedStore.StartAsync(server);
        string key = shared.Key(new LimitSet { Usd = 100 });
        var one = await shared.GatewayAsync(key);
        // The faster they come, the larger the block that is borrowed for the next.
        Assert.All(await Task.WhenAll(Enumerable.Range(0, 40).Select(i => AskAsync(one, "sim", i))), s => Assert.Equal(HttpStatusCode.OK, s));

        await server.KillAsync();
        int served = 0;
        HttpStatusCode last;
        while ((last = await AskAsync(one, "sim", 100 + served)) == HttpStatusCode.OK)
        {
            served++;
            Assert.InRange(served, 0, 1000);
        }

        Assert.Equal(HttpStatusCode.ServiceUnavailable, last);
        await server.RunAsync();
        await UntilAsync(async () => await AskAsync(one, "sim", 5000) == HttpStatusCode.OK, "it never served again");
    }

    private static async Task<HttpStatusCode> AskAsync(HttpClient client, string model, int number)
    {
        // Slow ones are left before their first byte.
        using var leaving = model.StartsWith("slow-first", StringComparison.Ordinal) ? new CancellationTokenSource(200) : new CancellationTokenSource();
        try
        {
            using var answer = await client.SendAsync(SharedStore.Ask(model, string.Create(CultureInfo.InvariantCulture, $"n{number}")), leaving.Token);
            await answer.Content.ReadAsByteArrayAsync(Cancel);
            return answer.StatusCode;
        }
        catch (OperationCanceledException) when (leaving.IsCancellationRequested)
        {
            return HttpStatusCode.RequestTimeout;
        }
    }

    private static async Task<string> ModelAsync(HttpClient client, string session)
    {
        using var answer = await client.SendAsync(SharedStore.Ask("coding-auto", session, "Implement the parser in src/parse.py and make the tests pass."), Cancel);
        return answer.Headers.GetValues("X-CodeRouter-Model").Single();
    }

    private static async Task WorkAsync(ConcurrentDictionary<int, HttpClient> clients, int worker, ConcurrentDictionary<string, byte> complete, CancellationToken stop)
    {
        for (int i = 0; !stop.IsCancellationRequested; i++)
        {
            string session = string.Create(CultureInfo.InvariantCulture, $"w{worker}n{i}");
            try
            {
                using var answer = await clients[(worker + i) % 2].SendAsync(SharedStore.Ask("sim", session), CancellationToken.None);
                if (answer.IsSuccessStatusCode && Encoding.UTF8.GetString(await answer.Content.ReadAsByteArrayAsync(CancellationToken.None)).Contains("Ten cents", StringComparison.Ordinal))
                {
                    complete[session] = 0;
                }

                await Task.Delay(10, CancellationToken.None);
            }
            catch (HttpRequestException)
            {
                // That one was killed; the next request may find it back.
                await Task.Delay(50, CancellationToken.None);
            }
        }
    }

    private static Task CompletedAsync(ConcurrentDictionary<string, byte> complete, int count) =>
        UntilAsync(() => Task.FromResult(complete.Count >= count), "the load stands still");

    /// <summary>Totals once the journals are in the books.</summary>
    private static async Task<JsonElement> SettledAsync(HttpClient http)
    {
        JsonElement last = default;
        for (int same = 0; same < 4;)
        {
            await Task.Delay(400, Cancel);
            var now = await SharedStore.TotalsAsync(http);
            same = last.ValueKind == JsonValueKind.Object && now.GetRawText() == last.GetRawText() ? same + 1 : 0;
            last = now;
        }

        return last;
    }

    private static async Task UntilAsync(Func<Task<bool>> holds, string otherwise)
    {
        for (int tries = 0; tries < 300; tries++)
        {
            if (await holds())
            {
                return;
            }

            await Task.Delay(100, Cancel);
        }

        Assert.Fail(otherwise);
    }
}
