using System.CommandLine;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Cli;

/// <summary>The simulated provider as a process of its own: an upstream for benches and experiments. Not listed in the help.</summary>
public static class SimulateVerb
{
    public static Command Build()
    {
        var port = new Option<int>("--port") { Description = "Port on 127.0.0.1; 0 takes a free one" };
        var command = new Command("simulate", "Run only the simulated provider") { port };
        command.Hidden = true;
        command.SetAction(async (parsed, cancel) =>
        {
            await using var provider = new SimulatedProvider(new SimulatedOptions { Port = parsed.GetValue(port), Record = false });
            Console.WriteLine($"simulated provider on {await provider.StartAsync(cancel)}");
            try
            {
                await Task.Delay(Timeout.Infinite, cancel);
            }
            catch (OperationCanceledException)
            {
                // Asked to stop.
            }

            return ExitCode.Ok;
        });
        return command;
    }
}
