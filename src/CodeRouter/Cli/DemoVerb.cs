using System.CommandLine;
using CodeRouter.Cli.Demo;
using CodeRouter.Config;

namespace CodeRouter.Cli;

/// <summary><c>coderouter demo</c>: a real gateway on a free port and a folder of its own, in front of simulated models.</summary>
public static class DemoVerb
{
    public static Command Build()
    {
        var exit = new Option<bool>("--exit") { Description = "End after the session instead of staying up" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("demo", "Play a coding session through the gateway with simulated models; needs no key") { exit, json };
        command.SetAction((parsed, cancel) => DemoCommand.RunAsync(new DemoOptions(parsed.GetValue(exit), parsed.GetValue(json)), StartAsync, Console.Out, Console.Error, cancel));
        return command;
    }

    private static async Task<IDemoGateway> StartAsync(string yaml, CancellationToken cancel)
    {
        var catalog = ShippedCatalog.Load();
        var compiled = SettingsCompiler.Compile(yaml, Environment.GetEnvironmentVariable, catalog);
        if (compiled.Settings is not { } settings)
        {
            throw new InvalidOperationException("the demo's configuration has errors: " + string.Join("; ", compiled.Errors.Select(e => $"{e.Path}: {e.Message}")));
        }

        // A folder of its own: a demo must not mix its simulated money into anybody's books.
        var folder = Directory.CreateTempSubdirectory("coderouter-demo-");
        var gateway = await Composition.StartAsync(new GatewayOptions { Settings = settings, DataFolder = folder.FullName, CatalogDate = catalog.DateText(), IgnoresSignals = true, LogLevel = LogLevel.Error });
        return new DemoGateway(gateway, folder);
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
