namespace CodeRouter.Cli.Demo;

/// <summary>The demo cannot go on: a request failed for good. The message is for the user.</summary>
public sealed class DemoFailure(string message) : Exception(message);
