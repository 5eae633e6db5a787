using System.Text;

namespace CodeRouter.Cli;

/// <summary>The manual page, written from the verbs themselves.</summary>
internal static class ManualPage
{
    public static string Write()
    {
        var page = new StringBuilder(".TH CODEROUTER 1\n.SH NAME\ncoderouter \\- one base URL for coding agents, each step to the cheapest model that will do\n.SH SYNOPSIS\n.B coderouter\n.I COMMAND\n[\\fIOPTIONS\\fR]\n.SH COMMANDS\n");
        foreach (var verb in VerbList.Read())
        {
            page.Append(".SS coderouter ").Append(Plain(verb.Words)).AppendJoin("", verb.Arguments.Select(static a => " " + Plain(a.Name))).Append('\n').Append(Line(verb.Description)).Append(".\n");
            foreach (var argument in verb.Arguments)
            {
                page.Append(".TP\n\\fI").Append(Plain(argument.Name)).Append("\\fR\n").Append(Line(argument.Description)).Append('\n');
            }

            foreach (var option in verb.Options)
            {
                page.Append(".TP\n\\fB").Append(Plain(option.Name)).Append("\\fR").Append(option.ValueType == typeof(bool) ? "" : $" \\fI{Plain(option.HelpName ?? "")}\\fR").Append('\n').Append(Line(option.Description)).Append('\n');
            }
        }

        return page.Append(
            """
            .SH EXIT STATUS
            0 done, 1 failed, 2 bad usage or configuration.
            .SH ENVIRONMENT

            """).AppendJoin("", EnvironmentNames.All.Select(static v => $".TP\n\\fB{v.Name}\\fR\n{Line(v.Says)}.\n")).ToString();
    }

    private static string Plain(string text) => text.Replace("\\", "\\e", StringComparison.Ordinal).Replace("-", "\\-", StringComparison.Ordinal);

    // A dot or quote at the beginning of a line would be an instruction to the formatter.
    private static string Line(string? text)
    {
        string line = Plain(text ?? "");
        return line.StartsWith('.') || line.StartsWith('\'') ? "\\&" + line : line;
    }
}
