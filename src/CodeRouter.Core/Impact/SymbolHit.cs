namespace CodeRouter.Core.Impact;

/// <summary>A definition found, and where.</summary>
/// <param name="Score">Higher is more relevant; comparable within one answer only.</param>
public sealed record SymbolHit(string Name, DefinitionKind Kind, string Path, int Line, double Score);
