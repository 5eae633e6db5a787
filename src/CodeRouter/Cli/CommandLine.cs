using System.CommandLine;

namespace CodeRouter.Cli;

/// <summary>Verb → command, nothing else.</summary>
public static class CommandLine
{
    public static async Task<int> RunAsync(string[] args)
    {
        Config.PluginFolder.Load(Environment.GetEnvironmentVariable(Config.PluginFolder.Variable));
        foreach (var plugin in Config.PluginFolder.Loaded.Where(static p => p.Problem is not null))
        {
            await Console.Error.WriteLineAsync($"plugin {plugin.File}: {plugin.Problem}");
        }

        // "coderouter help keys create" is how many programs are asked.
        args = args is ["help", .. var about] ? [.. about, "--help"] : args;
        var parsed = (args is [ServeCommand.Verb, ..] ? Rooted(ServeCommand.Build()) : Root()).Parse(args);
        if (parsed.Errors.Count > 0)
        {
            foreach (string line in Misread.Lines(parsed))
            {
                await Console.Error.WriteLineAsync(line);
            }

            return ExitCode.Usage;
        }

        try
        {
            return await parsed.InvokeAsync(new InvocationConfiguration { EnableDefaultExceptionHandler = false, ProcessTerminationTimeout = null });
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException or UnauthorizedAccessException)
        {
            // A disk that is full, a folder that may not be written, a database that went away: nothing a trace of calls would help with.
            await Console.Error.WriteLineAsync(Trouble.Of(e));
            return ExitCode.Failed;
        }
    }

    /// <summary>Every verb there is: help, documents and shell completion come from this list.</summary>
    public static RootCommand Root() => Rooted(
        ServeCommand.Build(),
        DemoVerb.Build(),
        CheckVerb.Build(),
        DoctorVerb.Build(),
        DetectHostVerb.Build(),
        SetupVerb.Build(),
        HooksVerb.Build(),
        StatusLineVerb.Build(),
        ClassifyVerb.Build(),
        ExplainVerb.Build(),
        PlanVerb.Build(),
        RunVerb.Build(),
        ReportVerb.Build(),
        StatsVerb.Build(),
        ServeStdioVerb.Build(),
        IndexVerb.Build(),
        ImpactVerb.Build(),
        KeysVerb.Build(),
        GroupsVerb.Build(),
        ChannelsVerb.Build(),
        BackupVerb.Build(),
        RestoreVerb.Build(),
        ForgetVerb.Build(),
        PauseVerbs.Pause(),
        PauseVerbs.Resume(),
        CatalogVerb.Build(),
        ImportVerb.Build(),
        MigrateVerb.Build(),
        ReplayCommand.Build(static path => ConfigurationFile.Load(path, Config.ShippedCatalog.Load())?.Policy),
        CompletionsVerb.Build(),
        CompletionsVerb.BuildManual(),
        SimulateVerb.Build());

    // What runs for months is put together alone: thirty other verbs with their options are time at its start, and stay in its memory.
    private static RootCommand Rooted(params ReadOnlySpan<Command> verbs)
    {
        var root = new RootCommand("CodeRouter: one base URL for coding agents. It sends each step to the cheapest model that will do.");
        foreach (var verb in verbs)
        {
            root.Add(verb);
            Name(verb);
        }

        return root;
    }

    // What stands behind an option in help, manual and page where its verb does not say: <FILE> tells more than <config>.
    private static void Name(Command command)
    {
        foreach (var option in command.Options.Where(static o => o.HelpName is null && o.ValueType != typeof(bool)))
        {
            option.HelpName = option.Name switch
            {
                "--config" or "--bundle" or "--jsonl" => "FILE",
                "--data" or "--repo" => "DIR",
                "--listen" => "ADDR:PORT",
                "--gateway" or "--url" => "URL",
                "--since" or "--expires" or "--forget" => "TIME",
                _ => Nullable.GetUnderlyingType(option.ValueType) is { IsPrimitive: true } || option.ValueType.IsPrimitive || option.Name.StartsWith("--budget", StringComparison.Ordinal) ? "N" : option.Name[(option.Name.LastIndexOf('-') + 1)..].ToUpperInvariant(),
            };
        }

        // To the library 2,5 is 25, with the comma between thousands: half of the world means two and a half.
        foreach (var amount in command.Options.Where(static o => (Nullable.GetUnderlyingType(o.ValueType) ?? o.ValueType) is var type && (type == typeof(decimal) || type == typeof(double))))
        {
            amount.Validators.Add(static result =>
            {
                if (result.Tokens is [.., { Value: var given }] && given.Contains(',', StringComparison.Ordinal))
                {
                    result.AddError(Misread.NoNumber(result.Option, given));
                }
            });
        }

        foreach (var within in command.Subcommands)
        {
            Name(within);
        }
    }
}

/// <summary>What the program's exit status says.</summary>
public static class ExitCode
{
    public const int Ok = 0;
    public const int Failed = 1;
    public const int Usage = 2;
}
