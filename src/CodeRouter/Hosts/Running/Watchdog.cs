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
    private const string Wait = "trap '' INT HUP TERM QUIT; read -r ended || kill -s KILL -- \"-$1\" 2>/dev/null || kill -s KILL \"$1\" 2>/dev/null";
    private readonly Process? _shell;

    private Watchdog(Process? shell) => _shell = shell;

    /// <param name="process">What is watched over: a process, and the group it leads.</param>
    /// <param name="grouping">Program that starts another in a group of its own, so that a signal to ours leaves it; null where there is none.</param>
    public static Watchdog Over(int process, string? grouping)
    {
        if (OperatingSystem.IsWindows())
        {
            return new Watchdog(null);
        }

        var start = new ProcessStartInfo(grouping ?? "/bin/sh") { RedirectStandardInput = true, UseShellExecute = false };
        foreach (string argument in (IEnumerable<string>)[.. grouping is null ? (string[])[] : ["/bin/sh"], "-c", Wait, "coderouter-watchdog", process.ToString(CultureInfo.InvariantCulture)])
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

    public void Dispose()
    {
        try
        {
            _shell?.StandardInput.WriteLine("ended");
            _shell?.StandardInput.Close();
        }
        catch (IOException)
        {
            // Somebody has ended it.
        }

        _shell?.Dispose();
    }
}
