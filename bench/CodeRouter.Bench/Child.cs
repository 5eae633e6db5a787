using System.Collections.Concurrent;
using System.Diagnostics;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;

namespace CodeRouter.Bench;

/// <summary>A server started for the bench, ended by its own id.</summary>
internal sealed class Child : IAsyncDisposable
{
    private static readonly ConcurrentDictionary<int, Process> Running = new();

    // A bench that is told to stop must not leave servers behind.
    private static readonly PosixSignalRegistration[] Signals =
    [
        PosixSignalRegistration.Create(PosixSignal.SIGTERM, _ => EndAll()),
        PosixSignalRegistration.Create(PosixSignal.SIGINT, _ => EndAll()),
    ];

    private readonly Process _process;

    private Child(Process process)
    {
        _process = process;
        Running[process.Id] = process;
        GC.KeepAlive(Signals);
    }

    public int Id => _process.Id;

    public static Child Start(string file, string workFolder, params string[] arguments)
    {
        var start = new ProcessStartInfo(file, arguments) { WorkingDirectory = workFolder, UseShellExecute = false, RedirectStandardOutput = true, RedirectStandardError = true };
        var process = Process.Start(start)!;
        // Nobody reads a server's chatter here, but an unread pipe would stop it.
        process.OutputDataReceived += (_, _) => { };
        process.ErrorDataReceived += (_, line) =>
        {
            if (line.Data is { Length: > 0 } text)
            {
                Console.Error.WriteLine($"  [{Path.GetFileName(file)}] {text}");
            }
        };
        process.BeginOutputReadLine();
        process.BeginErrorReadLine();
        return new(process);
    }

    public static int FreePort()
    {
        var listener = new TcpListener(IPAddress.Loopback, 0);
        listener.Start();
        int port = ((IPEndPoint)listener.LocalEndpoint).Port;
        listener.Stop();
        return port;
    }

    /// <summary>Waits for the first 200 and says how long it took.</summary>
    public static async Task<TimeSpan> AnswersAsync(Uri url, TimeSpan limit)
    {
        using var client = new HttpClient { Timeout = TimeSpan.FromSeconds(2) };
        long begin = Stopwatch.GetTimestamp();
        while (true)
        {
            try
            {
                using var response = await client.GetAsync(url);
                if (response.IsSuccessStatusCode)
                {
                    return Stopwatch.GetElapsedTime(begin);
                }
            }
            catch (Exception e) when (e is HttpRequestException or TaskCanceledException)
            {
                // Not yet.
            }

            if (Stopwatch.GetElapsedTime(begin) > limit)
            {
                throw new TimeoutException($"{url} did not answer within {limit.TotalSeconds} s");
            }

            await Task.Delay(2);
        }
    }

    private static void EndAll()
    {
        foreach (var process in Running.Values)
        {
            process.Kill(entireProcessTree: true);
        }
    }

    public async ValueTask DisposeAsync()
    {
        Running.TryRemove(_process.Id, out _);
        if (!_process.HasExited)
        {
            using var kill = Process.Start("kill", ["-TERM", _process.Id.ToString(System.Globalization.CultureInfo.InvariantCulture)]);
            await kill.WaitForExitAsync();
            using var limit = new CancellationTokenSource(TimeSpan.FromSeconds(5));
            try
            {
                await _process.WaitForExitAsync(limit.Token);
            }
            catch (OperationCanceledException)
            {
                _process.Kill(entireProcessTree: true);
            }
        }

        _process.Dispose();
    }
}
