using System.CommandLine;

namespace CodeRouter.Cli;

/// <summary><c>coderouter completions SHELL</c> and <c>coderouter man</c>: written from the verbs themselves.</summary>
public static class CompletionsVerb
{
    public static Command Build()
    {
        var shell = new Argument<string>("SHELL") { Description = string.Join(", ", CompletionScripts.Shells), HelpName = "SHELL" };
        shell.CompletionSources.Add([.. CompletionScripts.Shells]);
        var command = new Command("completions", "Print the completion script of a shell: coderouter completions bash > /etc/bash_completion.d/coderouter") { shell };
        command.SetAction(parsed =>
        {
            if (!CompletionScripts.Shells.Contains(parsed.GetValue(shell), StringComparer.Ordinal))
            {
                Console.Error.WriteLine($"{parsed.GetValue(shell)} is no shell known here. Use one of {string.Join(", ", CompletionScripts.Shells)}.");
                return ExitCode.Usage;
            }

            Console.Out.Write(CompletionScripts.Write(parsed.GetValue(shell)!));
            return ExitCode.Ok;
        });
        return command;
    }

    public static Command BuildManual()
    {
        var command = new Command("man", "Print the manual page: coderouter man | man -l -");
        command.SetAction(_ =>
        {
            Console.Out.Write(ManualPage.Write());
            return ExitCode.Ok;
        });
        return command;
    }
}
