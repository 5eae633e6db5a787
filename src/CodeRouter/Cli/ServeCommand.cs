using System.CommandLine;
using System.Net.Sockets;
using System.Runtime.InteropServices;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Core.Models;
using Microsoft.AspNetCore.Connections;

namespace CodeRouter.Cli;

/// <summary><c>coderouter serve</c>: the gateway, from a configuration file or from what this machine has.</summary>
public static class ServeCommand
{
    public const string Verb = "serve";

    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file; without one, providers are found in the environment and on this machine" };
        var data = new Option<string?>("--data") { Description = "Folder of the ledger and keys (default: the user's data folder)" };
        var listen = new Option<string?>("--listen") { Description = "ADDR:PORT instead of the file's listeners" };
        var verbose = new Option<bool>("--verbose") { Description = "Log each step" };
        var format = new Option<string>("--log-format") { Description = "text (default), or json: each line of the log as a JSON object", DefaultValueFactory = static _ => "text" };
        format.AcceptOnlyFromAmong("text", "json");
        var command = new Command(Verb, "Run the gateway") { config, data, listen, verbose, format };
        command.SetAction((parsed, _) => RunAsync(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), parsed.GetValue(listen), parsed.GetValue(verbose), parsed.GetValue(format) is "json"));
        return command;
    }

    private static async Task<int> RunAsync(string? config, string? data, string? listen, bool verbose, bool asJson)
    {
        string folder = Path.GetFullPath(data ?? DataFolder.Default());
        ListenerSettings? listener = null;
        if (listen is not null && (listener = ListenOverride.Parse(listen)) is null)
        {
            await Console.Error.WriteLineAsync($"--listen {listen} is no address. Write ADDR:PORT, for example 127.0.0.1:8899.");
            return ExitCode.Usage;
        }

        var catalog = ShippedCatalog.Load(folder, out string? catalogProblem);
        if (catalogProblem is not null)
        {
            await Console.Error.WriteLineAsync(catalogProblem);
        }

        Discovery? discovery = null;
        ConfigOrigin? origin;
        if (config is null)
        {
            discovery = ProviderDiscovery.FromEnvironment(Environment.GetEnvironmentVariable, catalog, await LocalServers.ProbeAsync(catalog));
            origin = new ConfigOrigin(null, discovery.Settings, catalog);
        }
        else
        {
            origin = ConfigurationFile.LoadOrigin(config, catalog);
        }

        if (origin is null)
        {
            return ExitCode.Usage;
        }

        origin = origin with { Settings = Listening(origin.Settings, listener), Finish = read => Listening(read, listener) };
        RunningGateway gateway;
        try
        {
            gateway = await Composition.StartAsync(new GatewayOptions
            {
                Settings = origin.Settings,
                Origin = origin,
                DataFolder = folder,
                CatalogDate = catalog.DateText(),
                LogLevel = verbose ? LogLevel.Debug : LogLevel.Warning,
                LogAsJson = asJson,
            });
        }
        catch (Exception e) when (e is IOException or InvalidOperationException or UnauthorizedAccessException or SocketException or System.Data.Common.DbException)
        {
            await Console.Error.WriteLineAsync(StartProblem(e, origin.Settings, folder));
            return ExitCode.Failed;
        }

        await using (gateway)
        {
            ServeBanner.Write(Console.Out, gateway, gateway.Configuration.Current, discovery, Said("--config", config) + Said("--data", data));
            var say = Saying(asJson);
            using IDisposable reload = config is null ? Rediscovering(origin, gateway, say) : Reloading(config, origin, gateway, say);
            using var impatience = new Impatience(() => gateway.Ledger.Live > 0, say);
            await gateway.WaitForShutdownAsync(impatience.Hurry);
        }

        return ExitCode.Ok;
    }

    // What is said while it runs stands among the log's lines, and whoever reads them as JSON reads all of them so.
    private static Action<string> Saying(bool asJson) => asJson
        ? static text =>
        {
            foreach (string line in text.Split('\n', StringSplitOptions.RemoveEmptyEntries | StringSplitOptions.TrimEntries))
            {
                Console.Error.WriteLine(Telemetry.StandardErrorLog.Json(LogLevel.Information, 0, line, [], null));
            }
        }
        : static text => Console.Error.WriteLine(text.TrimEnd());

    // A key made without them would lie in another store and open nothing here.
    private static string Said(string option, string? path) =>
        path is null ? "" : $" {option} {(path.All(static c => char.IsAsciiLetterOrDigit(c) || "/._-~+@:\\".Contains(c, StringComparison.Ordinal)) ? path : $"'{path}'")}";

    private static Settings Listening(Settings settings, ListenerSettings? listener) => listener is null ? settings : ListenOverride.Apply(settings, listener);

    private static string StartProblem(Exception e, Settings settings, string folder)
    {
        string addresses = string.Join(", ", settings.Listeners.Select(l => $"{l.Address}:{l.Port}"));
        return e is SocketException or IOException { InnerException: AddressInUseException }
            ? $"Cannot listen on {addresses}: {e.Message.TrimEnd('.')}. Stop what listens there, or name another with --listen."
            : File.Exists(folder) ? $"{folder} is a file. Name a folder with --data."
            : Trouble.Of(e);
    }

    // Without a file there is nothing to read again, but a local server may have come or gone; unhandled, the signal would end the program.
    private static PosixSignalRegistration Rediscovering(ConfigOrigin origin, RunningGateway gateway, Action<string> say) =>
        PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            _ = Task.Run(async () =>
            {
                var found = ProviderDiscovery.FromEnvironment(Environment.GetEnvironmentVariable, origin.Catalog, await LocalServers.ProbeAsync(origin.Catalog));
                gateway.Configuration.ChangeOrigin(origin with { Settings = origin.Finish!(found.Settings) });
                say($"providers looked for again: {found.Found.Count} found");
            });
        });

    private static CompositeDisposable Reloading(string config, ConfigOrigin origin, RunningGateway gateway, Action<string> say)
    {
        var watcher = new ConfigWatcher(config, origin.Text, text =>
        {
            var compiled = gateway.Configuration.ChangeOrigin(origin with { Text = text });
            if (compiled.Settings is { } next)
            {
                say($"configuration reloaded (generation {next.Generation}, {compiled.Warnings.Count()} warning{(compiled.Warnings.Count() == 1 ? "" : "s")})\n{ProblemLines.Text(config, compiled.Warnings)}");
                return;
            }

            say($"configuration not reloaded, the old one stays in force:\n{ProblemLines.Text(config, compiled.Errors)}");
        });
        return new CompositeDisposable(watcher, PosixSignalRegistration.Create(PosixSignal.SIGHUP, signal =>
        {
            signal.Cancel = true;
            watcher.Trigger();
        }));
    }

    private sealed class CompositeDisposable(params IDisposable[] all) : IDisposable
    {
        public void Dispose()
        {
            foreach (var one in all)
            {
                one.Dispose();
            }
        }
    }
}
