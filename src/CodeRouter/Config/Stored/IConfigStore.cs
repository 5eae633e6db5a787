namespace CodeRouter.Config.Stored;

/// <summary>
/// Where the part of the configuration is kept that people edit in the dashboard or over the API: channels, models, model groups,
/// signals, decisions and single settings, each a row; and every version there has been. Changes by another process are noticed by the
/// generation.
/// </summary>
public interface IConfigStore
{
    /// <summary>Grows with every change. Cheap: asked once a second.</summary>
    long Generation();

    /// <summary>By section and name.</summary>
    IReadOnlyList<StoredEntry> Load();

    /// <summary>All edits and the version they make, in one transaction. False, and nothing done, where a row is not as it was seen.</summary>
    /// <param name="version">Its number is given by the store.</param>
    bool Apply(IReadOnlyList<EntryEdit> edits, ConfigVersion version);

    /// <summary>Newest first, without entries and text.</summary>
    IReadOnlyList<ConfigVersion> Versions(int limit, int offset);

    ConfigVersion? Version(long number);
}

/// <summary>One row: what it is, as JSON in the shape of the file's, credentials sealed.</summary>
/// <param name="Revision">1 when new, and grows with each change: who changes it says which one was seen.</param>
public sealed record StoredEntry(string Section, string Name, string Json, long Revision, DateTimeOffset ChangedAt, string ChangedBy);

/// <summary>A change of one row.</summary>
/// <param name="Json">Null removes the row.</param>
/// <param name="Seen">The revision the change was made from; 0 says there was no row, null takes whatever there is.</param>
public sealed record EntryEdit(string Section, string Name, string? Json, long? Seen);

/// <summary>The configuration as it was from one change to the next.</summary>
/// <param name="Entries">The rows as JSON, credentials sealed: what a rollback brings back. Empty in lists.</param>
/// <param name="Text">The whole configuration in force, file and rows together, credentials masked. Empty in lists.</param>
public sealed record ConfigVersion(long Number, DateTimeOffset At, string Actor, string Summary, string Entries, string Text);
