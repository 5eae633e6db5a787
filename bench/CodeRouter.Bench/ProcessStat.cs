using System.Globalization;

namespace CodeRouter.Bench;

/// <summary>What the kernel says about a process and its children.</summary>
internal static class ProcessStat
{
    // USER_HZ is 100 on every Linux that .NET runs on.
    private const double SecondsPerTick = 0.01;

    /// <summary>The process and those it started, such as nginx's workers.</summary>
    public static IReadOnlyList<int> Family(int pid)
    {
        var family = new List<int> { pid };
        foreach (string folder in Directory.EnumerateDirectories("/proc"))
        {
            if (int.TryParse(Path.GetFileName(folder), CultureInfo.InvariantCulture, out int other) && Fields(other) is { } fields && int.Parse(fields[1], CultureInfo.InvariantCulture) == pid)
            {
                family.Add(other);
            }
        }

        return family;
    }

    /// <summary>User and system time so far, in seconds.</summary>
    public static double Cpu(IEnumerable<int> pids) =>
        pids.Sum(pid => Fields(pid) is { } f ? (long.Parse(f[11], CultureInfo.InvariantCulture) + long.Parse(f[12], CultureInfo.InvariantCulture)) * SecondsPerTick : 0);

    /// <summary>User and system time of a server and its children so far, those that have ended included, in seconds.</summary>
    public static double CpuOfServer(int pid) =>
        Cpu(Family(pid)) + (Fields(pid) is { } f ? (long.Parse(f[13], CultureInfo.InvariantCulture) + long.Parse(f[14], CultureInfo.InvariantCulture)) * SecondsPerTick : 0);

    /// <summary>Resident set in megabytes now.</summary>
    public static double ResidentMb(IEnumerable<int> pids) => pids.Sum(pid => Status(pid, "VmRSS:"));

    private static double Status(int pid, string name)
    {
        try
        {
            string line = File.ReadLines($"/proc/{pid}/status").FirstOrDefault(l => l.StartsWith(name, StringComparison.Ordinal)) ?? "";
            string[] words = line.Split((char[])['\t', ' '], StringSplitOptions.RemoveEmptyEntries);
            return words.Length > 1 ? double.Parse(words[1], CultureInfo.InvariantCulture) / 1024 : 0;
        }
        catch (IOException)
        {
            return 0;
        }
    }

    // Behind the name in brackets, which may hold spaces: state, parent, ... the twelfth and thirteenth are the times.
    private static string[]? Fields(int pid)
    {
        try
        {
            string stat = File.ReadAllText($"/proc/{pid}/stat");
            return stat[(stat.LastIndexOf(')') + 2)..].Split(' ');
        }
        catch (IOException)
        {
            return null;
        }
    }
}
