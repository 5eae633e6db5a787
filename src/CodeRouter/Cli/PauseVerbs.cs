using System.CommandLine;
using CodeRouter.Config;
using CodeRouter.Ledger;
using CodeRouter.Storage.Sqlite;

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
            string? path = null;
            if (parsed.GetValue(config) is { } file)
            {
                if (ConfigurationFile.Load(file, ShippedCatalog.Load()) is not { } settings)
                {
                    return ExitCode.Usage;
                }

                path = settings.Storage.SqlitePath;
            }

            string folder = Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default());
            using var database = SqliteDatabase.Open(path ?? Path.Combine(folder, "coderouter.db"));
            using var toggle = new PauseSwitch(new SqliteNotes(database), TimeProvider.System);
            bool changed = toggle.Set(paused);
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
