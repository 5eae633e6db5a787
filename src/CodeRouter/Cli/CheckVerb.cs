using System.CommandLine;

namespace CodeRouter.Cli;

/// <summary><c>coderouter check</c></summary>
public static class CheckVerb
{
    public static Command Build()
    {
        var config = new Option<string?>("--config") { Description = "Configuration file (default: coderouter.yaml here)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("check", "Validate a configuration: every problem at once, with its line and remedy") { config, json };
        command.SetAction(parsed => CheckCommand.Run(parsed.GetValue(config), parsed.GetValue(json), Console.Out));
        return command;
    }
}
