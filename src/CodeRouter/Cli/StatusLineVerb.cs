using System.CommandLine;
using CodeRouter.Config;
using CodeRouter.Hosts;

namespace CodeRouter.Cli;

/// <summary><c>coderouter status-line</c>: what agents call to show model, phase and cost. It never fails: a broken line would stand in somebody's way.</summary>
public static class StatusLineVerb
{
    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(2);

    public static Command Build()
    {
        var session = new Option<string?>("--session") { Description = "The session (default: the one named in the JSON on standard input)" };
        var hook = new Option<bool>("--hook") { Description = "Answer as a hook does: the line in a JSON document" };
        var gateway = new Option<string?>("--gateway") { Description = "The gateway's address (default: CODEROUTER_URL, else ANTHROPIC_BASE_URL, else http://127.0.0.1:8899)" };
        var command = new Command("status-line", "Say in one line which model an agent's session is on, in which phase, and what it has cost") { session, hook, gateway };
        command.SetAction(async (parsed, cancel) =>
        {
            // Nobody types such a document: at a terminal it would be waited for without end.
            if (parsed.GetValue(session) is null && !Console.IsInputRedirected)
            {
                await Console.Error.WriteLineAsync("An agent calls this with its session on standard input. To see a session's line here, name it: coderouter status-line --session ID.");
                return ExitCode.Usage;
            }

            if ((parsed.GetValue(session) ?? StatusLine.SessionIn(await Console.In.ReadToEndAsync(cancel))) is not { } id)
            {
                return ExitCode.Ok;
            }

            string address = GatewayAddress.Clean(parsed.GetValue(gateway) ?? Variable("CODEROUTER_URL") ?? Variable("ANTHROPIC_BASE_URL"));
            using var http = new HttpClient(WayOut.Handler(Patience)) { Timeout = Patience };
            var (line, problem) = await StatusLine.AskAsync(http, address, Variable("CODEROUTER_KEY") ?? Variable("ANTHROPIC_AUTH_TOKEN") ?? GatewayAddress.Key(static _ => null), id, cancel);
            if (parsed.GetValue(hook))
            {
                Console.WriteLine(line is null ? "{}" : JsonLine.Of(json => json.WriteString("systemMessage", "CodeRouter: " + line)));
            }
            else
            {
                Console.WriteLine(line ?? "CodeRouter: " + (problem ?? "nothing of this session yet"));
            }

            return ExitCode.Ok;
        });
        return command;
    }

    private static string? Variable(string name) => Environment.GetEnvironmentVariable(name) is { Length: > 0 } value ? value : null;
}
