using System.CommandLine;
using System.Text;

namespace CodeRouter.Cli;

/// <summary><c>docs/cli.md</c>, written from the verbs themselves.</summary>
public static class CommandPage
{
    public static string Write()
    {
        var page = new StringBuilder("# Commands\n\nGenerated from the program; `coderouter COMMAND --help` says the same. Exit status: 0 done, 1 failed, 2 bad usage or configuration.\n\n"
            + "With `--json` standard output is the one document whose members are listed here, more may come with later versions, and none is renamed; progress, warnings and what went wrong go to standard error, so a failure prints no document there. A number that is not known is `null`.\n");
        foreach (var command in CommandLine.Root().Subcommands.Where(static c => !c.Hidden))
        {
            Write(page, command, "coderouter");
        }

        page.Append("\n## Environment\n\nProviders' own variables (`ANTHROPIC_API_KEY`, `AWS_REGION` …) are read besides.\n\n| | |\n|---|---|\n");
        foreach (var (name, says) in EnvironmentNames.All)
        {
            Row(page, $"`{name}`", says);
        }

        return page.ToString();
    }

    private static void Write(StringBuilder page, Command command, string before)
    {
        string name = $"{before} {command.Name}";
        if (command.Subcommands.Count > 0)
        {
            foreach (var sub in command.Subcommands.Where(static c => !c.Hidden))
            {
                Write(page, sub, name);
            }

            return;
        }

        page.Append("\n## ").Append(name);
        foreach (var argument in command.Arguments)
        {
            page.Append(' ').Append(argument.Name);
        }

        page.Append("\n\n").Append(command.Description).Append(".\n");
        if (command.Arguments.Count + command.Options.Count == 0)
        {
            return;
        }

        page.Append("\n| | |\n|---|---|\n");
        foreach (var argument in command.Arguments)
        {
            Row(page, argument.Name, argument.Description);
        }

        foreach (var option in command.Options.Where(static o => !o.Hidden))
        {
            Row(page, $"`{option.Name}{(option.ValueType == typeof(bool) ? "" : " " + option.HelpName)}`", option.Description);
        }

        if (JsonShapes.Of(name[(name.IndexOf(' ', StringComparison.Ordinal) + 1)..]) is { } shape)
        {
            page.Append("\nJSON: ").AppendJoin("; ", shape.Split("; ").Select(Marked)).Append('\n');
        }
    }

    // What stands in braces is code, the words around it are not.
    private static string Marked(string shape)
    {
        int from = shape.IndexOf('{', StringComparison.Ordinal), to = shape.LastIndexOf('}') + 1;
        return from < 0 ? shape : $"{shape[..from]}`{shape[from..to]}`{shape[to..]}";
    }

    private static void Row(StringBuilder page, string name, string? description) =>
        page.Append("| ").Append(name).Append(" | ").Append((description ?? "").Replace("|", "\\|", StringComparison.Ordinal)).Append(" |\n");
}
