namespace CodeRouter.Cli.Demo;

/// <summary>A running gateway for the demo to talk to, over HTTP and nothing else.</summary>
public interface IDemoGateway : IAsyncDisposable
{
    Uri BaseUri { get; }
}

/// <summary>Starts a gateway on this configuration text (<see cref="DemoConfiguration"/>) and returns once it answers.</summary>
public delegate Task<IDemoGateway> DemoGatewayStarter(string yaml, CancellationToken cancel);

/// <param name="Exit">End after the session instead of staying up with the dashboard.</param>
/// <param name="Json">One JSON document on standard output and nothing else there.</param>
public sealed record DemoOptions(bool Exit, bool Json)
{
    /// <summary>Factor on the models' waiting times. A real day of this length is minutes of waiting for tokens; twelve times faster it plays in some ten seconds.</summary>
    internal double TimeScale { get; init; } = 0.08;
}
