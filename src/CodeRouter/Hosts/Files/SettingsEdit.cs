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
}
