using CodeRouter.CodeGraph.Files;

namespace CodeRouter.CodeGraph;

/// <summary>What an update of a repository's graph did.</summary>
/// <param name="Repository">Its folder, absolute.</param>
/// <param name="Files">Source files in the graph.</param>
/// <param name="Symbols">Definitions in them.</param>
/// <param name="Edges">Pairs of files of which one uses the other.</param>
/// <param name="Updated">Files that were new, changed or of another time.</param>
/// <param name="Problem">Why the graph could not be kept; it still answers in this process.</param>
public sealed record IndexReport(string Repository, int Files, int Symbols, int Edges, TimeSpan Took, int Updated, IReadOnlyList<SkippedFile> Skipped, string? Problem);
