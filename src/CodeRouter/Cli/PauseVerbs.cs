using System.CommandLine;
using CodeRouter.Hosts;
using CodeRouter.Ledger;

namespace CodeRouter.Cli;

/// <summary><c>coderouter pause</c> and <c>coderouter resume</c>: routing off and on, for every gateway over the same store.</summary>
public static class PauseVerbs
{
    public static Command Pause() => Build("pause", "Stop routing: callers' models are used as asked, until resume", paused: true);

    public static Command Resume() => Build("resume", "Route again after a pause", paused: false);

    private static Command Build(string verb, string description, bool paused)
    {
        var config = new Option<string?>("--config") { Description = "Configuration file whose store is meant" };
        var data = new Option<string?>("--data") { Description = "Data folder (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command(verb, description) { config, data, json };
        command.SetAction(async (parsed, cancel) =>
        {
            bool changed = false;
            string place = "", folder = Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default());
            int code = StoreOf.Run(ConfigurationFile.Named(parsed.GetValue(config)), folder, stores =>
            {
                place = stores.Place;
                using var toggle = new PauseSwitch(stores.Notes, TimeProvider.System);
                changed = toggle.Set(paused);
                return ExitCode.Ok;
            });
            if (code != ExitCode.Ok)
            {
                return code;
            }

            var obeyed = await ServedAsync(folder, place, paused, cancel);
            if (parsed.GetValue(json))
            {
                Console.Out.WriteLine(JsonLine.Of(writer =>
                {
                    writer.WriteBoolean("paused", paused);
                    writer.WriteBoolean("changed", changed);
                    writer.WriteString("store", place);
                    writer.WriteBoolean("served", obeyed.Served);
                }));
            }
            else if (!obeyed.Fails)
            {
                Console.Out.WriteLine(Said(paused, changed));
            }

            if (obeyed.Note is not null)
            {
                await Console.Error.WriteLineAsync(obeyed.Note);
            }

            return obeyed.Fails ? ExitCode.Failed : ExitCode.Ok;
        });
        return command;
    }

    /// <summary>Whether a gateway that serves from the store is in sight; else what to say of that.</summary>
    private static async Task<Obeyed> ServedAsync(string folder, string place, bool paused, CancellationToken cancel)
    {
        if (DataFolderLock.IsTaken(folder))
        {
            return new Obeyed(true, null);
        }

        // It may run on another machine, or have a data folder of its own: then it obeys within the interval.
        string address = GatewayAddress.Of(Environment.GetEnvironmentVariable);
        for (int looks = 1; await GatewayThere.AskAsync(address, cancel) is { } gateway; looks++)
        {
            if (gateway.Paused == paused)
            {
                return new Obeyed(true, null);
            }

            if (looks == 4)
            {
                return new Obeyed(false, $"That is noted in {place}, but the gateway at {address} serves from another store and {(paused ? "routes on" : "stays paused")}. Name its data folder with --data or its configuration with --config, or another gateway's address in CODEROUTER_URL.", Fails: true);
            }

            await Task.Delay(PauseSwitch.Interval, cancel);
        }

        return new Obeyed(false, $"That is noted in {place}, for whoever serves from there. No gateway answers at {address}; if yours has another store, name its data folder with --data or its configuration with --config.");
    }

    private static string Said(bool paused, bool changed) => (paused, changed) switch
    {
        (true, true) => "Routing is paused: models are used as asked, routed names get the default model. `coderouter resume` routes again.",
        (true, false) => "Routing was paused already. `coderouter resume` routes again.",
        (false, true) => "Routing is on again.",
        _ => "Routing was on already.",
    };

    /// <param name="Fails">The gateway that is in sight does as before.</param>
    private sealed record Obeyed(bool Served, string? Note, bool Fails = false);
}
