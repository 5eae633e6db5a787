using System.Collections.Immutable;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;

namespace CodeRouter.Config;

/// <summary>The whole compiled configuration: immutable, swapped whole on reload; a request keeps the one it began with.</summary>
public sealed record Settings
{
    public string Name { get; init; } = "coderouter";

    public string? Description { get; init; }

    /// <summary>Grows by one with each accepted reload.</summary>
    public int Generation { get; init; }

    public required Policy Policy { get; init; }

    public IReadOnlyList<ListenerSettings> Listeners { get; init; } = [];

    public IReadOnlyList<ChannelSettings> Channels { get; init; } = [];

    public ServerSettings Server { get; init; } = new();

    public AccessSettings Access { get; init; } = new();

    public StorageSettings Storage { get; init; } = new();

    public GuardSettings Guards { get; init; } = new();

    public CacheSettings Cache { get; init; } = new();

    public ClassifierSettings? Classifier { get; init; }

    public LimitSettings Limits { get; init; } = new();

    public CodeGraphSettings CodeGraph { get; init; } = new();

    public AlertSettings Alerts { get; init; } = new();

    /// <summary>Warnings of the load (errors never reach here): path, line, remedy.</summary>
    public IReadOnlyList<ConfigProblem> Warnings { get; init; } = [];
}

/// <summary>One address the gateway listens on. <paramref name="Timeout"/> bounds an upstream's silence, not a live stream.</summary>
public sealed record ListenerSettings(string Name, string Address, int Port, TimeSpan Timeout);

public enum ChannelAuth : byte { Key, Passthrough }

/// <summary>One way to reach one upstream: address, credentials and the models it serves.</summary>
public sealed record ChannelSettings
{
    public required string Name { get; init; }

    public required WireFormat Format { get; init; }

    /// <summary>Scheme, host, port and the path prefix that the format's own path is appended to (".../v1" for OpenAI, ".../v1beta" for Gemini).</summary>
    public required Uri BaseUri { get; init; }

    public ChannelKind Kind { get; init; }

    /// <summary>The upstream's own form where it speaks none of the four formats: then every caller's is translated to it.</summary>
    public NativeForm? Native { get; init; }

    /// <summary>Of a cloud: region, project, keys; null for all others.</summary>
    public CloudSettings? Cloud { get; init; }

    public Secret? AccessKey { get; init; }

    public ChannelAuth Auth { get; init; }

    /// <summary>The header the key is sent in, bare; null is the format's own way.</summary>
    public string? KeyHeader { get; init; }

    /// <summary>Model name as callers use it → name sent upstream.</summary>
    public IReadOnlyDictionary<string, string> Models { get; init; } = new Dictionary<string, string>(StringComparer.Ordinal);

    /// <summary>Its models are what it lists when asked: at the start, and every few minutes from then on.</summary>
    public bool ListsModels { get; init; }

    public int Weight { get; init; } = 100;

    /// <summary>Lower is tried first; equal ones are balanced by weight.</summary>
    public int Priority { get; init; }

    public IReadOnlyList<KeyValuePair<string, string>> ExtraHeaders { get; init; } = [];

    /// <summary>Paid by subscription: a call costs nothing more until a window is spent; null is paid by use.</summary>
    public SubscriptionSettings? Subscription { get; init; }

    /// <summary>False for a channel that is kept but sent nothing.</summary>
    public bool Enabled { get; init; } = true;
}

/// <summary>What a subscription holds; null where nobody said, then the provider's own refusals tell.</summary>
public sealed record SubscriptionSettings(long? FiveHourTokens, long? WeeklyTokens);

public sealed record ServerSettings
{
    public Uri? PublicUrl { get; init; }

    /// <summary>Addresses or CIDR ranges whose X-Forwarded-* headers are believed; peers behind them are not loopback.</summary>
    public IReadOnlyList<string> TrustedProxies { get; init; } = [];

    /// <summary>Sites whose pages may call models with a key of their own; scheme, host and port, as a browser says them.</summary>
    public IReadOnlyList<string> AllowedOrigins { get; init; } = [];
}

public enum RequireKeys : byte { Auto, Always, Never }

public sealed record AccessSettings
{
    public RequireKeys RequireKeys { get; init; }
}

public sealed record StorageSettings
{
    public string? SqlitePath { get; init; }

    public Secret? Postgres { get; init; }

    /// <summary>While the store is away new requests are refused; else they are served, those under shared limits within the tickets this gateway holds.</summary>
    public bool RefuseInOutage { get; init; }

    /// <summary>How long whole steps are kept; null is for ever.</summary>
    public TimeSpan? KeepSteps { get; init; }

    /// <summary>How long a step's details (signals, candidates, reasons) are kept; null is as long as the step.</summary>
    public TimeSpan? KeepDetails { get; init; }
}

public enum GuardAction : byte { Off, Observe, Redact, Block, Route }

public sealed record GuardSettings
{
    public GuardAction Secrets { get; init; } = GuardAction.Observe;

    public GuardAction Pii { get; init; } = GuardAction.Off;

    public GuardAction Jailbreak { get; init; } = GuardAction.Observe;

    /// <summary>The same in what tools say: refusing there breaks an agent's work, so it is asked for on its own.</summary>
    public GuardAction ToolInjection { get; init; } = GuardAction.Observe;

    /// <summary>Guards that came from plugins, by name; one that is not named does nothing.</summary>
    public IReadOnlyDictionary<string, GuardAction> Plugins { get; init; } = ImmutableDictionary<string, GuardAction>.Empty;

    /// <summary>What is done about what models answer.</summary>
    public AnswerGuardSettings Answers { get; init; } = AnswerGuardSettings.Off;

    /// <summary>How long the values of a session's placeholders can be restored.</summary>
    public TimeSpan PlaceholderTtl { get; init; } = TimeSpan.FromDays(7);

    /// <summary>The operator's own.</summary>
    public IReadOnlyList<GuardRule> Rules { get; init; } = [];

    public IReadOnlyList<GuardIgnore> Ignores { get; init; } = [];

    /// <summary>What is otherwise for the keys of a token group.</summary>
    public IReadOnlyDictionary<string, GuardSettings>? ByGroup { get; init; }

    public GuardSettings For(string? group) => group is not null && ByGroup?.GetValueOrDefault(group) is { } own ? own : this;

    /// <summary>What a guard that marks spans does about requests.</summary>
    public GuardAction ActionOf(string guard) => guard switch { "secrets" => Secrets, "pii" => Pii, _ => Plugins.GetValueOrDefault(guard) };
}

/// <summary>What guards do about answers: off, observe, redact or block.</summary>
public sealed record AnswerGuardSettings(GuardAction Secrets, GuardAction Pii, IReadOnlyDictionary<string, GuardAction> Plugins)
{
    /// <summary>Any of them may change an answer or end it.</summary>
    public bool Acts => Secrets > GuardAction.Observe || Pii > GuardAction.Observe || (Plugins.Count > 0 && Plugins.Values.Any(static a => a > GuardAction.Observe));

    public bool IsOff => Secrets == GuardAction.Off && Pii == GuardAction.Off && (Plugins.Count == 0 || Plugins.Values.All(static a => a == GuardAction.Off));

    public static AnswerGuardSettings Off { get; } = new(GuardAction.Off, GuardAction.Off, ImmutableDictionary<string, GuardAction>.Empty);

    /// <inheritdoc cref="GuardSettings.ActionOf"/>
    public GuardAction ActionOf(string guard) => guard switch { "secrets" => Secrets, "pii" => Pii, _ => Plugins.GetValueOrDefault(guard) };
}

public sealed record CacheSettings
{
    public bool Exact { get; init; }

    /// <summary>A question that asks the same in other words gets the same answer.</summary>
    public bool Semantic { get; init; }

    /// <summary>Instead of answering, what would have been answered is noted.</summary>
    public bool Shadow { get; init; }

    /// <summary>Smallest cosine between two questions that are compared at all, 0..1.</summary>
    public double Similarity { get; init; } = 0.85;

    /// <summary>The configured model asked for embeddings; null for the built-in ones.</summary>
    public string? Embedder { get; init; }

    public int TtlSeconds { get; init; } = 3600;

    public int MaxEntries { get; init; } = 100_000;
}

/// <summary>The small model that judges the phase where reading only guesses.</summary>
/// <param name="Model">Empty for the cheapest of tier local or cheap with a known price.</param>
/// <param name="Threshold">Asked below this confidence.</param>
/// <param name="MaxTokens">Longest answer.</param>
/// <param name="TimeoutMs">Then the layers' guess stands.</param>
/// <param name="MaxUsd">Dearest question; a longer message is shortened to it.</param>
public sealed record ClassifierSettings(string Model, double Threshold, int MaxTokens, int TimeoutMs, decimal MaxUsd);

/// <summary>Where code graphs may be used.</summary>
public sealed record CodeGraphSettings
{
    /// <summary>Folders, absolute; repositories at or below them are looked at. None: the impact signal is off.</summary>
    public IReadOnlyList<string> Roots { get; init; } = [];

    /// <summary>Follow changes on the disk while the gateway runs.</summary>
    public bool Watch { get; init; } = true;
}

/// <summary>Bounds on what a caller may send and how long an upstream may take.</summary>
public sealed record LimitSettings
{
    public int MaxBodyBytes { get; init; } = 64 << 20;

    public TimeSpan ConnectTimeout { get; init; } = TimeSpan.FromSeconds(5);

    /// <summary>The longest a request may take in all; null is no bound.</summary>
    public TimeSpan? TotalTimeout { get; init; }

    /// <summary>How long nothing is sent to the caller of a stream while waiting for the first content.</summary>
    public int HoldSeconds { get; init; } = 15;

    /// <summary>Silence after which a keep-alive goes out on a stream.</summary>
    public int KeepAliveSeconds { get; init; } = 12;
}

/// <summary>Something wrong with the configuration: where, what, how to mend it.</summary>
public sealed record ConfigProblem(bool IsError, string Path, int Line, string? Value, string Message, string Remedy);
