using System.Diagnostics;
using System.Globalization;
using System.Text;
using CodeRouter.Access;
using CodeRouter.Storage;
using CodeRouter.Storage.Postgres;
using Npgsql;

namespace CodeRouter.Bench;

/// <summary>
/// One, two and four gateways behind nginx over one PostgreSQL: requests a second, and what each request costs gateway and database. Each
/// caller is a session of forty steps under a key with limits of every kind. Where a machine has too few cores for everybody, each gateway
/// can be held to a part of one (<c>--quota</c>, control groups of Linux), so that the gateways and not the machine are what is measured.
/// <c>--callers-each</c> gives every gateway as many callers as one alone has, where <c>--callers</c> divides them; <c>--spread session</c> keeps
/// a session on one gateway; <c>--apart</c> gives each gateway a database of its own: what two of those still cost more is the machine's doing.
/// </summary>
internal static class Fleet
{
    private const int StepsPerSession = 40;
    private const int MostWarmTurns = 12;
    private const double Settled = 0.97;
    private const string Controls = "/sys/fs/cgroup/cpu";

    public static async Task<int> RunAsync(string[] args)
    {
        string? Value(string name) => Array.IndexOf(args, name) is >= 0 and var at && at + 1 < args.Length ? args[at + 1] : null;
        if (Value("--gateway") is not { } executable || Value("--postgres") is not { } address || Value("--postmaster") is not { } postmaster)
        {
            Console.Error.WriteLine("usage: fleet --gateway FILE --postgres ADDRESS --postmaster PID [--gateways 1,2,4] [--seconds N] [--callers N | --callers-each N] [--quota CORES [--period MILLISECONDS]] [--spread turn|session] [--apart]");
            return 2;
        }

        int seconds = int.Parse(Value("--seconds") ?? "15", CultureInfo.InvariantCulture), callers = int.Parse(Value("--callers") ?? "64", CultureInfo.InvariantCulture);
        int? each = Value("--callers-each") is { } number ? int.Parse(number, CultureInfo.InvariantCulture) : null;
        bool bySession = Value("--spread") == "session", apart = args.Contains("--apart");
        Quota? quota = Value("--quota") is { } share ? new(double.Parse(share, CultureInfo.InvariantCulture), int.Parse(Value("--period") ?? "20", CultureInfo.InvariantCulture)) : null;
        var folder = Directory.CreateTempSubdirectory("coderouter-fleet-");
        int port = Child.FreePort();
        await using var upstream = Child.Start(Environment.ProcessPath!, folder.FullName, [.. Environment.GetCommandLineArgs() is [{ } dll, ..] && dll.EndsWith(".dll", StringComparison.Ordinal) && Path.GetFileNameWithoutExtension(Environment.ProcessPath) == "dotnet" ? [dll] : (string[])[], "upstream", port.ToString(CultureInfo.InvariantCulture)]);
        var provider = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await Child.AnswersAsync(new Uri(provider, "/v1/models"), TimeSpan.FromSeconds(30));
        int[] counts = [.. (Value("--gateways") ?? "1,2,4").Split(',').Select(static n => int.Parse(n, CultureInfo.InvariantCulture))];
        string[] stores = [.. Enumerable.Range(0, apart ? counts.Max() : 1).Select(i => i == 0 ? address : Beside(address, i))];
        string key = Key(stores);
        Console.WriteLine("| gateways | callers | requests/s | gateway CPU µs | PostgreSQL CPU µs | nginx CPU µs | transactions | rows written | load average |");
        Console.WriteLine("|---|---|---|---|---|---|---|---|---|");
        foreach (int count in counts)
        {
            await MeasureAsync(executable, folder.FullName, provider, stores, int.Parse(postmaster, CultureInfo.InvariantCulture), key, count, seconds, each * count ?? callers, quota, bySession);
        }

        folder.Delete(recursive: true);
        return 0;
    }

    private static async Task MeasureAsync(string executable, string folder, Uri upstream, string[] stores, int postmaster, string key, int count, int seconds, int callers, Quota? quota, bool bySession)
    {
        var gateways = new List<Child>();
        var places = new List<string>();
        try
        {
            for (int i = 0; i < count; i++)
            {
                string home = Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName, file = Path.Combine(home, "coderouter.yaml");
                string place = string.Create(CultureInfo.InvariantCulture, $"127.0.0.1:{Child.FreePort()}");
                await File.WriteAllTextAsync(file, GatewayConfiguration.Yaml(upstream).Replace("require_keys: false", "require_keys: true", StringComparison.Ordinal) + $"storage: {{postgres: \"{stores[i % stores.Length]}\"}}\n");
                gateways.Add(Child.Start(executable, home, "serve", "--config", file, "--data", home, "--listen", place));
                await Child.AnswersAsync(new Uri($"http://{place}/health"), TimeSpan.FromSeconds(60));
                places.Add(place);
            }

            await using var nginx = await BalancerAsync(folder, places, bySession);
            var url = new Uri(nginx.Address, "/v1/chat/completions");
            double Gateways() => ProcessStat.Cpu(gateways.SelectMany(static g => ProcessStat.Family(g.Id)));
            await WarmAsync(url, key, callers, seconds, Gateways);
            for (int i = 0; i < count; i++)
            {
                Hold(gateways[i].Id, i, quota);
            }

            await LoadAsync(url, key, callers, 5);
            var before = (Gateway: Gateways(), Database: ProcessStat.CpuOfServer(postmaster), Nginx: ProcessStat.Cpu(nginx.Processes), Written: await WrittenAsync(stores[..Math.Min(count, stores.Length)]));
            var (requests, failed, took) = await LoadAsync(url, key, callers, seconds);
            // What was answered is in the books a moment later.
            await Task.Delay(1500);
            var after = await WrittenAsync(stores[..Math.Min(count, stores.Length)]);
            double Each(double cpu) => 1e6 * cpu / requests;
            string load = (await File.ReadAllTextAsync("/proc/loadavg")).Split(' ')[0];
            Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"| {count} | {callers} | {requests / took:0} | {Each(Gateways() - before.Gateway):0} | {Each(ProcessStat.CpuOfServer(postmaster) - before.Database):0} | {Each(ProcessStat.Cpu(nginx.Processes) - before.Nginx):0} | {(after.Transactions - before.Written.Transactions) / (double)requests:0.00} | {(after.Rows - before.Written.Rows) / (double)requests:0.00} | {load} |"));
            if (failed > 0)
            {
                Console.Error.WriteLine($"{failed} requests failed");
            }
        }
        finally
        {
            foreach (var gateway in gateways)
            {
                await gateway.DisposeAsync();
            }

            Release(count, quota);
        }
    }

    // Each gateway compiles its hot methods for itself, which takes half a minute of a core each: two that had as long as one to do it look dearer
    // than they are. So until a request costs no less than in the turn before, and on the whole machine.
    private static async Task WarmAsync(Uri url, string key, int callers, int seconds, Func<double> cpu)
    {
        double least = double.MaxValue;
        for (int turn = 0, steady = 0; turn < MostWarmTurns && steady < 2; turn++)
        {
            double before = cpu();
            var (requests, _, _) = await LoadAsync(url, key, callers, seconds);
            double each = (cpu() - before) / requests;
            steady = each > least * Settled ? steady + 1 : 0;
            least = Math.Min(least, each);
        }
    }

    private static async Task<(long Requests, long Failed, double Seconds)> LoadAsync(Uri url, string key, int callers, int seconds)
    {
        using var http = new HttpClient(new SocketsHttpHandler { UseProxy = false, MaxConnectionsPerServer = callers });
        byte[] body = Bodies.Chat("coding-auto", 2 << 10, stream: false);
        long done = 0, failed = 0;
        var watch = Stopwatch.StartNew();
        await Task.WhenAll(Enumerable.Range(0, callers).Select(_ => Task.Run(async () =>
        {
            string session = "";
            for (int step = 0; watch.Elapsed.TotalSeconds < seconds; step++)
            {
                session = step % StepsPerSession == 0 ? Guid.NewGuid().ToString("N") : session;
                using var request = new HttpRequestMessage(HttpMethod.Post, url) { Content = new ByteArrayContent(body) };
                request.Content.Headers.ContentType = new("application/json");
                request.Headers.Add("Authorization", "Bearer " + key);
                request.Headers.Add("X-CodeRouter-Session", session);
                using var answer = await http.SendAsync(request);
                await answer.Content.ReadAsByteArrayAsync();
                Interlocked.Increment(ref answer.IsSuccessStatusCode ? ref done : ref failed);
            }
        })));
        return (Math.Max(1, done), failed, watch.Elapsed.TotalSeconds);
    }

    private static string Beside(string address, int place)
    {
        var settings = new NpgsqlConnectionStringBuilder(address);
        string name = string.Create(CultureInfo.InvariantCulture, $"{settings.Database}_apart_{place}");
        using var source = NpgsqlDataSource.Create(address);
        using var command = source.CreateCommand($"CREATE DATABASE \"{name}\"");
        command.ExecuteNonQuery();
        settings.Database = name;
        return settings.ConnectionString;
    }

    private static string Key(string[] addresses)
    {
        var made = NewKey.Make("bench", DateTimeOffset.UtcNow);
        foreach (string address in addresses)
        {
            using var database = PostgresDatabase.Open(address);
            new KeyTables(database).Add(made.Key with
            {
                Limits = new LimitSet { UsdPerDay = 1e6m, UsdPerMonth = 1e6m, TokensPerDay = 1_000_000_000_000, RequestsPerMinute = 100_000_000, Concurrent = 1_000_000 },
            });
        }

        return made.Text;
    }

    private static async Task<(long Transactions, long Rows)> WrittenAsync(string[] addresses)
    {
        (long Transactions, long Rows) sum = default;
        foreach (string address in addresses)
        {
            await using var connection = new NpgsqlConnection(address);
            await connection.OpenAsync();
            await using var command = new NpgsqlCommand("SELECT xact_commit, tup_inserted + tup_updated + tup_deleted FROM pg_stat_database WHERE datname = current_database()", connection);
            await using var row = await command.ExecuteReaderAsync();
            await row.ReadAsync();
            sum = (sum.Transactions + row.GetInt64(0), sum.Rows + row.GetInt64(1));
        }

        return sum;
    }

    private static async Task<Contender> BalancerAsync(string folder, List<string> places, bool bySession)
    {
        string home = Directory.CreateDirectory(Path.Combine(folder, Guid.NewGuid().ToString("N"))).FullName, file = Path.Combine(home, "nginx.conf");
        int port = Child.FreePort();
        var servers = new StringBuilder();
        places.ForEach(p => servers.Append(CultureInfo.InvariantCulture, $"server {p}; "));
        await File.WriteAllTextAsync(file, $$"""
            daemon off;
            worker_processes 1;
            pid {{home}}/nginx.pid;
            error_log {{home}}/nginx.log error;
            events { worker_connections 4096; }
            http {
              access_log off;
              client_body_temp_path {{home}}/body;
              proxy_temp_path {{home}}/proxy;
              fastcgi_temp_path {{home}}/fastcgi;
              uwsgi_temp_path {{home}}/uwsgi;
              scgi_temp_path {{home}}/scgi;
              keepalive_requests 1000000;
              upstream gateways { {{(bySession ? "hash $http_x_coderouter_session consistent;" : "")}} {{servers}} keepalive 256; keepalive_requests 1000000; }
              server {
                listen 127.0.0.1:{{port}};
                location / {
                  proxy_pass http://gateways;
                  proxy_http_version 1.1;
                  proxy_set_header Connection "";
                  proxy_set_header Host "{{places[0]}}";
                  proxy_request_buffering off;
                  proxy_buffering off;
                }
              }
            }
            """);
        var process = Child.Start("nginx", home, "-c", file, "-p", home, "-e", Path.Combine(home, "nginx.log"));
        var address = new Uri(string.Create(CultureInfo.InvariantCulture, $"http://127.0.0.1:{port}"));
        await Child.AnswersAsync(new Uri(address, "/health"), TimeSpan.FromSeconds(10));
        return new("nginx", address, process);
    }

    // Version 1 of control groups: a folder for each gateway, the part of a core it may use, its number.
    private static void Hold(int process, int place, Quota? quota)
    {
        if (quota is not { } part)
        {
            return;
        }

        string group = Directory.CreateDirectory(Path.Combine(Controls, Name(place))).FullName;
        File.WriteAllText(Path.Combine(group, "cpu.cfs_period_us"), part.PeriodMicros.ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(group, "cpu.cfs_quota_us"), ((int)(part.PeriodMicros * part.Cores)).ToString(CultureInfo.InvariantCulture));
        File.WriteAllText(Path.Combine(group, "cgroup.procs"), process.ToString(CultureInfo.InvariantCulture));
    }

    private static void Release(int count, Quota? quota)
    {
        for (int i = 0; quota is not null && i < count; i++)
        {
            if (Directory.Exists(Path.Combine(Controls, Name(i))))
            {
                Directory.Delete(Path.Combine(Controls, Name(i)));
            }
        }
    }

    /// <summary>The part of a core a gateway may use, and in what time. The kernel's own 100 ms are long: a gateway that has used its part up stands
    /// still for the rest, callers pile up behind it, and the others run out of work.</summary>
    private sealed record Quota(double Cores, int PeriodMilliseconds)
    {
        public int PeriodMicros => PeriodMilliseconds * 1000;
    }

    private static string Name(int place) => string.Create(CultureInfo.InvariantCulture, $"coderouter-fleet-{Environment.ProcessId}-{place}");
}
