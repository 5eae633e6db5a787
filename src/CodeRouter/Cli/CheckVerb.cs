using System.CommandLine;

namespace CodeRouter.Cli;

/// <summary><c>coderouter check</c></summary>
public static class CheckVerb
{
    public static Command Build()
    {
        var file = new Argument<string?>("FILE") { Description = $"Configuration file (default: {ConfigurationFile.Variable}, else {ConfigurationFile.Usual} here, else what serve finds without one)", Arity = ArgumentArity.ZeroOrOne };
        var config = new Option<string?>("--config") { Description = "The same, as the other commands are told it" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("check", "Validate a configuration: every problem at once, with its line and remedy") { file, config, json };
        command.SetAction(parsed => CheckCommand.Run(ConfigurationFile.Named(parsed.GetValue(config) ?? parsed.GetValue(file)) ?? (File.Exists(ConfigurationFile.Usual) ? ConfigurationFile.Usual : null), parsed.GetValue(json), Console.Out));
        return command;
    }
}
