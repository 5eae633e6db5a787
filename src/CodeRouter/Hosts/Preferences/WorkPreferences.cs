using CodeRouter.Core.Tasks;
using CodeRouter.Hosts.Planning;

namespace CodeRouter.Hosts.Preferences;

public enum RoutingPreference : byte { Balanced, Cost, Quality }

/// <summary>What a person or a repository wants of plans and runs; null and empty where nothing was said.</summary>
public sealed record WorkPreferences
{
    public static WorkPreferences None { get; } = new();

    /// <summary>The agent, whatever was seen.</summary>
    public string? Host { get; init; }

    /// <summary>The agent where none was recognised.</summary>
    public string? DefaultHost { get; init; }

    public RoutingPreference Preference { get; init; }

    /// <summary>False: models are advice only, even where the agent could be told.</summary>
    public bool AllowSwitch { get; init; } = true;

    /// <summary>Command that judges a run.</summary>
    public string? Verify { get; init; }

    public decimal? BudgetUsd { get; init; }

    /// <summary>The class of model for a type of task.</summary>
    public IReadOnlyDictionary<TaskType, CapabilityClass> Classes { get; init; } = new Dictionary<TaskType, CapabilityClass>();

    /// <summary>The model for a class, as the agent spells it.</summary>
    public IReadOnlyDictionary<CapabilityClass, string> Models { get; init; } = new Dictionary<CapabilityClass, string>();

    /// <summary>The class a task gets: what was said of its type, else the usual one moved by the preference.</summary>
    public CapabilityClass ClassFor(TaskType type, CapabilityClass usual) => Classes.TryGetValue(type, out var said) ? said : Preference switch
    {
        RoutingPreference.Cost => usual switch
        {
            CapabilityClass.DeepReasoning or CapabilityClass.Coding => CapabilityClass.Balanced,
            _ => CapabilityClass.Fast,
        },
        RoutingPreference.Quality => usual switch
        {
            CapabilityClass.Coding => CapabilityClass.DeepReasoning,
            CapabilityClass.Balanced => CapabilityClass.Coding,
            CapabilityClass.Fast => CapabilityClass.Balanced,
            _ => usual,
        },
        _ => usual,
    };

    /// <summary>The agent as it may be used here.</summary>
    public HostFacts Limit(HostFacts host) => AllowSwitch ? host : host with { Capabilities = host.Capabilities with { DynamicSwitch = false } };

    /// <summary>The agent that is meant: named outright, else what was seen, else the one to take where nothing was.</summary>
    public HostFacts Choose(HostFacts seen) =>
        (Host is not null ? KnownHosts.Find(Host) : seen.Id == KnownHosts.None && DefaultHost is not null ? KnownHosts.Find(DefaultHost) : null) ?? seen;
}
