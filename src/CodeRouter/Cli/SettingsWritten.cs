namespace CodeRouter.Cli;

/// <summary>What <c>setup</c> and <c>hooks</c> did to an agent's settings, as their <c>--json</c>.</summary>
/// <param name="host">The agent's id.</param>
internal sealed class SettingsWritten(string host)
{
    private readonly List<(string Path, bool Changed, string? Backup, string? Content)> _files = [];

    /// <summary>What else has to be done or known, a line each.</summary>
    public StringWriter Notes { get; } = new() { NewLine = "\n" };

    public bool Changed { get; set; }

    public void Wrote(string path, bool changed, string? backup)
    {
        Changed |= changed;
        _files.Add((path, changed, backup, null));
    }

    public void Shows(string path, string content) => _files.Add((path, false, null, content));

    /// <summary><c>{"host","changed","files":[{"path","changed","backup"|"content"}],"notes":[…]}</c>; the content only where nothing was to be written.</summary>
    public override string ToString() => JsonLine.Of(json =>
    {
        json.WriteString("host"u8, host);
        json.WriteBoolean("changed"u8, Changed);
        json.WriteStartArray("files"u8);
        foreach (var (path, changed, backup, content) in _files)
        {
            json.WriteStartObject();
            json.WriteString("path"u8, path);
            json.WriteBoolean("changed"u8, changed);
            json.WriteString(content is null ? "backup"u8 : "content"u8, content ?? backup);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        json.WriteStartArray("notes"u8);
        foreach (string note in Notes.ToString().Split('\n', StringSplitOptions.RemoveEmptyEntries))
        {
            json.WriteStringValue(note.Trim());
        }

        json.WriteEndArray();
    });
}
