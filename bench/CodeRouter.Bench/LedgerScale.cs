using System.Diagnostics;
using System.Globalization;
using CodeRouter.Config;
using CodeRouter.Ledger;
using CodeRouter.Storage;
using CodeRouter.Storage.Postgres;
using CodeRouter.Storage.Sqlite;

namespace CodeRouter.Bench;

/// <summary>
/// Fills an empty store with made-up steps of ninety days (25 keys, two repositories each, three models, four phases; forty steps a
/// session) and times the questions that the dashboard asks. Straight SQL, because writing ten million steps as a gateway does takes
/// longer than anybody waits; the rows are those that it would have written.
/// </summary>
internal static class LedgerScale
{
    private const int PerSession = 40;
    private const long Span = 90 * StepTime.Day;

    // Measures that the made-up steps have; all others are 0.
    private static readonly Dictionary<Measure, string> Filled = new()
    {
        [Measure.Requests] = "count(*)",
        [Measure.InputTokens] = "sum(input_tokens)",
        [Measure.CachedInputTokens] = "sum(cache_read_tokens)",
        [Measure.OutputTokens] = "sum(output_tokens)",
        [Measure.TotalMs] = "count(*) * 900",
        [Measure.FirstByteMs] = "count(*) * 300",
        [Measure.FirstBytes] = "count(*)",
        [Measure.Cost] = "sum(cost)",
        [Measure.Billed] = "sum(billed)",
        [Measure.BaselineCost] = "sum(baseline_cost)",
        [Measure.BaselineComparedCost] = "sum(cost)",
        [Measure.BaselineComparedBilled] = "sum(billed)",
    };

    public static async Task<int> RunAsync(string store, string address, long steps, int? postmaster)
    {
        bool postgres = store == "postgres";
        using IDisposable database = postgres ? PostgresDatabase.Open(address) : SqliteDatabase.Open(address);
        using ILedgerStore ledger = postgres ? new PostgresLedgerStore((PostgresDatabase)database, "bench") : new SqliteLedgerStore((SqliteDatabase)database);
        long end = StepTime.ToMicros(new DateTimeOffset(2026, 11, 20, 9, 17, 33, TimeSpan.Zero));
        var watch = Stopwatch.StartNew();
        using (var link = ((IDatabase)database).Connect())
        {
            using var any = link.Query("SELECT 1 FROM step LIMIT 1");
            if (!any.Read())
            {
                any.Dispose();
                Load(link, postgres, steps, end - Span);
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"loaded {steps} steps in {watch.Elapsed.TotalSeconds:0} s"));
            }
        }

        // Of the process that answers: this one, or the server and its children.
        Func<double> cpu = postmaster is { } server ? () => ProcessStat.CpuOfServer(server) : static () => Environment.CpuUsage.TotalTime.TotalSeconds;
        var now = StepTime.FromMicros(end);
        foreach (var (name, query) in Questions(now))
        {
            await TimeAsync(name, () => ledger.UsageAsync(query, CancellationToken.None));
        }

        await TimeAsync("sessions, newest hundred", () => ledger.SessionsAsync(new SessionQuery(), CancellationToken.None));
        await TimeAsync("sessions of one key", () => ledger.SessionsAsync(new SessionQuery { KeyId = "key7" }, CancellationToken.None));
        await TimeAsync("steps of a session", () => ledger.StepsAsync(new StepQuery { Session = "session1000" }, CancellationToken.None));
        await TimeAsync("newest steps", () => ledger.StepsAsync(new StepQuery(), CancellationToken.None));
        await TimeAsync("newest steps of one key", () => ledger.StepsAsync(new StepQuery { KeyId = "key7" }, CancellationToken.None));
        await TimeAsync("a decision by its id", () => ledger.FindAsync("d_777", null, CancellationToken.None));
        await TimeAsync("what a key spent this month", () => ledger.SpentAsync(new SpendingQuery(KeyId: "key7", Since: new DateTimeOffset(2026, 11, 1, 0, 0, 0, TimeSpan.Zero)), CancellationToken.None));
        return 0;

        async Task TimeAsync<T>(string question, Func<Task<T>> ask)
        {
            var times = new List<double>();
            double before = 0;
            for (int i = 0; i < 9; i++)
            {
                // The first is cold; the others are what somebody who looks around sees.
                before = i == 1 ? cpu() : before;
                watch.Restart();
                await ask();
                times.Add(watch.Elapsed.TotalMilliseconds);
            }

            double each = (cpu() - before) * 1000 / (times.Count - 1);
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{question,-48} first {times[0],8:0.0} ms   median {times.Skip(1).Order().ElementAt(4),8:0.0} ms   least {times.Min(),8:0.0} ms   CPU {each,6:0} ms"));
        }
    }

    private static IEnumerable<(string Name, UsageQuery Query)> Questions(DateTimeOffset now)
    {
        foreach (var grouping in Enum.GetValues<UsageGrouping>())
        {
            yield return ($"usage by {grouping.ToString().ToLowerInvariant()}, all time", new UsageQuery { GroupBy = grouping });
            yield return ($"usage by {grouping.ToString().ToLowerInvariant()}, last 30 days", new UsageQuery { GroupBy = grouping, Since = now.AddDays(-30) });
            yield return ($"usage by {grouping.ToString().ToLowerInvariant()}, one key, last 7 days", new UsageQuery { GroupBy = grouping, Since = now.AddDays(-7), KeyId = "key7" });
        }
    }

    private static void Load(ILink link, bool postgres, long steps, long begin)
    {
        string series = postgres ? "generate_series({0}::bigint, {1}::bigint) AS g(n)" : "(WITH RECURSIVE c(n) AS (SELECT {0} UNION ALL SELECT n + 1 FROM c WHERE n < {1}) SELECT n FROM c) AS g";
        const long Portion = 500_000;
        for (long first = 0; first < steps; first += Portion)
        {
            string numbers = string.Format(CultureInfo.InvariantCulture, series, first, Math.Min(first + Portion, steps) - 1);
            link.Run(string.Create(CultureInfo.InvariantCulture, $"""
                INSERT INTO step (seq, id, at, session, track, agent, agent_confidence, kind, phase, phase_confidence, difficulty, risk, human_turn, asked_model, model,
                    upstream_model, channel, tier, dialect, stream, mode, reason, request_bytes, response_bytes, input_tokens_estimated, input_tokens, cache_read_tokens,
                    cache_write_5m_tokens, cache_write_1h_tokens, output_tokens, reasoning_tokens, usage_estimated, cost, billed, baseline_model, baseline_cost,
                    status, state, first_byte_ms, total_ms, key_id, cache_hit, repository, generation, task, baseline_extra)
                SELECT n + 1, 'd_' || n, {begin} + n * {Span / steps}, 'session' || (n / {PerSession}), 'main', 'claude_code', 1, CASE WHEN n % {PerSession} = 0 THEN 'turn' ELSE 'tool_continuation' END,
                    'phase' || (n % 4), 0.9, 2, 0, CASE WHEN n % {PerSession} = 0 THEN 1 ELSE 0 END, 'coding-auto', 'model' || (n % 3), 'upstream' || (n % 3), 'main',
                    CASE n % 3 WHEN 0 THEN 'cheap' WHEN 1 THEN 'balanced' ELSE 'strong' END, 'anthropic', 1, 'auto', 'least expected cost to a finished task', 60000, 2000, 15000, 2000, 12000, 0, 0, 400, 0, 0,
                    1000000000 + n % 7, 1000000000 + n % 7, 'baseline', 5000000000, 200, 'answered', 300, 900, 'key' || (n / {PerSession} % 25), 0,
                    'repo' || (n / {PerSession} % 50), 1, n / {PerSession} + 1, 0
                FROM {numbers}
                """));
            Console.Error.WriteLine(first + Portion);
        }

        string columns = string.Join(", ", UsageSums.Columns);
        string sums = string.Join(", ", Enum.GetValues<Measure>().Select(m => Filled.GetValueOrDefault(m, "0")));
        const string Slot = "key_id, model, phase, agent, tier, repository, baseline_model";
        // The sums by month follow from those by day.
        foreach (var (table, length) in (ReadOnlySpan<(string, long)>)[("usage_hour", StepTime.Hour), ("usage_day", StepTime.Day)])
        {
            link.Run($"INSERT INTO {table} (slot, {Slot}, {columns}) SELECT at / {length}, {Slot}, {sums} FROM step GROUP BY 1, 2, 3, 4, 5, 6, 7, 8");
        }

        link.Run($"INSERT INTO session (id, key_id, agent, repository, first_at, last_at, last_model, last_phase, {columns}) SELECT session, key_id, min(agent), min(repository), min(at), max(at), min(model), min(phase), {sums} FROM step GROUP BY session, key_id");
        link.Run("""
            INSERT INTO task (id, session, key_id, started_at, last_at, human, steps, answered, cost, evidence, feedback_weight, verdict)
            SELECT task, min(session), min(key_id), min(at), max(at), 1, count(*), count(*), sum(cost), 0, 0, CASE WHEN task % 3 = 0 THEN 1 ELSE 0 END FROM step GROUP BY task
            """);
        link.Run("ANALYZE");
    }
}
