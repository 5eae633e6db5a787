using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Guards;
using CodeRouter.Ledger;
using CodeRouter.Upstreams;

namespace CodeRouter.Gateway;

/// <summary>Which door a request came through.</summary>
/// <param name="PathModel">The model where the path names it (Gemini).</param>
/// <param name="PathStream">The path asks for a stream (Gemini).</param>
public sealed record DataRoute(WireFormat Format, Operation Operation, string? PathModel = null, bool PathStream = false)
{
    /// <summary>Set where the operation is a service.</summary>
    public ServiceRoute? Service { get; init; }

    /// <summary>How the answers that come back are read.</summary>
    public IDialect Dialect => Service is { IsText: false } ? BuiltInDialects.Services : BuiltInDialects.Of(Format);
}

/// <summary>The one mutable object of a call, from socket to ledger row.</summary>
public sealed class Exchange(HttpContext http, DataRoute route, GatewaySnapshot snapshot, IDialect dialect, StepRecord record) : IDisposable
{
    public HttpContext Http { get; } = http;

    public DataRoute Route { get; } = route;

    public GatewaySnapshot Snapshot { get; } = snapshot;

    public IDialect Dialect { get; } = dialect;

    public StepRecord Record { get; } = record;

    public Access.Caller? Caller { get; set; }

    /// <summary>Limits the call is under; none for most.</summary>
    public Access.Limit[] Limits { get; set; } = [];

    /// <summary>A budget in money is among them.</summary>
    public bool HasUsdLimit => Array.Exists(Limits, static l => l.Unit == Access.LimitUnit.Usd);

    /// <summary>What was reserved of them; settled when the books close.</summary>
    public Access.LimitLease? Lease { get; set; }

    /// <summary>Its place among the requests under way and of the minute.</summary>
    public Access.LimitLease? Entry { get; set; }

    /// <summary>Asks what is left of the limits of its key and group, and when that is; null where the key has none.</summary>
    public Func<(IReadOnlyList<Access.LimitLeft> Limits, DateTimeOffset Now)>? LimitsLeft { get; set; }

    /// <summary>The limit that had not enough left for it; null where none refused.</summary>
    public Access.Limit? TurnedAwayBy { get; set; }

    public RequestBody? Body { get; set; }

    public RequestView? Request { get; set; }

    /// <summary>The body is a form of this type, boundary included; null for JSON.</summary>
    public string? FormType { get; set; }

    /// <summary>Where the model's name stands in the body; empty where it stands in the path, or nowhere.</summary>
    public Slice ModelAt { get; set; }

    /// <summary>Of a Responses request that names an earlier answer: the conversation up to there, where it is known here.</summary>
    public EarlierTurns? Earlier { get; set; }

    /// <summary>The answer the request goes on from.</summary>
    public string? PreviousAnswer { get; set; }

    /// <summary>The request points at something only a provider of its own format has.</summary>
    public bool StaysHome { get; set; }

    /// <summary>A later request may go on from the answer by its name.</summary>
    public bool NamesAnswer { get; set; }

    /// <summary>The answer is to be kept, so that a later request can go on from it.</summary>
    public bool KeepsAnswer { get; set; }

    /// <summary>The whole answer, or the closing event that repeats it; null unless the answer may be named later.</summary>
    public ReadOnlyMemory<byte>? Closing { get; set; }

    public Step? Step { get; set; }

    /// <summary>What the guards found before the decision; null where none had to look by then.</summary>
    public GuardVerdict? Guarded { get; set; }

    /// <summary>Guards that only observe have looked, or are looking.</summary>
    public bool Seen { get; set; }

    /// <summary>Done when what was redacted can be found by other gateways.</summary>
    public Task Placeholders { get; set; } = Task.CompletedTask;

    /// <summary>What the cache is to do for it.</summary>
    public Config.CacheSettings? CacheWish { get; set; }

    /// <summary>What it has to do with the answer cache; null where that is off.</summary>
    public Cache.CacheUse? Cached { get; set; }

    public Decision? Decision { get; set; }

    /// <summary>What the decision was made in.</summary>
    public Situation? Situation { get; set; }

    public SessionEntry? Session { get; set; }

    public ModelCard? Baseline { get; set; }

    /// <summary>What reading and deciding took.</summary>
    public double DecisionMicroseconds { get; set; }

    /// <summary>The step was journalled: its record must be completed whatever happens.</summary>
    public bool Journalled { get; set; }

    public void Dispose() => Body?.Dispose();
}
