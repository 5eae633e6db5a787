using System.Globalization;
using CodeRouter.Access;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;
using CodeRouter.Storage.Postgres;

namespace CodeRouter.Bench;

/// <summary>What each thing a gateway asks of PostgreSQL costs there: CPU time of the server's processes by the number of askings.</summary>
internal static class FleetCosts
{
    private const int Askers = 4;

    public static async Task<int> RunAsync(string address, int postmaster)
    {
        using var database = PostgresDatabase.Open(address);
        await using var feed = new PostgresFeed(database);
        var tickets = new PostgresTickets(database, feed, "costs-" + Guid.NewGuid().ToString("N"));
        await tickets.JoinAsync(CancellationToken.None);
        var tracks = new PostgresTracks(database, tickets);
        string run = Guid.NewGuid().ToString("N");
        byte[] state = new byte[900];
        var now = DateTimeOffset.UtcNow;
        TrackName Track(int i) => new("key", $"{run}-{i}", "main");

        Console.WriteLine("| asked of PostgreSQL | CPU µs |");
        Console.WriteLine("|---|---|");
        await TimeAsync("write a new session", 4000, i => tracks.SaveAsync(Track(i), 0, state, now, default).AsTask());
        await TimeAsync("write a session again", 4000, i => tracks.SaveAsync(Track(i), 1, state, now, default).AsTask());
        await TimeAsync("look a session up that has not changed", 4000, i => tracks.LoadAsync(Track(i), 2, default).AsTask());
        await TimeAsync("look a session up that another gateway changed", 4000, i => tracks.LoadAsync(Track(i), 1, default).AsTask());
        string account = "costs " + run;
        await tickets.OpenAsync([(account, null)], static _ => ValueTask.FromResult(new long[] { 0 }), false, default);
        await TimeAsync("lend tickets of one limit", 2000, _ => tickets.BorrowAsync([new TicketWish(account, 1, 1, long.MaxValue / 2)], default).AsTask());
        foreach (int rows in (int[])[1, 64, 256, 1024])
        {
            var stores = Enumerable.Range(0, Askers).Select(i => new PostgresLedgerStore(database, $"{run}{i}")).ToArray();
            int batches = Math.Max(24, 4096 / rows / Askers * Askers);
            double cost = await CpuAsync(batches, (asker, i) =>
            {
                stores[asker].Write([.. Enumerable.Range(0, rows).Select(n => Step(run, rows, i, n, now))]);
                return Task.CompletedTask;
            });
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| book a batch of {rows} | {cost:0} |"));
        }

        await tickets.LeaveAsync(default);
        return 0;

        async Task TimeAsync(string what, int times, Func<int, Task> ask)
        {
            double cost = await CpuAsync(times, (_, i) => ask(i));
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {what} | {cost:0} |"));
        }

        async Task<double> CpuAsync(int times, Func<int, int, Task> ask)
        {
            double before = ProcessStat.CpuOfServer(postmaster);
            await Task.WhenAll(Enumerable.Range(0, Askers).Select(asker => Task.Run(async () =>
            {
                for (int i = asker; i < times; i += Askers)
                {
                    await ask(asker, i);
                }
            })));
            return 1e6 * (ProcessStat.CpuOfServer(postmaster) - before) / times;
        }
    }

    // Sessions of forty steps, 25 keys, each in a repository of its own.
    private static StepRecord Step(string run, int size, int batch, int number, DateTimeOffset now)
    {
        int at = (batch * size) + number, session = at / 40;
        return new StepRecord
        {
            Id = StepId.New(now) + number.ToString(CultureInfo.InvariantCulture),
            At = now.AddMilliseconds(at),
            Session = $"{run}-{size}-{session}",
            KeyId = "key" + (session % 25),
            Agent = "claude_code",
            Kind = at % 40 == 0 ? StepKind.Turn : StepKind.ToolContinuation,
            HumanTurn = at % 40 == 0,
            Phase = (Phase)(at % 4),
            AskedModel = "coding-auto",
            Model = "model" + (at % 3),
            UpstreamModel = "model",
            Channel = "main",
            Tier = Tier.Balanced,
            Mode = "auto",
            Reason = "least expected cost to a finished task",
            RequestHash = $"{run}{size}{at}",
            RequestBytes = 60_000,
            Usage = new Usage(2000, 12_000, 0, 0, 400, 0),
            CostUsd = 0.01m,
            BaselineModel = "baseline",
            BaselineCostUsd = 0.05m,
            Repository = "repo" + (session % 50),
            Status = 200,
            State = StepState.Answered,
            FirstByteMs = 300,
            TotalMs = 900,
            DetailJson = new byte[1500],
        };
    }
}
