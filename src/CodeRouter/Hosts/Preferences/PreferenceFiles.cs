using System.Globalization;
using CodeRouter.Core.Tasks;
using CodeRouter.Hosts.Planning;

namespace CodeRouter.Hosts.Preferences;

/// <summary>Preferences as they are in force, with what was odd about the files and which were read.</summary>
/// <param name="Problem">Why a file cannot be used, with the remedy; null when all can.</param>
public sealed record FoundPreferences(WorkPreferences Preferences, IReadOnlyList<string> Files, IReadOnlyList<string> Warnings, string? Problem);

/// <summary>
/// <c>.coderouter.toml</c> or <c>.coderouter.yaml</c>, of the user in the home folder and of the repository from the current folder up; the
/// nearer one wins, key by key. <c>.routesmith.toml</c> is read where it stands.
/// </summary>
public static class PreferenceFiles
{
    private static readonly string[] Names = [".coderouter.toml", ".coderouter.yaml", ".coderouter.yml", ".routesmith.toml"];

    /// <summary>Keys of the neighbouring tool that mean what the environment or the gateway says here.</summary>
    private static readonly string[] Elsewhere =
    [
        "debug", "telemetry_enabled", "show_metrics", "save_routes", "routes_dir", "performance_routing_enabled", "performance_store_file", "performance_max_records", "performance_max_age_days",
        "context_window_limit", "autocompact_threshold", "max_spawn_depth", "policy_plugins", "default_mode",
    ];

    public static FoundPreferences Find(Surroundings around)
    {
        var warnings = new List<string>();
        var files = new List<string>();
        var found = WorkPreferences.None;
        foreach (string path in Paths(around))
        {
            try
            {
                foreach (var (name, value) in FlatSettings.Read(path))
                {
                    found = Set(found, name, value) ?? Odd(found, path, name, warnings);
                }

                files.Add(path);
            }
            catch (FormatException e)
            {
                return new FoundPreferences(WorkPreferences.None, files, warnings, $"{path} cannot be used: {e.Message.TrimEnd('.')}. Repair it, or move it away.");
            }
            catch (Exception e) when (e is IOException or UnauthorizedAccessException)
            {
                return new FoundPreferences(WorkPreferences.None, files, warnings, $"{path} cannot be read: {e.Message.TrimEnd('.')}. Make it readable, or move it away.");
            }
        }

        return new FoundPreferences(found, files, warnings, null);
    }

    // The farthest first, so that the nearest has the last word.
    private static List<string> Paths(Surroundings around)
    {
        var paths = new List<string>();
        for (var folder = new DirectoryInfo(around.Folder); folder is not null && folder.FullName != around.Home; folder = folder.Parent)
        {
            paths.InsertRange(0, In(folder.FullName));
            if (Path.Exists(Path.Combine(folder.FullName, ".git")))
            {
                break;
            }
        }

        paths.InsertRange(0, In(around.Home));
        return paths;
    }

    private static IEnumerable<string> In(string folder) => Names.Select(n => Path.Combine(folder, n)).Where(File.Exists).Reverse();

    private static WorkPreferences Odd(WorkPreferences found, string path, string name, List<string> warnings)
    {
        if (!Elsewhere.Contains(Bare(name), StringComparer.Ordinal))
        {
            warnings.Add($"{path}: {name} is not known and changes nothing. docs/hosts.md lists the keys.");
        }

        return found;
    }

    private static WorkPreferences? Set(WorkPreferences found, string name, string value)
    {
        string key = Bare(name);
        int dot = key.IndexOf('.', StringComparison.Ordinal);
        return (dot < 0 ? key : key[..dot]) switch
        {
            "host" or "forced_host" => found with { Host = Host(name, value) },
            "default_host" => found with { DefaultHost = Host(name, value) },
            "preference" or "routing_preference" => found with { Preference = Enum.TryParse<RoutingPreference>(value, ignoreCase: true, out var preference) && !char.IsAsciiDigit(value[0]) ? preference : throw new FormatException($"{name} is {value}; use balanced, cost or quality") },
            "allow_model_switch" => found with { AllowSwitch = bool.TryParse(value, out bool allowed) ? allowed : throw new FormatException($"{name} is {value}; use true or false") },
            "verify" => found with { Verify = value },
            "budget_usd" => found with { BudgetUsd = decimal.TryParse(value, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal usd) && usd > 0 ? usd : throw new FormatException($"{name} is {value}; use an amount above 0") },
            "classes" or "policy_overrides" when dot > 0 && Type(key[(dot + 1)..]) is { } type => found with { Classes = new Dictionary<TaskType, CapabilityClass>(found.Classes) { [type] = Class(name, value) } },
            "models" when dot > 0 => found with { Models = new Dictionary<CapabilityClass, string>(found.Models) { [Class(name, key[(dot + 1)..])] = value } },
            _ => null,
        };
    }

    private static string Bare(string name) => name.StartsWith("routesmith.", StringComparison.Ordinal) ? name["routesmith.".Length..] : name;

    private static string Host(string name, string value) => KnownHosts.Find(value)?.Id ?? throw new FormatException($"{name} is {value}; use one of {string.Join(", ", KnownHosts.Ids)}");

    private static TaskType? Type(string name)
    {
        foreach (var type in Enum.GetValues<TaskType>())
        {
            if (type.Name() == name)
            {
                return type;
            }
        }

        return null;
    }

    private static CapabilityClass Class(string name, string value)
    {
        foreach (var capability in Enum.GetValues<CapabilityClass>())
        {
            if (capability.Name() == value)
            {
                return capability;
            }
        }

        throw new FormatException($"{name}: {value} is no class of model; use deep_reasoning, coding, balanced or fast");
    }
}
