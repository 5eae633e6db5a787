using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Findings.Secrets;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>
/// Everything about one step, filled in by the gateway as it learns it: one row of the ledger.
/// Mutable and one class, because it is written three times (journal at the start, journal at the end, store) and copied never.
/// Money is USD; null is unknown, never 0.
/// </summary>
public sealed class StepRecord
{
    /// <summary>The decision's id, see <see cref="StepId"/>.</summary>
    public string Id { get; set; } = "";

    /// <summary>When the request arrived.</summary>
    public DateTimeOffset At { get; set; }

    public string Session { get; set; } = "";

    public string Track { get; set; } = "main";

    public string? Agent { get; set; }

    public double AgentConfidence { get; set; }

    public StepKind Kind { get; set; }

    public Phase Phase { get; set; } = Phase.ChatOther;

    public double PhaseConfidence { get; set; }

    public int Difficulty { get; set; }

    public Risk Risk { get; set; }

    /// <summary>A human spoke: a new task begins with this step.</summary>
    public bool HumanTurn { get; set; }

    /// <summary>What the request named.</summary>
    public string AskedModel { get; set; } = "";

    /// <summary>The model that answered (or was tried last), as configured.</summary>
    public string? Model { get; set; }

    public string? UpstreamModel { get; set; }

    public string? Channel { get; set; }

    public Tier? Tier { get; set; }

    /// <summary>The caller's wire format.</summary>
    public WireFormat Dialect { get; set; }

    public WireFormat? UpstreamDialect { get; set; }

    public bool Stream { get; set; }

    /// <summary>explicit | pin | group | rule | auto | observe.</summary>
    public string? Mode { get; set; }

    public string? Rule { get; set; }

    /// <summary>One short line.</summary>
    public string? Reason { get; set; }

    public string? RequestHash { get; set; }

    public long RequestBytes { get; set; }

    public long ResponseBytes { get; set; }

    public long InputTokensEstimated { get; set; }

    public Usage Usage { get; set; }

    /// <summary>The upstream reported no usage: the tokens were counted here.</summary>
    public bool UsageEstimated { get; set; }

    public decimal? CostUsd { get; set; }

    /// <summary>What was expected before the call.</summary>
    public decimal? EstimatedCostUsd { get; set; }

    public string? BaselineModel { get; set; }

    /// <summary>The same step on the baseline model.</summary>
    public decimal? BaselineCostUsd { get; set; }

    /// <summary>What routing itself spent on this step (a model-judged phase).</summary>
    public decimal? RouterCostUsd { get; set; }

    /// <summary>What leaving a warm prompt cache cost on this step.</summary>
    public decimal? SwitchCostUsd { get; set; }

    /// <summary>Upper bound reserved before the call.</summary>
    public decimal? ReservedUsd { get; set; }

    /// <summary>HTTP status the caller got; 0 when none was sent.</summary>
    public int Status { get; set; }

    public StepState State { get; set; }

    public string? ErrorKind { get; set; }

    /// <summary>Without the credentials that errors of upstreams sometimes quote: it goes into the books, the log and traces.</summary>
    public string? ErrorMessage
    {
        get;
        set => field = SecretlessText.Of(value);
    }

    /// <summary>The id the caller's error and the log have too.</summary>
    public string? ErrorId { get; set; }

    /// <summary>Short text: which channels were tried and what each said.</summary>
    public string? Attempts { get; set; }

    /// <summary>Milliseconds to the first content; null when there was none.</summary>
    public double? FirstByteMs { get; set; }

    public double? TotalMs { get; set; }

    /// <summary>Public id of the key; null for a caller without one.</summary>
    public string? KeyId { get; set; }

    /// <summary>The token group the key was in; null for none.</summary>
    public string? TokenGroup { get; set; }

    /// <summary>What the key is charged: the cost times its group's ratio then.</summary>
    public decimal? BilledUsd { get; set; }

    /// <summary>What a reseller said it charged for the call; null where it says nothing.</summary>
    public decimal? ReportedCostUsd { get; set; }

    /// <summary>What the key is charged for a dollar of cost.</summary>
    internal decimal Ratio { get; set; } = 1;

    /// <summary>What this step's request said about the execution before it.</summary>
    public Outcome? EvidenceOutcome { get; set; }

    /// <summary>One line; commands that failed are quoted in it, their credentials are not.</summary>
    public string? EvidenceSummary
    {
        get;
        set => field = SecretlessText.Of(value);
    }

    public bool CacheHit { get; set; }

    /// <summary>What a translation had to drop.</summary>
    public string? Loss { get; set; }

    public string? Repository { get; set; }

    /// <summary>Programming language of the files the track works on; null until its calls show one.</summary>
    public string? Language { get; set; }

    /// <summary>Generation of the settings the request was served with.</summary>
    public int Generation { get; set; }

    /// <summary>UTF-8 JSON object of the gateway's making: signals, candidates, rejected, reasons, step, situation.</summary>
    public byte[]? DetailJson { get; set; }

    /// <summary>Where the journal keeps this step until the store has it.</summary>
    internal JournalMark Mark { get; } = new();
}
