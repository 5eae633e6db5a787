using CodeRouter.Core.Conversations;
using CodeRouter.Core.Findings;

namespace CodeRouter.Guards;

/// <summary>A finding at its place in a piece of a request body.</summary>
/// <param name="Kind">Credential or personal data.</param>
/// <param name="Type">Which.</param>
/// <param name="Raw">Its bytes, from the start of the piece.</param>
/// <param name="Signed">It stands in a block that must not be edited.</param>
/// <param name="FromTool">A tool said it.</param>
public readonly record struct Sighting(FindingKind Kind, string Type, Slice Raw, bool Signed, bool FromTool);
