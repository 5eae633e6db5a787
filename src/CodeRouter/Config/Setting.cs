namespace CodeRouter.Config;

/// <summary>One key of the configuration.</summary>
/// <param name="Path"><c>[]</c> stands for each item of a list, <c>*</c> for any name.</param>
/// <param name="Type">What is written there, for people.</param>
/// <param name="Default">What holds when it is absent; empty where that is nothing.</param>
/// <param name="Open">Everything below is kept as written and read by the part that it is for.</param>
/// <param name="Dialect">A key of the semantic router's dialects, accepted so that their files load.</param>
public sealed record Setting(string Path, string Type, string Default, string Description, bool Open = false, bool Dialect = false);
