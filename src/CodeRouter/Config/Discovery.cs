namespace CodeRouter.Config;

/// <summary>A provider or local server that a start without a configuration file found. Never carries a key.</summary>
/// <param name="Source">The environment variable that held the key, or the server's address.</param>
/// <param name="Models">Models routed among, best first.</param>
public sealed record FoundProvider(string Id, string Title, string Source, IReadOnlyList<string> Models);

/// <summary>Settings made without a file, and what they were made of.</summary>
public sealed record Discovery(Settings Settings, IReadOnlyList<FoundProvider> Found);
