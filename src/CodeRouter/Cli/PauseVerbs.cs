using System.CommandLine;
using CodeRouter.Config;
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
        command.SetAction(parsed =>
        {
            bool changed = false;
            int code = StoreOf.Run(ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(data), stores =>
            {
                using var toggle = new PauseSwitch(stores.Notes, TimeProvider.System);
                changed = toggle.Set(paused);
                return ExitCode.Ok;
            });
            if (code != ExitCode.Ok)
            {
                return code;
            }

            Console.Out.WriteLine(parsed.GetValue(json)
                ? $"{{\"paused\":{(paused ? "true" : "false")},\"changed\":{(changed ? "true" : "false")}}}"
                : Said(paused, changed));
            return ExitCode.Ok;
        });
        return command;
    }

    private static string Said(bool paused, bool changed) => (paused, changed) switch
    {
        (true, true) => "Routing is paused: models are used as asked, routed names get the default model. `coderouter resume` routes again.",
        (true, false) => "Routing was paused already. `coderouter resume` routes again.",
        (false, true) => "Routing is on again.",
        _ => "Routing was on already.",
    };
}
