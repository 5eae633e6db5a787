using System.CommandLine;
using System.Text.Json;
using CodeRouter.Config;
using CodeRouter.Core.Evidence.Runners;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Running;

namespace CodeRouter.Cli;

/// <summary><c>coderouter report</c>: tells the gateway how the work of a session ended, best by running the check that says so.</summary>
public static class ReportVerb
{
    private static readonly string[] Outcomes = ["success", "failure", "partial", "cancelled"];

    public static Command Build()
    {
        var outcome = new Argument<string?>("OUTCOME") { Description = "success, failure, partial or cancelled; not with --run, which finds out", Arity = ArgumentArity.ZeroOrOne, HelpName = "OUTCOME" };
        outcome.CompletionSources.Add("success", "failure", "partial", "cancelled");
        var run = new Option<string?>("--run") { Description = "Shell command whose end is the outcome: it is run here, and its tests are counted", HelpName = "CMD" };
        var limit = new Option<double>("--timeout") { Description = "Seconds the command may take (default 600)", DefaultValueFactory = static _ => 600 };
        var session = new Option<string?>("--session") { Description = "The session (default: that of the agent in whose shell this runs)" };
        var note = new Option<string?>("--note") { Description = "Anything to remember" };
        var gateway = new Option<string?>("--gateway") { Description = "The gateway's address (default: CODEROUTER_URL, else http://127.0.0.1:8899)" };
        var json = new Option<bool>("--json") { Description = "The gateway's answer, one JSON document on standard output" };
        var command = new Command("report", "Tell the gateway how the work of a session ended: what the next step and the statistics know it by") { outcome, run, limit, session, note, gateway, json };
        command.SetAction(async (parsed, cancel) =>
        {
            string address = parsed.GetValue(gateway) is { } named ? GatewayAddress.Clean(named) : GatewayAddress.Of(Environment.GetEnvironmentVariable);
            using var http = new HttpClient(WayOut.Handler(TimeSpan.FromSeconds(5))) { Timeout = TimeSpan.FromSeconds(15) };
            var books = new GatewayBooks(http, address, GatewayAddress.Key(Environment.GetEnvironmentVariable));
            return await new SessionReport(Surroundings.Here(), books, Console.Out, Console.Error)
                .RunAsync(parsed.GetValue(outcome), parsed.GetValue(run), TimeSpan.FromSeconds(Math.Clamp(parsed.GetValue(limit), 1, 24 * 3600)), parsed.GetValue(session), parsed.GetValue(note), parsed.GetValue(json), cancel);
        });
        return command;
    }

    /// <summary>One report.</summary>
    internal sealed class SessionReport(Surroundings around, GatewayBooks books, TextWriter output, TextWriter errors)
    {
        public async Task<int> RunAsync(string? outcome, string? check, TimeSpan limit, string? session, string? note, bool json, CancellationToken cancellationToken)
        {
            if ((outcome is null) == (string.IsNullOrWhiteSpace(check)) || (outcome is not null && !Outcomes.Contains(outcome, StringComparer.Ordinal)))
            {
                return Refuse($"Say how it ended with one of {string.Join(", ", Outcomes)}, or let a command find out: coderouter report --run \"make test\".");
            }

            var host = HostDetection.Detect(around);
            if ((session ?? host.Session) is not { } about)
            {
                return Refuse("Which session is meant is not known here: no agent that tells its session runs this. Name it with --session, the value of X-CodeRouter-Session.");
            }

            ChildResult? ran = check is null ? null : await ChildProcess.RunAsync(ChildProcess.Shell(check, around.Folder), limit, json ? errors.WriteLine : output.WriteLine, cancellationToken).ConfigureAwait(false);
            bool? passed = ran is null ? null : ran is { ExitCode: 0, TimedOut: false };
            if (ran is { TimedOut: true })
            {
                errors.WriteLine("The command was ended: it took longer than --timeout.");
            }

            string ended = passed switch { true => "success", false => "failure", null => outcome! };
            var (answer, problem) = await books.JudgeAsync(
                about, ended, passed is not null ? "tests" : host.Host.Id == KnownHosts.None ? "user" : "agent", ran is null ? null : Counts(ran.Output, passed is true), note, cancellationToken).ConfigureAwait(false);
            if (answer is null)
            {
                errors.WriteLine(problem);
                return ExitCode.Failed;
            }

            output.WriteLine(json ? answer.Value.GetRawText() : Said(ended, answer.Value));
            return passed is false ? ExitCode.Failed : ExitCode.Ok;
        }

        private static string Said(string ended, JsonElement answer)
        {
            int steps = answer.GetProperty("applied_to").GetArrayLength();
            string note = answer.TryGetProperty("note", out var hint) ? " " + hint.GetString() : "";
            return string.Create(System.Globalization.CultureInfo.InvariantCulture, $"Reported: {ended}, for {steps} {(steps == 1 ? "step" : "steps")}.{note}");
        }

        // What the runner printed, where it is one that is known. A check that passed is not contradicted by what it printed on the way.
        private static (int Passed, int Failed)? Counts(string output, bool passed)
        {
            var report = RunnerReport.Read(output);
            return report.Has(ReportKind.Test) && report.Passed(ReportKind.Test) is { } good ? (good, passed ? 0 : report.Failed(ReportKind.Test) ?? 0) : null;
        }

        private int Refuse(string why)
        {
            errors.WriteLine(why);
            return ExitCode.Usage;
        }
    }
}
