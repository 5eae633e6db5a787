using System.Runtime.InteropServices;
using CodeRouter.Config;
using CodeRouter.Core.Models;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Planning;
using CodeRouter.Hosts.Running;
using CodeRouter.Ledger;

namespace CodeRouter.Cli;

/// <summary>Finds out who can do a request here, and has it done.</summary>
/// <param name="data">Data folder.</param>
/// <param name="around">Where and by whom it was started.</param>
public sealed class RunCommand(string data, Surroundings around, TextWriter output, TextWriter errors)
{
    public async Task<int> RunAsync(RunRequest asked)
    {
        if (asked.Problem() is { } wrong)
        {
            return Refuse(wrong, ExitCode.Usage);
        }

        if (PlanVerb.Wishes(around, errors) is not { } wishes)
        {
            return ExitCode.Usage;
        }

        asked = asked with { Options = asked.Options with { Verify = asked.Options.Verify ?? wishes.Verify, BudgetUsd = asked.Options.BudgetUsd ?? wishes.BudgetUsd } };
        if ((asked.Host is null ? wishes.Choose(HostDetection.Detect(around).Host) : KnownHosts.Find(asked.Host)) is not { } host)
        {
            return Refuse($"{asked.Host} is no coding agent known here. Use one of {string.Join(", ", KnownHosts.Ids)}.", ExitCode.Usage);
        }

        using var stop = new CancellationTokenSource();
        using var interrupted = PosixSignalRegistration.Create(PosixSignal.SIGINT, Stop);
        using var terminated = PosixSignalRegistration.Create(PosixSignal.SIGTERM, Stop);

        // A terminal that is closed ends nothing by itself: what was started is in groups of its own.
        using var closed = PosixSignalRegistration.Create(PosixSignal.SIGHUP, Stop);
        using var quit = PosixSignalRegistration.Create(PosixSignal.SIGQUIT, Stop);
        var catalog = ShippedCatalog.Load();
        var plan = new WorkPlanner(catalog, null, wishes).Plan(asked.Text, host);
        using var http = new HttpClient(WayOut.Handler(TimeSpan.FromSeconds(5))) { Timeout = Timeout.InfiniteTimeSpan };
        try
        {
            return await PrepareAsync(asked, plan, catalog, http, stop.Token);
        }
        catch (OperationCanceledException)
        {
            return Failed(asked, plan, "Stopped. Nothing was changed.");
        }
        catch (GitException e)
        {
            return Failed(asked, plan, e.Message);
        }

        void Stop(PosixSignalContext signal)
        {
            signal.Cancel = true;
            stop.Cancel();
        }
    }

    private async Task<int> PrepareAsync(RunRequest asked, WorkPlan plan, Catalog catalog, HttpClient http, CancellationToken cancellationToken)
    {
        string address = asked.Gateway is { } named ? GatewayAddress.Clean(named) : GatewayAddress.Of(around.Variable), key = GatewayAddress.Key(around.Variable);
        if (!asked.ThroughGateway && (HostInvocations.ProgramOf(plan.Host.Id) is null || !plan.CanSwitch))
        {
            return Strategy(asked, plan);
        }

        var books = new GatewayBooks(http, address, key);
        var ladder = await books.LadderAsync(cancellationToken);
        if (asked.DryRun)
        {
            return Show(asked, plan, ladder is null ? null : address, ladder ?? ModelLadder.Of(plan.Host.Models, catalog));
        }

        if (ladder is null && (asked.ThroughGateway || asked.Gateway is not null))
        {
            return Failed(asked, plan, $"No gateway answers at {address} that this key may ask. Start it with coderouter serve, or name it with --gateway and its key in CODEROUTER_KEY.");
        }

        if (ladder is { Rungs.Count: 0 })
        {
            return Failed(asked, plan, $"The gateway at {address} has no models. Add one to its configuration or in its dashboard.");
        }

        string? program = asked.ThroughGateway ? null : ChildProcess.Find(HostInvocations.ProgramOf(plan.Host.Id)!, around.Variable("PATH"));
        if (!asked.ThroughGateway && program is null)
        {
            return Failed(asked, plan, $"{plan.Host.Name} is not on the PATH as {HostInvocations.ProgramOf(plan.Host.Id)}. Install it, or let the gateway do the work with --through-gateway.");
        }

        if (asked.Options.Verify is { } verify && MissingProgram(verify) is { } missing)
        {
            return Failed(asked, plan, $"There is no command {missing}, which --verify begins with. Install it or write another check.");
        }

        var git = new GitCommand(around.Folder);
        string root = await RootAsync(git, cancellationToken), prefix = await git.AskAsync(cancellationToken, "rev-parse", "--show-prefix");
        var rungs = ladder ?? ModelLadder.Of(plan.Host.Models, catalog);
        var use = ladder is null ? null : new GatewayUse(address, key, root, [.. rungs.Rungs.Select(static r => r.Model), .. asked.Model is { } begin ? (string[])[begin] : []], rungs.Lowest!.Model);
        IWorker worker = program is null
            ? new GatewayWorker(http, address, key, root, asked.Options.AnyCommand ? static (_, _) => Task.FromResult(true) : Ask(asked.Json), asked.Options.AttemptLimit)
            : new HostWorker(plan.Host, program, use, asked.Options.AnyCommand, asked.Options.AttemptLimit);
        if (await git.AskAsync(cancellationToken, "status", "--porcelain", "--untracked-files=normal") is { Length: > 0 } dirty)
        {
            return Failed(asked, plan, $"The work tree has changes of its own, which a run would mix with its own:\n{string.Join('\n', dirty.Split('\n').Take(10))}\nCommit or stash them and run again.");
        }

        errors.WriteLine(worker.Describe("by task"));
        foreach (string left in KilledRuns.Remove().Removed)
        {
            errors.WriteLine($"Removed {left}: the copy of a run that was killed.");
        }

        PrivateFolder.Create(data);
        await using var bench = await Workbench.OpenAsync(root, prefix, cancellationToken);
        var options = asked.Options with { First = asked.Model is { } first ? rungs.Find(first) ?? new Rung(first, ModelLadder.TierOf(first, catalog)) : null };
        var run = new PlanRun(plan, options, worker, rungs, (task, token) => ChooseAsync(use is null ? null : books, plan, task, catalog, rungs, root, token), use is null ? null : books, new RunBook(data), bench, root, errors.WriteLine, TimeProvider.System);
        return Tell(asked, await run.RunAsync(cancellationToken));
    }

    // With a gateway the gateway decides, as it would for the agent's own first step; else the plan's class of model does.
    private static async Task<Rung> ChooseAsync(GatewayBooks? books, WorkPlan plan, PlannedTask task, Catalog catalog, ModelLadder ladder, string root, CancellationToken cancellationToken) =>
        books is not null ? await books.ChoiceAsync(PlanText.Prompt(plan, task), root, cancellationToken) ?? ladder.Lowest! : new Rung(task.Model!, ModelLadder.TierOf(task.Model!, catalog));

    private static async Task<string> RootAsync(GitCommand git, CancellationToken cancellationToken)
    {
        var (code, root) = await git.TryAsync(cancellationToken, "rev-parse", "--show-toplevel");
        if (code != 0)
        {
            throw new GitException(root.Contains("dubious ownership", StringComparison.Ordinal) ? root : "This is no git repository, and a failed attempt could not be undone. Start it in one: git init, add and commit what is there.");
        }

        if ((await git.TryAsync(cancellationToken, "rev-parse", "--verify", "--quiet", "HEAD")).ExitCode != 0)
        {
            throw new GitException("The repository has no commit yet, so there is nothing to go back to. Commit what is there and run again.");
        }

        return Path.GetFullPath(root);
    }

    // A first word that is plainly a program, and nowhere to be found. The shell judges everything else.
    private string? MissingProgram(string command)
    {
        string word = command.TrimStart().Split((char[])[' ', '\t', ';', '|', '&', '\n'], 2)[0];
        bool plain = word.Length > 0 && word.All(static c => char.IsAsciiLetterOrDigit(c) || c is '-' or '_' or '.' or '+');
        return plain && !OperatingSystem.IsWindows() && !ShellWords.Contains(word) && ChildProcess.Find(word, around.Variable("PATH")) is null ? word : null;
    }

    private static readonly HashSet<string> ShellWords = new(StringComparer.Ordinal)
    {
        "cd", "test", "true", "false", "exit", "set", "export", "if", "for", "while", "until", "case", "command", "eval", "exec", "source", ".", "type", "ulimit", "umask", "unset", "wait", "echo", "printf", "read", "trap", "time", "return", "hash", "local",
    };

    private Func<string, CancellationToken, Task<bool>> Ask(bool quiet) => async (command, cancellationToken) =>
    {
        if (quiet || Console.IsInputRedirected)
        {
            return false;
        }

        errors.Write($"  The model wants to run: {command}\n  Allow it? [y/N] ");

        // Reading a terminal does not end when it is asked to; whoever stops the run is not kept waiting for an answer.
        string? said = await Task.Run(Console.ReadLine, CancellationToken.None).WaitAsync(cancellationToken);
        return said?.Trim() is "y" or "Y" or "yes";
    };

    private int Strategy(RunRequest asked, WorkPlan plan)
    {
        if (asked.Json)
        {
            output.WriteLine(RunReport.Of(plan.Host.Id, [.. plan.Tasks.Select(t => new TaskReport(t.Id, t.Type, t.Words.Title, TaskOutcome.PromptStrategy, [], PlanText.Prompt(plan, t)))], "", null).Json());
        }
        else
        {
            output.Write(PlanText.Markdown(plan));
        }

        errors.WriteLine(plan.Host.Id == KnownHosts.None
            ? "No coding agent was recognised that could be driven; here are the prompts to paste instead. --host NAME names one, --through-gateway does the work here."
            : $"{plan.Host.Name} cannot be driven from outside; here are the prompts to paste into it instead. --through-gateway does the work here.");
        return ExitCode.Ok;
    }

    private int Show(RunRequest asked, WorkPlan plan, string? gateway, ModelLadder ladder)
    {
        string way = (asked.ThroughGateway ? "the built-in loop" : plan.Host.Name) + (gateway is null ? ", no gateway taking part" : ", through " + gateway);
        string models = string.Join(" → ", ladder.Rungs.Select(static r => $"{r.Model} ({r.Tier.Name()})"));
        var report = new RunReport(plan.Host.Id, [.. plan.Tasks.Select(t => new TaskReport(t.Id, t.Type, t.Words.Title, TaskOutcome.Skipped, [], $"By {way}, models {models}.\n{PlanText.Prompt(plan, t)}"))], TaskOutcome.Skipped, "", null);
        if (asked.Json)
        {
            output.WriteLine(report.Json());
            return ExitCode.Ok;
        }

        if (asked.ThroughGateway && gateway is not null)
        {
            // The plan's own models are an agent's, and its advice is for one: here the gateway's do it.
            int place = 0;
            foreach (var task in plan.Tasks)
            {
                output.WriteLine($"{++place}. {task.Words.Title}");
            }
        }
        else
        {
            PlanText.Write(output, plan, verbose: false);
        }

        output.WriteLine();
        output.WriteLine($"By {way}");
        output.WriteLine("Models to go up by: " + models);
        output.WriteLine(asked.Options.Verify is { } check ? $"Judged by: {check}" : "Judged by nothing: name a check with --verify, and work begins with the cheapest model.");
        output.WriteLine("Nothing was done (--dry-run).");
        return ExitCode.Ok;
    }

    private int Tell(RunRequest asked, RunReport report)
    {
        if (asked.Json)
        {
            output.WriteLine(report.Json());
        }
        else
        {
            report.Write(output);
        }

        return report.Outcome == TaskOutcome.Failed ? ExitCode.Failed : ExitCode.Ok;
    }

    private int Failed(RunRequest asked, WorkPlan plan, string problem)
    {
        if (asked.Json)
        {
            output.WriteLine(RunReport.Of(plan.Host.Id, [.. plan.Tasks.Select(static t => new TaskReport(t.Id, t.Type, t.Words.Title, TaskOutcome.Skipped, [], null))], "", problem).Json());
        }

        return Refuse(problem, ExitCode.Failed);
    }

    private int Refuse(string problem, int code)
    {
        errors.WriteLine(problem);
        return code;
    }
}
