using System.Diagnostics;
using System.Globalization;
using System.Net;
using System.Net.Sockets;
using Npgsql;
using Xunit;

namespace CodeRouter.Tests.Storage;

/// <summary>
/// A PostgreSQL of the tests' own: a private folder, a free port, loopback only, run by a user who is not root. A shell holds it and ends it by
/// its process id when this program closes the pipe, however this program ends, and takes the folder away unless it is told to let it stay.
/// </summary>
internal sealed class PostgresServer : IAsyncDisposable
{
    private static readonly Lazy<Task<PostgresServer>> One = new(StartAsync);
    private static int s_databases;

    private readonly string _folder;
    private readonly int _port;
    private Process? _shell;

    private PostgresServer(string folder, int port) => (_folder, _port) = (folder, port);

    /// <summary>The one that most tests share, each with a database of its own.</summary>
    public static Task<PostgresServer> SharedAsync() => One.Value;

    /// <summary>A new server; the test that asks for it may kill it. Skips the test where PostgreSQL is not installed, and says so.</summary>
    public static async Task<PostgresServer> StartAsync()
    {
        string? programs = Programs();
        Assert.SkipWhen(programs is null, "PostgreSQL is not installed: apt-get install postgresql. Nothing about the PostgreSQL store was tested.");
        string folder = Directory.CreateTempSubdirectory("coderouter-pg-").FullName;
        if (Environment.UserName == "root")
        {
            await RunAsync("chown", "postgres", folder);
        }

        await RunAsync(AsPostgres([Path.Combine(programs!, "initdb"), "-D", Path.Combine(folder, "data"), "-A", "trust", "-U", "coderouter", "-E", "UTF8", "--locale=C", "-N"]));
        var server = new PostgresServer(folder, FreePort());
        await server.RunAsync();
        return server;
    }

    /// <summary>A connection string to a new, empty database.</summary>
    public async Task<string> NewDatabaseAsync()
    {
        string name = string.Create(CultureInfo.InvariantCulture, $"test{Interlocked.Increment(ref s_databases)}");
        await using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false");
        await using var command = source.CreateCommand($"CREATE DATABASE {name}");
        await command.ExecuteNonQueryAsync();
        return ConnectionString(name);
    }

    /// <summary>Starts the server over its folder again.</summary>
    public async Task RunAsync()
    {
        // Durable means surviving kill -9 of the server here, not the machine's power: no fsync, for the tests' speed.
        string server = $"{Path.Combine(Programs()!, "postgres")} -D {_folder}/data -p {_port} -k {_folder} -c listen_addresses=127.0.0.1 -c fsync=off -c max_connections=200";
        string[] line = AsPostgres(["sh", "-c", $"{server} >>{_folder}/log 2>&1 & echo $!; read word; kill -INT $! 2>/dev/null; wait $!; [ \"$word\" = stay ] || rm -rf {_folder}"]);
        _shell = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardInput = true, RedirectStandardOutput = true, UseShellExecute = false })!;
        ProcessId = int.Parse((await _shell.StandardOutput.ReadLineAsync())!, CultureInfo.InvariantCulture);
        for (int tries = 0; ; tries++)
        {
            try
            {
                await using var source = NpgsqlDataSource.Create(ConnectionString("postgres") + ";Pooling=false;Timeout=2");
                await using var connection = await source.OpenConnectionAsync();
                return;
            }
            catch (NpgsqlException) when (tries < 200)
            {
                await Task.Delay(50);
            }
        }
    }

    /// <summary>The server itself, for tests that kill it.</summary>
    public int ProcessId { get; private set; }

    /// <summary>kill -9, and every backend goes with it: one by one, when each notices. Until the last has gone one may still answer, and the server does not start again.</summary>
    public async Task KillAsync()
    {
        using var server = Process.GetProcessById(ProcessId);
        var backends = Backends();
        server.Kill();
        foreach (var backend in backends)
        {
            await backend.WaitForExitAsync();
            backend.Dispose();
        }

        await _shell!.StandardInput.WriteLineAsync("stay");
        _shell.StandardInput.Close();
        await _shell.WaitForExitAsync();
        _shell.Dispose();
        _shell = null;
    }

    public async ValueTask DisposeAsync()
    {
        if (_shell is not null)
        {
            _shell.StandardInput.Close();
            await _shell.WaitForExitAsync();
            _shell.Dispose();
        }

        if (Directory.Exists(_folder))
        {
            Directory.Delete(_folder, recursive: true);
        }
    }

    private List<Process> Backends()
    {
        var backends = new List<Process>();
        foreach (string id in File.ReadAllText($"/proc/{ProcessId}/task/{ProcessId}/children").Split(' ', StringSplitOptions.RemoveEmptyEntries))
        {
            try
            {
                backends.Add(Process.GetProcessById(int.Parse(id, CultureInfo.InvariantCulture)));
            }
            catch (ArgumentException)
            {
                // Gone already.
            }
        }

        return backends;
    }

    private static string? Programs() =>
        Directory.Exists("/usr/lib/postgresql")
            ? Directory.GetDirectories("/usr/lib/postgresql").Select(d => Path.Combine(d, "bin")).Where(d => File.Exists(Path.Combine(d, "initdb"))).Order(StringComparer.Ordinal).LastOrDefault()
            : (Environment.GetEnvironmentVariable("PATH") ?? "").Split(':').FirstOrDefault(d => File.Exists(Path.Combine(d, "initdb")) && File.Exists(Path.Combine(d, "postgres")));

    // The server refuses to run as root.
    private static string[] AsPostgres(string[] line) => Environment.UserName == "root" ? ["runuser", "-u", "postgres", "--", .. line] : line;

    private static async Task RunAsync(params string[] line)
    {
        using var process = Process.Start(new ProcessStartInfo(line[0], line[1..]) { RedirectStandardOutput = true, RedirectStandardError = true, UseShellExecute = false })!;
        var errors = process.StandardError.ReadToEndAsync();
        await process.StandardOutput.ReadToEndAsync();
        await process.WaitForExitAsync();
        Assert.True(process.ExitCode == 0, $"{line[0]} failed: {await errors}");
    }

    private static int FreePort()
    {
        using var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        return ((IPEndPoint)listener.LocalEndpoint).Port;
    }

    private string ConnectionString(string database) => $"Host=127.0.0.1;Port={_port};Username=coderouter;Database={database}";
}
