using System.CommandLine;
using System.Net;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using CodeRouter.Cli.Demo;
using CodeRouter.Config;

namespace CodeRouter.Cli;

/// <summary><c>coderouter demo</c>: a real gateway on the usual port, or a free one where that is taken, and a folder of its own, in front of simulated models.</summary>
public static class DemoVerb
{
    public static Command Build()
    {
        var exit = new Option<bool>("--exit") { Description = "End after the session instead of staying up" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("demo", "Play a coding session through the gateway with simulated models; needs no key") { exit, json };
        command.SetAction((parsed, _) => UntilStoppedAsync(new DemoOptions(parsed.GetValue(exit), parsed.GetValue(json))));
        return command;
    }

    // Ended by a signal without this, it would leave its folder behind, and the shell a status of failure.
    private static async Task<int> UntilStoppedAsync(DemoOptions options)
    {
        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);
        using var closed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        try
        {
            return await DemoCommand.RunAsync(options, StartAsync, Console.Out, Console.Error, stop.Token);
        }
        catch (OperationCanceledException) when (stop.IsCancellationRequested)
        {
            return ExitCode.Failed;
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private static async Task<IDemoGateway> StartAsync(string yaml, CancellationToken cancel)
    {
        var catalog = ShippedCatalog.Load();
        var compiled = SettingsCompiler.Compile(yaml, Environment.GetEnvironmentVariable, catalog);
        if (compiled.Settings is not { } settings)
        {
            throw new InvalidOperationException("the demo's configuration has errors: " + string.Join("; ", compiled.Errors.Select(e => $"{e.Path}: {e.Message}")));
        }

        // Who has a gateway running already still wants to see the demo.
        if (settings.Listeners.Any(static l => IsTaken(IPAddress.Parse(l.Address), l.Port)))
        {
            await Console.Error.WriteLineAsync("The usual port is in use here, so the demo takes a free one.");
            settings = ListenOverride.Apply(settings, ListenOverride.Parse("127.0.0.1:0")!);
        }

        // A folder of its own: a demo must not mix its simulated money into anybody's books.
        var folder = Directory.CreateTempSubdirectory("coderouter-demo-");
        var gateway = await Composition.StartAsync(new GatewayOptions { Settings = settings, DataFolder = folder.FullName, CatalogDate = catalog.DateText(), IgnoresSignals = true, LogLevel = LogLevel.Error });
        return new DemoGateway(gateway, folder);
    }

    private static bool IsTaken(IPAddress address, int port)
    {
        try
        {
            using var probe = new TcpListener(address, port);
            probe.Start();
            return false;
        }
        catch (SocketException)
        {
            return true;
        }
    }

    private sealed class DemoGateway(RunningGateway gateway, DirectoryInfo folder) : IDemoGateway
    {
        public Uri BaseUri { get; } = new(gateway.Addresses[0]);

        public async ValueTask DisposeAsync()
        {
            await gateway.DisposeAsync();
            folder.Delete(recursive: true);
        }
    }
}
