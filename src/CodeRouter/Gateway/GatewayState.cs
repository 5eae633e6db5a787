using CodeRouter.Access;
using CodeRouter.Config;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>Settings and what was built from them: one immutable whole. A request keeps the one it began with.</summary>
public sealed class GatewaySnapshot(Settings settings, ChannelSet channels, KeyRing keys, TimeProvider clock)
{
    private static readonly TimeSpan HealthLasts = TimeSpan.FromMilliseconds(100);
    private (long At, IReadOnlyDictionary<string, ModelHealth> Models) _health = (0, new Dictionary<string, ModelHealth>(StringComparer.Ordinal));

    public Settings Settings { get; } = settings;

    /// <summary>What was learnt of models' tokens: it changes, as nothing else here but what follows.</summary>
    public TokenCalibration Tokens { get; init; } = new();

    /// <summary>What was learnt of models' answers; it changes too.</summary>
    public AnswerLearning Habits { get; init; } = new();

    // Beside whatever else starts: nobody asks before the first step.
    private readonly Task<(string Name, byte[] Json)> _policy = Task.Run(() => PolicyNotes.Describe(settings.Policy));

    /// <summary>The policy as the ledger keeps it, under the name its decisions carry.</summary>
    public (string Name, byte[] Json) Policy => _policy.GetAwaiter().GetResult();

    public string PolicyName => Policy.Name;

    /// <summary>A rule looks at headers or metadata: only then are they gathered.</summary>
    public bool ReadsMetadata { get; } = settings.Policy.Rules.Any(static r => r.Condition.Leaves().Any(static l => l.Type == "metadata"));

    /// <summary>A rule asks for a guard's verdict: guards look before the decision then.</summary>
    public bool ReadsGuards { get; } = settings.Policy.Rules.Any(static r => r.Condition.Leaves().Any(static l => l.Type is "guard" or "jailbreak" or "pii"));

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

    /// <summary>Every channel of the model is paid by subscription: no call of it costs dollars.</summary>
    public bool IsBySubscription(string model) => Channels.For(model) is { Count: > 0 } all && all.All(static c => c.Settings.Subscription is not null);

    private ModelHealth HealthOf(ModelCard model)
    {
        bool available = false;
        double? latency = null;
        double errors = 1;
        (int Priority, bool Subscribed) first = (int.MaxValue, false);
        foreach (var channel in Channels.For(model.Name))
        {
            if (!channel.Health.IsCooling && channel.Settings.Priority <= first.Priority)
            {
                // Among channels of one priority a share of the calls is paid for: counted as paid.
                bool subscribed = channel.Settings.Subscription is not null;
                first = (channel.Settings.Priority, subscribed && (first.Priority > channel.Settings.Priority || first.Subscribed));
            }

            available |= !channel.Health.IsCooling;
            errors = Math.Min(errors, channel.Health.ErrorRate);
            latency = latency is { } known && channel.Health.LatencyMs is { } ms ? Math.Min(known, ms) : latency ?? channel.Health.LatencyMs;
        }

        // Rounded, so that what is written beside a decision is what it rested on.
        return new ModelHealth(available, latency is { } median ? Math.Round(median, 1) : null, available ? Math.Round(errors, 3) : 1, first.Subscribed);
    }
}

/// <summary>The gateway's current snapshot, swapped whole on reload.</summary>
public sealed class GatewayState(Settings settings, UpstreamOrigins origins, KeyRing keys, TimeProvider clock)
{
    private GatewaySnapshot _current = new(settings, ChannelSet.Build(settings, origins, clock), keys, clock);

    /// <summary>What was learnt of models' tokens; outlives reloads.</summary>
    public TokenCalibration Tokens => Current.Tokens;

    public AnswerLearning Habits => Current.Habits;

    public GatewaySnapshot Current => Volatile.Read(ref _current);

    /// <summary>Routing is paused: callers' models are used as asked.</summary>
    public bool Paused { get; set; }

    /// <summary>How the embedding model does; outlives reloads.</summary>
    public EmbedderState Embedder { get; } = new(clock);

    /// <summary>Raised after a reload took effect, with the new settings.</summary>
    public event Action<Settings>? Replaced;

    /// <summary>What other settings would come to, not put in force.</summary>
    public GatewaySnapshot Draft(Settings next) => new(next, ChannelSet.Build(next, origins, clock, Current.Channels), keys, clock) { Tokens = Tokens, Habits = Habits };

    public void Replace(Settings next)
    {
        Volatile.Write(ref _current, Draft(next));
        Replaced?.Invoke(next);
    }
}
