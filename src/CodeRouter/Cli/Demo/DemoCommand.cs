using CodeRouter.Upstreams.Simulated;
using Spectre.Console;

namespace CodeRouter.Cli.Demo;

/// <summary><c>coderouter demo</c>: simulated providers, a gateway in front of them, and a coding session through it.</summary>
public static class DemoCommand
{
    /// <summary>Plays the session. Returns 0, or 1 when it could not be played to its end.</summary>
    /// <param name="start">Starts the gateway; it is stopped when the demo ends.</param>
    public static async Task<int> RunAsync(DemoOptions options, DemoGatewayStarter start, TextWriter output, TextWriter errors, CancellationToken cancel)
    {
        var models = new DemoModels();
        await using var provider = new SimulatedProvider(new SimulatedOptions { Answers = models.Answer, Mishap = models.Mishap, TimeScale = options.TimeScale, Record = false });
        await using var gateway = await start(DemoConfiguration.Yaml(await provider.StartAsync(cancel)), cancel);
        using var client = new HttpClient(new SocketsHttpHandler { UseProxy = false }) { BaseAddress = gateway.BaseUri, Timeout = TimeSpan.FromMinutes(2) };
        var view = View(options, output, errors);
        view.Begin(gateway.BaseUri);
        var steps = new List<DemoStep>();
        DemoSession? session = null;
        try
        {
            await view.WatchAsync(show =>
            {
                session = new DemoSession(client, models, step =>
                {
                    steps.Add(step);
                    show(step);
                });
                return session.PlayAsync(Story.Episodes, cancel);
            });
        }
        catch (Exception e) when (e is DemoFailure or HttpRequestException or IOException)
        {
            await errors.WriteLineAsync("The demo cannot go on: " + e.Message);
            return 1;
        }

        var totals = new DemoTotals(steps, session!.Tasks);
        view.End(totals);
        if (options.Json)
        {
            await output.WriteLineAsync(totals.ToJson());
        }

        if (!options.Exit)
        {
            await errors.WriteLineAsync(DemoWords.StaysUp(gateway.BaseUri));
            await UntilAsync(cancel);
        }

        return 0;
    }

    private static IDemoView View(DemoOptions options, TextWriter output, TextWriter errors)
    {
        if (options.Json)
        {
            return new PlainView(errors);
        }

        return Console.IsOutputRedirected || !ReferenceEquals(output, Console.Out) || !AnsiConsole.Profile.Capabilities.Interactive
            ? new PlainView(output)
            : new LiveView(AnsiConsole.Console);
    }

    private static async Task UntilAsync(CancellationToken cancel)
    {
        try
        {
            await Task.Delay(Timeout.Infinite, cancel);
        }
        catch (OperationCanceledException)
        {
            // The user has seen enough.
        }
    }
}
