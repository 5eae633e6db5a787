using System.Diagnostics;
using System.Globalization;

namespace CodeRouter.Hosts.Running;

/// <summary>Copies of repositories whose run was killed before it could remove them. Each copy says which process it belongs to.</summary>
public static class KilledRuns
{
    public const string Prefix = "coderouter-run-";
    private const string Owner = "owner";

    // A process id is given again; the time at which a process began is told with some tolerance.
    private static readonly TimeSpan SameStart = TimeSpan.FromSeconds(3);
    private static readonly TimeSpan Nameless = TimeSpan.FromHours(1);

    /// <summary>Notes that a copy belongs to this process.</summary>
    public static void Own(DirectoryInfo place)
    {
        using var self = Process.GetCurrentProcess();
        File.WriteAllText(Path.Combine(place.FullName, Owner), string.Create(CultureInfo.InvariantCulture, $"{self.Id} {self.StartTime.ToUniversalTime().Ticks}"));
    }

    /// <summary>Removes what killed runs have left; what was removed, and what could not be.</summary>
    public static (IReadOnlyList<string> Removed, IReadOnlyList<string> Left) Remove()
    {
        List<string> removed = [], left = [];
        foreach (var place in new DirectoryInfo(Path.GetTempPath()).EnumerateDirectories(Prefix + "*").Where(static d => d.LinkTarget is null && IsMine(d) && IsOrphan(d)))
        {
            (Delete(place) ? removed : left).Add(place.FullName);
        }

        return (removed, left);
    }

    /// <summary>Deletes a copy whole; false when something of it stays.</summary>
    public static bool Delete(DirectoryInfo place)
    {
        try
        {
            foreach (var file in place.EnumerateFiles("*", new EnumerationOptions { RecurseSubdirectories = true, AttributesToSkip = FileAttributes.ReparsePoint }))
            {
                // Git writes its objects read-only, which Windows will not delete.
                file.Attributes = FileAttributes.Normal;
            }

            place.Delete(recursive: true);
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    // On a machine of many everybody's copies lie in the same place, and another's cannot even be looked into. Only who owns a folder may
    // set its mode, be it to what it is.
    private static bool IsMine(DirectoryInfo place)
    {
        if (OperatingSystem.IsWindows())
        {
            return true;
        }

        try
        {
            File.SetUnixFileMode(place.FullName, File.GetUnixFileMode(place.FullName));
            return true;
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return false;
        }
    }

    private static bool IsOrphan(DirectoryInfo place)
    {
        try
        {
            string file = Path.Combine(place.FullName, Owner);
            if (!File.Exists(file))
            {
                return DateTime.UtcNow - place.LastWriteTimeUtc > Nameless;
            }

            string[] words = File.ReadAllText(file).Split(' ');
            return words is [var id, var ticks] && int.TryParse(id, CultureInfo.InvariantCulture, out int process) && long.TryParse(ticks, CultureInfo.InvariantCulture, out long began) && !Lives(process, began);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // It was removed meanwhile.
            return false;
        }
    }

    private static bool Lives(int process, long began)
    {
        try
        {
            using var found = Process.GetProcessById(process);
            return (found.StartTime.ToUniversalTime() - new DateTime(began, DateTimeKind.Utc)).Duration() < SameStart;
        }
        catch (Exception e) when (e is ArgumentException or InvalidOperationException)
        {
            return false;
        }
        catch (System.ComponentModel.Win32Exception)
        {
            // It may not be asked, so it is somebody else's: not the one that made this copy.
            return false;
        }
    }
}
