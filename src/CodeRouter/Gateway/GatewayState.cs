using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>Settings and what was built from them: one immutable whole. A request keeps the one it began with.</summary>
public sealed class GatewaySnapshot(Settings settings, ChannelSet channels, KeyRing keys, TimeProvider clock)
{
    private static readonly TimeSpan HealthLasts = TimeSpan.FromMilliseconds(100);
    private (long At, IReadOnlyDictionary<string, ModelHealth> Models) _health = (0, new Dictionary<string, ModelHealth>(StringComparer.Ordinal));

    public Settings Settings { get; } = settings;

    public ChannelSet Channels { get; } = channels;

    public Admission Admission { get; } = new(keys, settings);

    public HostGuard Hosts { get; } = new(settings);

    /// <summary>Health by model: a model is available while any of its channels is. Gathered at most every tenth of a second.</summary>
    public IReadOnlyDictionary<string, ModelHealth> Health
    {
        get
        {
            var known = _health;
            if (known.At != 0 && clock.GetElapsedTime(known.At) < HealthLasts)
            {
                return known.Models;
            }

            var models = new Dictionary<string, ModelHealth>(Settings.Policy.Models.Count, StringComparer.Ordinal);
            foreach (var model in Settings.Policy.Models)
            {
                models[model.Name] = HealthOf(model);
            }

            _health = (clock.GetTimestamp(), models);
            return models;
        }
    }

    /// <summary>The same, but of these cooling models the one with the channel that is ready soonest counts as available.</summary>
    public IReadOnlyDictionary<string, ModelHealth> HealthWithSoonest(IEnumerable<string> cooling)
    {
        var health = new Dictionary<string, ModelHealth>(Health, StringComparer.Ordinal);
        string? soonest = cooling.MinBy(model => Channels.For(model).Select(c => c.Health.CoolFor).DefaultIfEmpty(TimeSpan.MaxValue).Min());
        if (soonest is not null && health.TryGetValue(soonest, out var known))
        {
            health[soonest] = known with { Available = true };
        }

        return health;
    }

    private ModelHealth HealthOf(ModelCard model)
    {
        bool available = false;
        double? latency = null;
        double errors = 1;
        foreach (var channel in Channels.For(model.Name))
        {
            available |= !channel.Health.IsCooling;
            errors = Math.Min(errors, channel.Health.ErrorRate);
            latency = latency is { } known && channel.Health.LatencyMs is { } ms ? Math.Min(known, ms) : latency ?? channel.Health.LatencyMs;
        }

        return new ModelHealth(available, latency, available ? errors : 1);
    }
}

/// <summary>The gateway's current snapshot, swapped whole on reload.</summary>
public sealed class GatewayState(Settings settings, UpstreamOrigins origins, KeyRing keys, TimeProvider clock)
{
    private GatewaySnapshot _current = new(settings, ChannelSet.Build(settings, origins, clock), keys, clock);

    public GatewaySnapshot Current => Volatile.Read(ref _current);

    /// <summary>Routing is paused: callers' models are used as asked.</summary>
    public bool Paused { get; set; }

    /// <summary>Raised after a reload took effect, with the new settings.</summary>
    public event Action<Settings>? Replaced;

    public void Replace(Settings next)
    {
        Volatile.Write(ref _current, new GatewaySnapshot(next, ChannelSet.Build(next, origins, clock, Current.Channels), keys, clock));
        Replaced?.Invoke(next);
    }
}
