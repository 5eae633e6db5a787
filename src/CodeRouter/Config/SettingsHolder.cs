namespace CodeRouter.Config;

/// <summary>
/// The settings in force. Whoever reloads compiles first, and one reference is swapped after: a broken file never comes here, and a request
/// keeps the settings it began with.
/// </summary>
public sealed class SettingsHolder
{
    private readonly Lock _swap = new();
    private Settings _current;

    public SettingsHolder(Settings initial) => _current = initial with { Generation = Math.Max(1, initial.Generation) };

    /// <summary>Raised after each swap, outside the lock, with the old and the new settings.</summary>
    public event Action<Settings, Settings>? Changed;

    public Settings Current => Volatile.Read(ref _current);

    public int Generation => Current.Generation;

    public void Replace(Settings next)
    {
        Settings old;
        lock (_swap)
        {
            old = _current;
            next = next with { Generation = old.Generation + 1 };
            Volatile.Write(ref _current, next);
        }

        Changed?.Invoke(old, next);
    }
}
