using CodeRouter.Core.Impact;

namespace CodeRouter.CodeGraph;

/// <summary>Everything the graph knows of a file, spelt out.</summary>
public sealed record FileReading(string Path, CodeLanguage Language, IReadOnlyList<Definition> Definitions, IReadOnlyList<ImportReading> Imports, IReadOnlyList<ReferenceReading> References, bool IsTest);

/// <param name="To">The file, or the folder of a package, inside the repository; null when it is outside.</param>
public sealed record ImportReading(string Text, int Line, string? To);

/// <param name="To">The file that defines it; null when that is not sure.</param>
/// <param name="Within">The definition it stands in; null at the top of the file.</param>
public sealed record ReferenceReading(string Name, int Line, string? To, string? Within);
