using System.Collections.Concurrent;
using System.Net;
using Microsoft.AspNetCore.Hosting.Server;
using Microsoft.AspNetCore.Hosting.Server.Features;
using Microsoft.AspNetCore.Server.Kestrel.Core;

namespace CodeRouter.Upstreams.Simulated;

/// <summary>
/// A server on loopback that speaks the four dialects as the real services do, made-up models behind it. A model's name
/// scripts what happens (see <see cref="Script"/>); <see cref="SimulatedOptions.Answers"/> scripts what it says.
/// </summary>
public sealed class SimulatedProvider : IAsyncDisposable
{
    private readonly ConcurrentQueue<SimulatedRequest> _requests = new();
    private readonly SimulatedOptions _options;
    private WebApplication? _app;

    public SimulatedProvider(SimulatedOptions? options = null) => _options = options ?? new();

    /// <summary>Scheme, host and port, without a path. Only after <see cref="StartAsync"/>.</summary>
    public Uri BaseUri { get; private set; } = new("http://127.0.0.1/");

    /// <summary>Everything received so far except bench traffic, in order of arrival.</summary>
    public IReadOnlyList<SimulatedRequest> Requests => [.. _requests];

    public void Forget() => _requests.Clear();

    public async Task<Uri> StartAsync(CancellationToken cancel = default)
    {
        // The empty builder: no configuration files, no environment, no log, nothing that the surrounding program could disturb.
        var builder = WebApplication.CreateEmptyBuilder(new WebApplicationOptions());
        builder.WebHost.UseKestrelCore().ConfigureKestrel(Configure);
        builder.Services.AddSingleton<IHostLifetime, NoSignals>();
        _app = builder.Build();
        var handler = new SimulatedHandler(_options, request => _requests.Enqueue(request));
        _app.Run(handler.HandleAsync);
        await _app.StartAsync(cancel);
        BaseUri = new Uri(_app.Services.GetRequiredService<IServer>().Features.Get<IServerAddressesFeature>()!.Addresses.First());
        return BaseUri;
    }

    public async ValueTask DisposeAsync()
    {
        if (_app is { } app)
        {
            _app = null;
            // Stalled streams would hold the stop for its whole grace: they are cut.
            using var now = new CancellationTokenSource(TimeSpan.FromMilliseconds(200));
            await app.StopAsync(now.Token);
            await app.DisposeAsync();
        }
    }

    private void Configure(KestrelServerOptions kestrel)
    {
        kestrel.Listen(IPAddress.Loopback, _options.Port);
        kestrel.AddServerHeader = false;
        kestrel.Limits.MaxRequestBodySize = null;
        kestrel.Limits.MinRequestBodyDataRate = null;
        kestrel.Limits.MinResponseDataRate = null;
        kestrel.Limits.MaxRequestHeadersTotalSize = 256 * 1024;
    }

    /// <summary>SIGTERM and Ctrl+C belong to the program this server lives in.</summary>
    private sealed class NoSignals : IHostLifetime
    {
        public Task WaitForStartAsync(CancellationToken cancellationToken) => Task.CompletedTask;

        public Task StopAsync(CancellationToken cancellationToken) => Task.CompletedTask;
    }
}
