namespace CodeRouter.Config;

/// <summary>
/// Tells when the file's content has changed. Editors replace files, orchestrators swap links, and network folders send no events
/// at all: so the folder's events only wake a look at the content, and a slow clock does the same.
/// </summary>
public sealed class ConfigWatcher : IDisposable
{
    private static readonly TimeSpan Settle = TimeSpan.FromMilliseconds(200);

    private static readonly TimeSpan Patience = TimeSpan.FromSeconds(5);

    private readonly string _path;
    private readonly Action<string> _changed;
    private readonly FileSystemWatcher? _events;
    private readonly Timer _look;
    private readonly Lock _looking = new();
    private string? _known;
    private bool _closed;

    /// <param name="path">The file.</param>
    /// <param name="known">What was read of it: what was written since is a change, however long the start took.</param>
    /// <param name="changed">Receives the new text, one call at a time. What it throws is its own affair: it must not.</param>
    public ConfigWatcher(string path, string? known, Action<string> changed)
    {
        _path = Path.GetFullPath(path);
        _changed = changed;
        _known = known;
        _look = new Timer(_ => Look(), state: null, Patience, Patience);
        try
        {
            _events = new FileSystemWatcher(Path.GetDirectoryName(_path)!);
            _events.Changed += OnEvent;
            _events.Created += OnEvent;
            _events.Deleted += OnEvent;
            _events.Renamed += OnEvent;
            _events.EnableRaisingEvents = true;
        }
        catch (Exception unavailable) when (unavailable is IOException or ArgumentException or PlatformNotSupportedException)
        {
            // No events here (too many watches, no such folder): the clock is enough.
            _events?.Dispose();
            _events = null;
        }

        Look();
    }

    /// <summary>Looks now: for SIGHUP, which means "reload" even when nothing seems to have changed.</summary>
    public void Trigger()
    {
        lock (_looking)
        {
            _known = null;
        }

        Look();
    }

    public void Dispose()
    {
        lock (_looking)
        {
            _closed = true;
        }

        _events?.Dispose();
        _look.Dispose();
    }

    private void OnEvent(object sender, FileSystemEventArgs happened)
    {
        try
        {
            // Saving is several events: look when they have settled.
            _look.Change(Settle, Patience);
        }
        catch (ObjectDisposedException)
        {
            // A late event after the end.
        }
    }

    private void Look()
    {
        lock (_looking)
        {
            if (_closed || Read() is not { } text || string.Equals(text, _known, StringComparison.Ordinal))
            {
                return;
            }

            _known = text;
            _changed(text);
        }
    }

    // A file that is gone or being written is not a change yet.
    private string? Read()
    {
        try
        {
            return new FileInfo(_path) is { Exists: true, Length: <= ConfigDocument.MaxCharacters * 4L } ? File.ReadAllText(_path) : null;
        }
        catch (Exception busy) when (busy is IOException or UnauthorizedAccessException)
        {
            return null;
        }
    }
}
