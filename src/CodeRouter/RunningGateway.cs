using System.Net;
using CodeRouter.Config;
using CodeRouter.Config.Stored;
using CodeRouter.Gateway;
using CodeRouter.Ledger;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;

namespace CodeRouter;

/// <summary>What a gateway is started with.</summary>
public sealed record GatewayOptions
{
    public required Settings Settings { get; init; }

    /// <summary>Where the settings come from, so that they can be read again and edited; null where the program made them.</summary>
    public ConfigOrigin? Origin { get; init; }

    /// <summary>Folder of the ledger, the journal and the keys.</summary>
    public required string DataFolder { get; init; }

    public string? CatalogDate { get; init; }

    public LogLevel LogLevel { get; init; } = LogLevel.Warning;

    /// <summary>Log lines are JSON.</summary>
    public bool LogAsJson { get; init; }

    /// <summary>Signals belong to the program around it (demo, tests) rather than to the gateway.</summary>
    public bool IgnoresSignals { get; init; }

    /// <summary>How long running answers may go on after a stop was asked for.</summary>
    public TimeSpan Drain { get; init; } = TimeSpan.FromSeconds(60);
}

/// <summary>A gateway that answers: its addresses, its state, and how to stop it.</summary>
/// <param name="beside">What works beside the requests; ended once the books are closed.</param>
public sealed class RunningGateway(WebApplication app, GatewayState state, LedgerWriter ledger, ConfigDesk configuration, IAsyncDisposable alerts, IReadOnlyList<IAsyncDisposable> beside, IReadOnlyList<IDisposable> owned, string? setupToken, bool requiresKeys) : IAsyncDisposable
{
    /// <summary>Addresses it listens on, ports filled in.</summary>
    public IReadOnlyList<string> Addresses { get; } = [.. app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses];

    public GatewayState State { get; } = state;

    /// <summary>The configuration in force, and where it is changed.</summary>
    public ConfigDesk Configuration { get; } = configuration;

    /// <summary>Shown once, at the first start that requires keys; null else.</summary>
    public string? SetupToken { get; } = setupToken;

    public bool RequiresKeys { get; } = requiresKeys;

    public LedgerWriter Ledger { get; } = ledger;

    /// <summary>Ends when a signal asks for it, after running answers were drained.</summary>
    /// <param name="hurry">Cuts the answers that still run.</param>
    public async Task WaitForShutdownAsync(CancellationToken hurry = default)
    {
        var asked = new TaskCompletionSource(TaskCreationOptions.RunContinuationsAsynchronously);
        await using (app.Lifetime.ApplicationStopping.Register(() => asked.TrySetResult()))
        {
            await asked.Task;
        }

        await app.StopAsync(hurry);
    }

    public async ValueTask DisposeAsync()
    {
        await app.StopAsync();
        await app.DisposeAsync();
        await alerts.DisposeAsync();
        await Ledger.DisposeAsync();
        foreach (var one in beside)
        {
            await one.DisposeAsync();
        }

        foreach (var one in owned)
        {
            one.Dispose();
        }
    }
}
