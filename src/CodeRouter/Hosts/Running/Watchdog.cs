using System.ComponentModel;
using System.Diagnostics;
using System.Globalization;

namespace CodeRouter.Hosts.Running;

/// <summary>
/// Ends a started program with all it started, should this one die without doing so (<c>kill -9</c>, out of memory): a shell waits at a pipe
/// that the system closes then. Nothing on Windows.
/// </summary>
/// <remarks>Linux could signal the child itself at its parent's death, but counts the thread that started it for the parent, and those come and go.</remarks>
internal sealed class Watchdog : IDisposable
{
    private const string Wait = "trap '' INT HUP TERM QUIT; read -r child || exit 0; read -r ended || kill -s KILL -- \"-$child\" 2>/dev/null || kill -s KILL \"$child\" 2>/dev/null";
    private readonly Process? _shell;
    private bool _watches;

    private Watchdog(Process? shell) => _shell = shell;

    /// <summary>Starts one that has nothing to watch over yet: it is there before the program is, so that no moment is left open.</summary>
    /// <param name="grouping">Program that starts another in a group of its own, so that a signal to ours leaves it; null where there is none.</param>
    public static Watchdog Start(string? grouping)
    {
        if (OperatingSystem.IsWindows())
        {
            return new Watchdog(null);
        }

        var start = new ProcessStartInfo(grouping ?? "/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (string argument in (IEnumerable<string>)[.. grouping is null ? (string[])[] : ["/bin/sh"], "-c", Wait, "coderouter-watchdog"])
        {
            start.ArgumentList.Add(argument);
        }

        try
        {
            return new Watchdog(Process.Start(start));
        }
        catch (Win32Exception)
        {
            // No shell: then it is as it would be without one.
            return new Watchdog(null);
        }
    }

    /// <param name="process">What is watched over: a process, and the group it leads.</param>
    public void Over(int process)
    {
        _watches = true;
        Say(process.ToString(CultureInfo.InvariantCulture));
    }

    public void Dispose()
    {
        if (_watches)
        {
            Say("ended");
        }

        _shell?.StandardInput.Close();
        _shell?.Dispose();
    }

    private void Say(string line)
    {
        try
        {
            _shell?.StandardInput.WriteLine(line);
        }
        catch (IOException)
        {
            // Somebody has ended it.
        }
    }
}
