using System.CommandLine;
using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using CodeRouter.Hosts;
using CodeRouter.Hosts.Planning;
using CodeRouter.Hosts.Preferences;

namespace CodeRouter.Cli;

/// <summary><c>coderouter plan TEXT --format md</c>: one prompt for each task of a request, in order, to be pasted or handed on.</summary>
public static class PlanVerb
{
    public static Command Build()
    {
        var text = new Argument<string>("TEXT") { Description = "What you would tell your agent" };
        var format = new Option<string>("--format") { Description = "md (default), text or json", DefaultValueFactory = static _ => "md" };
        format.CompletionSources.Add("md", "text", "json");
        var host = HostOption();
        var config = new Option<string?>("--config") { Description = "Configuration file: its models instead of the agent's own" };
        var json = new Option<bool>("--json") { Description = "One JSON document on standard output, as --format json" };
        var command = new Command("plan", "Write a request as tasks in order, each with a prompt, a done-check and a model") { text, format, host, config, json };
        command.SetAction(parsed => Run(parsed.GetValue(text), parsed.GetValue(host), ConfigurationFile.Named(parsed.GetValue(config)), parsed.GetValue(json) ? "json" : parsed.GetValue(format)!, false, Console.Out, Console.Error));
        return command;
    }

    public static Option<string?> HostOption()
    {
        var host = new Option<string?>("--host") { Description = "The agent it is for (default: the one this runs in)" };
        host.CompletionSources.Add([.. KnownHosts.Ids]);
        return host;
    }

    /// <summary>What the user's and the repository's own files say; null when one cannot be used, and why was said.</summary>
    public static WorkPreferences? Wishes(Surroundings around, TextWriter errors)
    {
        if (HostDetection.Misnamed(around) is { } misnamed)
        {
            errors.WriteLine(misnamed);
        }

        var found = PreferenceFiles.Find(around);
        foreach (string line in found.Problem is { } problem ? [problem] : found.Warnings)
        {
            errors.WriteLine(line);
        }

        return found.Problem is null ? found.Preferences : null;
    }

    /// <param name="format">md, text or json.</param>
    public static int Run(string? text, string? hostName, string? config, string format, bool verbose, TextWriter output, TextWriter errors)
    {
        if (string.IsNullOrWhiteSpace(text))
        {
            errors.WriteLine("There is no text to plan. Write it in quotes: coderouter explain \"add a login page and test it\".");
            return ExitCode.Usage;
        }

        if (format is not ("md" or "text" or "json"))
        {
            errors.WriteLine($"--format {format} is not known. Use md, text or json.");
            return ExitCode.Usage;
        }

        var around = Surroundings.Here();
        if (Wishes(around, errors) is not { } wishes)
        {
            return ExitCode.Usage;
        }

        var host = hostName is null ? wishes.Choose(HostDetection.Detect(around).Host) : KnownHosts.Find(hostName);
        if (host is null)
        {
            errors.WriteLine($"{hostName} is no coding agent known here. Use one of {string.Join(", ", KnownHosts.Ids)}.");
            return ExitCode.Usage;
        }

        var catalog = ShippedCatalog.Load();
        Policy? policy = null;
        if (config is not null && (policy = ConfigurationFile.Load(config, catalog)?.Policy) is null)
        {
            return ExitCode.Usage;
        }

        var plan = new WorkPlanner(catalog, policy, wishes).Plan(text, host);
        switch (format)
        {
            case "json":
                output.WriteLine(PlanText.Json(plan));
                break;
            case "md":
                output.Write(PlanText.Markdown(plan));
                break;
            default:
                PlanText.Write(output, plan, verbose);
                break;
        }

        return ExitCode.Ok;
    }
}
