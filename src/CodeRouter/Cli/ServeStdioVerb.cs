using System.CommandLine;
using System.Text;
using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using CodeRouter.Hosts;

namespace CodeRouter.Cli;

/// <summary><c>coderouter serve-stdio</c>: the tools for an agent that starts us as its MCP server.</summary>
public static class ServeStdioVerb
{
    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file: its models in plans, its store for the books" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var gateway = new Option<string?>("--gateway") { Description = "The gateway that outcomes are reported to (default: CODEROUTER_URL, else http://127.0.0.1:8899)" };
        var command = new Command("serve-stdio", "Be an MCP server on standard input and output: planning, impact, usage and outcomes as tools") { config, data, gateway };
        command.SetAction(async (parsed, _) =>
        {
            string folder = Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default());
            var storage = new StorageSettings();
            Policy? policy = null;
            if (ConfigurationFile.Named(parsed.GetValue(config)) is { } file)
            {
                if (ConfigurationFile.Load(file, ShippedCatalog.Load()) is not { } settings)
                {
                    return ExitCode.Usage;
                }

                policy = settings.Policy;
                storage = settings.Storage;
            }

            string address = parsed.GetValue(gateway) is { } named ? GatewayAddress.Clean(named) : GatewayAddress.Of(Environment.GetEnvironmentVariable);
            using var input = new StreamReader(Console.OpenStandardInput(), new UTF8Encoding(false));
            await using var output = new StreamWriter(Console.OpenStandardOutput(), new UTF8Encoding(false));
            await StdioServer.RunAsync(input, output, folder, storage, policy, address);
            return ExitCode.Ok;
        });
        return command;
    }
}
