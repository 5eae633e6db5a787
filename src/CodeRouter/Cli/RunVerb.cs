using System.CommandLine;
using System.Globalization;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Running;

namespace CodeRouter.Cli;

/// <summary><c>coderouter run TEXT</c>: does the plan of a request, task by task, with a check as the judge.</summary>
public static class RunVerb
{
    public static Command Build()
    {
        var text = new Argument<string>("TEXT") { Description = "What you would tell your agent" };
        var verify = new Option<string?>("--verify") { Description = "Shell command that judges each change: a failure goes back to the model once, then to a stronger one", HelpName = "CMD" };
        var limit = new Option<double>("--verify-timeout") { Description = "Seconds the check may take (default 600)", DefaultValueFactory = static _ => 600 };
        var attempt = new Option<double>("--attempt-timeout") { Description = "Seconds one attempt of a model may take (default 1800)", DefaultValueFactory = static _ => 1800 };
        var mode = new Option<string>("--mode") { Description = "auto (default), or manual: only the model named with --model", DefaultValueFactory = static _ => "auto" };
        mode.CompletionSources.Add("auto", "manual");
        var model = new Option<string?>("--model") { Description = "Begin with this model" };
        var host = PlanVerb.HostOption();
        var through = new Option<bool>("--through-gateway") { Description = "Do it here with the built-in tools against the gateway, without a coding agent" };
        var gateway = new Option<string?>("--gateway") { Description = "The gateway's address (default: CODEROUTER_URL, else http://127.0.0.1:8899)" };
        var commands = new Option<bool>("--allow-commands") { Description = "The model may run any command without being asked; else only the check" };
        var budget = new Option<decimal?>("--budget-usd") { Description = "Begin no attempt once this much is spent" };
        var dry = new Option<bool>("--dry-run") { Description = "Show what would be done, and do nothing" };
        var data = new Option<string?>("--data") { Description = "Data folder, where outcomes are remembered (default: the user's)" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output" };
        var command = new Command("run", "Do a request: its tasks in order, each by a model that will do, judged by your tests, a failed attempt leaving nothing behind") { text, verify, limit, attempt, mode, model, host, through, gateway, commands, budget, dry, data, json };
        command.SetAction(async (parsed, _) =>
        {
            var asked = new RunRequest(parsed.GetValue(text)!, parsed.GetValue(host), parsed.GetValue(gateway), parsed.GetValue(through), parsed.GetValue(dry), parsed.GetValue(json), parsed.GetValue(mode)!, parsed.GetValue(model), new RunOptions(
                parsed.GetValue(verify), Seconds(parsed.GetValue(limit)), Seconds(parsed.GetValue(attempt)), null, parsed.GetValue(mode) == "manual", parsed.GetValue(budget), parsed.GetValue(commands)));
            return await new RunCommand(Path.GetFullPath(parsed.GetValue(data) ?? DataFolder.Default()), Surroundings.Here(), Console.Out, Console.Error).RunAsync(asked);
        });
        return command;
    }

    private static TimeSpan Seconds(double seconds) => TimeSpan.FromSeconds(double.IsFinite(seconds) ? Math.Clamp(seconds, 0, 7 * 24 * 3600) : 0);
}

/// <summary>What was typed.</summary>
public sealed record RunRequest(string Text, string? Host, string? Gateway, bool ThroughGateway, bool DryRun, bool Json, string Mode, string? Model, RunOptions Options)
{
    /// <summary>What is wrong with it, with the remedy; null when it can be tried.</summary>
    public string? Problem() => this switch
    {
        { Text: var text } when string.IsNullOrWhiteSpace(text) => "There is no text to do. Write it in quotes: coderouter run \"fix the failing test\" --verify \"make test\".",
        { Mode: not ("auto" or "manual") } => $"--mode {Mode} is not known. Use auto or manual.",
        { Mode: "manual", Model: null } => "--mode manual needs a model. Name one with --model.",
        { Options.VerifyLimit: var limit } when limit <= TimeSpan.Zero => "--verify-timeout must be more than 0 seconds.",
        { Options.AttemptLimit: var limit } when limit <= TimeSpan.Zero => "--attempt-timeout must be more than 0 seconds.",
        { Options.BudgetUsd: <= 0 } => string.Create(CultureInfo.InvariantCulture, $"--budget-usd {Options.BudgetUsd} leaves nothing to spend. Name an amount above 0."),
        { Options.Verify: { } verify } when string.IsNullOrWhiteSpace(verify) => "--verify is empty. Name the command that says whether the change is right, or leave it out.",
        _ => null,
    };
}
