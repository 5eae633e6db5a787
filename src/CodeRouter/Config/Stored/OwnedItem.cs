using System.Text.Json.Nodes;

namespace CodeRouter.Config.Stored;

/// <summary>Who owns a setting: the file, the database, or the program, which found it.</summary>
public enum ConfigOwner : byte { File, Database, Found }

/// <summary>An item of a section as people see it.</summary>
/// <param name="Json">Credentials masked.</param>
/// <param name="Revision">Of its row; 0 where the database has none.</param>
/// <param name="Shadows">The file has an item of that name too, which is not used.</param>
/// <param name="Removed">The row says that the file's item is not used.</param>
/// <param name="Line">Where it stands in the file; 0 where it does not.</param>
public sealed record OwnedItem(
    string Name, JsonObject Json, ConfigOwner Owner, long Revision, bool Shadows, bool Removed, DateTimeOffset? ChangedAt, string? ChangedBy, int Line);

public enum ConfigOutcomeKind : byte { Done, Invalid, Stale, Missing }

/// <summary>What came of a change.</summary>
/// <param name="Problems">Errors that kept it from being made, or warnings about what was.</param>
public sealed record ConfigOutcome(ConfigOutcomeKind Kind, IReadOnlyList<ConfigProblem> Problems);
