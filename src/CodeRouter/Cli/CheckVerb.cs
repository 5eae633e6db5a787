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
        command.SetAction(parsed => parsed.GetValue(config) is { } one && parsed.GetValue(file) is { } other && one != other ? Two(one, other) : CheckCommand.Run(ConfigurationFile.Named(parsed.GetValue(config) ?? parsed.GetValue(file)) ?? (File.Exists(ConfigurationFile.Usual) ? ConfigurationFile.Usual : null), parsed.GetValue(json), Console.Out));
        return command;
    }

    private static int Two(string one, string other)
    {
        Console.Error.WriteLine($"Two files are named, {one} and {other}, and one is checked at a time. Leave one out.");
        return ExitCode.Usage;
    }
}
