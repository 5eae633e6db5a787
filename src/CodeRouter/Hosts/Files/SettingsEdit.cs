namespace CodeRouter.Hosts.Files;

/// <summary>One value to be set in a settings file.</summary>
/// <param name="Path">Names from the root down; one for a file without nesting.</param>
/// <param name="Value">The text meant, or raw JSON where <paramref name="IsRaw"/>.</param>
public sealed record SettingsEdit(IReadOnlyList<string> Path, string Value, bool IsRaw = false);

/// <summary>A format of settings files. Texts in and out; everything that is not edited stays as it was.</summary>
public interface ISettingsFormat
{
    /// <summary>The text with all values set. Throws <see cref="FormatException"/>, ending in what is wrong, for a text that is broken or that cannot hold them.</summary>
    string Apply(string text, IReadOnlyList<SettingsEdit> edits);

    /// <summary>The value at a path in one spelling, however it is laid out; null where there is none. Throws as <see cref="Apply"/> does.</summary>
    string? Value(string text, IReadOnlyList<string> path);

    /// <summary>The text with what <paramref name="before"/> has at a path, which may be nothing: then what held only that goes too, unless it stood there before.</summary>
    string Restore(string text, IReadOnlyList<string> path, string before);
}
