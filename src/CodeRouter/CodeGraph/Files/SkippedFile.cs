namespace CodeRouter.CodeGraph.Files;

/// <summary>A file or folder that is not in the graph, and why.</summary>
public sealed record SkippedFile(string Path, string Reason);
