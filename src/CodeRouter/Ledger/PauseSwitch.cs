using System.Text.Json;

namespace CodeRouter.Ledger;

/// <summary>
/// Whether routing is paused, kept where the books are: the command line sets it, and every gateway over the same store obeys within
/// <see cref="Interval"/>, restarts included.
/// </summary>
public sealed class PauseSwitch(INoteStore notes, TimeProvider time) : IDisposable
{
    public static readonly TimeSpan Interval = TimeSpan.FromSeconds(0.5);

    private const string Name = "paused";
    private ITimer? _timer;
    private int _looking;

    /// <summary>Since when routing is paused; null while it routes.</summary>
    public DateTimeOffset? Since()
    {
        using var note = notes.Read(Name) is { } json ? JsonDocument.Parse(json) : null;
        return note?.RootElement.GetProperty("since") is { ValueKind: JsonValueKind.String } since ? since.GetDateTimeOffset() : null;
    }

    /// <summary>Pauses or resumes; false when it was so already.</summary>
    public bool Set(bool paused)
    {
        if (Since() is not null == paused)
        {
            return false;
        }

        var now = time.GetUtcNow();
        notes.Write(Name, ReportJson.Write(json =>
        {
            if (paused)
            {
                json.WriteString("since", now);
            }
            else
            {
                json.WriteNull("since");
            }
        }), now);
        return true;
    }

    /// <summary>Tells at once how it stands, and from now on whenever it may have changed.</summary>
    public void Watch(Action<bool> told)
    {
        told(Since() is not null);
        _timer ??= time.CreateTimer(_ => LookQuietly(told), null, Interval, Interval);
    }

    public void Dispose() => _timer?.Dispose();

    private void LookQuietly(Action<bool> told)
    {
        if (Interlocked.Exchange(ref _looking, 1) != 0)
        {
            // A look is under way, perhaps at a store that hangs: more of them would only take threads from requests.
            return;
        }

        try
        {
            told(Since() is not null);
        }
        catch (Exception e) when (e is System.Data.Common.DbException or IOException or JsonException)
        {
            // As it stood; the next look is a moment away, and health reports the database.
        }
        finally
        {
            Volatile.Write(ref _looking, 0);
        }
    }
}
