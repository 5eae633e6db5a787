namespace CodeRouter.Config;

/// <summary>
/// Tells when the file's content has changed. Editors replace files, orchestrators swap links, and network folders send no events
/// at all: so the folder's events only wake a look at the content, and a slow clock does the same. Content counts once two looks in a row
/// found it, so that no half of a file is taken; waiting for the folder to be quiet would be for ever where a log is written beside it.
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
    private string? _seen;
    private bool _awake;
    private bool _closed;

    /// <param name="path">The file.</param>
    /// <param name="known">What was read of it: what was written since is a change, however long the start took.</param>
    /// <param name="changed">Receives the new text, one call at a time. What it throws is its own affair: it must not.</param>
    public ConfigWatcher(string path, string? known, Action<string> changed)
    {
        _path = Path.GetFullPath(path);
        _changed = changed;
        _known = known;
        _look = new Timer(_ => Look(), state: null, Timeout.InfiniteTimeSpan, Timeout.InfiniteTimeSpan);
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

        _look.Change(Patience, Patience);
        TakeNow(evenUnchanged: false);
    }

    /// <summary>Looks now: for SIGHUP, which means "reload" even when nothing seems to have changed.</summary>
    public void Trigger() => TakeNow(evenUnchanged: true);

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
        // One look for all the events of a while: a folder may send thousands a second.
        if (!Interlocked.Exchange(ref _awake, true))
        {
            LookIn(Settle);
        }
    }

    private void LookIn(TimeSpan time)
    {
        try
        {
            _look.Change(time, Patience);
        }
        catch (ObjectDisposedException)
        {
            // A late event after the end.
        }
    }

    private void Look()
    {
        Volatile.Write(ref _awake, false);
        lock (_looking)
        {
            if (_closed || Read() is not { } text || string.Equals(text, _known, StringComparison.Ordinal))
            {
                _seen = null;
            }
            else if (string.Equals(text, _seen, StringComparison.Ordinal))
            {
                Take(text);
            }
            else
            {
                _seen = text;
                LookIn(Settle);
            }
        }
    }

    private void TakeNow(bool evenUnchanged)
    {
        lock (_looking)
        {
            if (!_closed && Read() is { } text && (evenUnchanged || !string.Equals(text, _known, StringComparison.Ordinal)))
            {
                Take(text);
            }
        }
    }

    private void Take(string text)
    {
        (_known, _seen) = (text, null);
        _changed(text);
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
