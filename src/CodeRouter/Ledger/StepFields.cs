using System.Runtime.CompilerServices;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Evidence;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Ledger;

/// <summary>
/// The one list of a record's fields, walked by every port: journal and stores cannot disagree about a field because none of them names
/// any. A generic walk rather than a table of delegates: a table costs a compiled lambda per field before the first answer goes out.
/// New fields go at the end, so that a journal written by an older version still reads.
/// </summary>
public static class StepFields
{
    /// <summary>Column names in the order of the walk.</summary>
    public static IReadOnlyList<string> Names { get; } = ReadNames();

    public static void Walk<TPort>(StepRecord r, ref TPort port)
        where TPort : struct, IFieldPort
    {
        r.Id = port.Text("id", r.Id) ?? "";
        r.At = Time(ref port, "at", r.At);
        r.Session = port.Text("session", r.Session) ?? "";
        r.Track = port.Text("track", r.Track) ?? "main";
        r.Agent = port.Text("agent", r.Agent);
        r.AgentConfidence = port.Real("agent_confidence", r.AgentConfidence) ?? 0;
        r.Kind = Word(ref port, "kind", (StepKind?)r.Kind, StepWords.Kinds) ?? default;
        r.Phase = Word(ref port, "phase", (Phase?)r.Phase, StepWords.Phases) ?? Phase.ChatOther;
        r.PhaseConfidence = port.Real("phase_confidence", r.PhaseConfidence) ?? 0;
        r.Difficulty = (int)(port.Whole("difficulty", r.Difficulty) ?? 0);
        r.Risk = (Risk)(port.Whole("risk", (long)r.Risk) ?? 0);
        r.HumanTurn = Flag(ref port, "human_turn", r.HumanTurn);
        r.AskedModel = port.Text("asked_model", r.AskedModel) ?? "";
        r.Model = port.Text("model", r.Model);
        r.UpstreamModel = port.Text("upstream_model", r.UpstreamModel);
        r.Channel = port.Text("channel", r.Channel);
        r.Tier = Word(ref port, "tier", r.Tier, StepWords.Tiers);
        r.Dialect = Word(ref port, "dialect", (WireFormat?)r.Dialect, StepWords.Formats) ?? default;
        r.UpstreamDialect = Word(ref port, "upstream_dialect", r.UpstreamDialect, StepWords.Formats);
        r.Stream = Flag(ref port, "stream", r.Stream);
        r.Mode = port.Text("mode", r.Mode);
        r.Rule = port.Text("rule", r.Rule);
        r.Reason = port.Text("reason", r.Reason);
        r.RequestHash = port.Text("request_hash", r.RequestHash);
        r.RequestBytes = port.Whole("request_bytes", r.RequestBytes) ?? 0;
        r.ResponseBytes = port.Whole("response_bytes", r.ResponseBytes) ?? 0;
        r.InputTokensEstimated = port.Whole("input_tokens_estimated", r.InputTokensEstimated) ?? 0;
        r.Usage = Tokens(ref port, r.Usage);
        r.UsageEstimated = Flag(ref port, "usage_estimated", r.UsageEstimated);
        r.CostUsd = Usd(ref port, "cost", r.CostUsd);
        r.EstimatedCostUsd = Usd(ref port, "estimated_cost", r.EstimatedCostUsd);
        r.BaselineModel = port.Text("baseline_model", r.BaselineModel);
        r.BaselineCostUsd = Usd(ref port, "baseline_cost", r.BaselineCostUsd);
        r.RouterCostUsd = Usd(ref port, "router_cost", r.RouterCostUsd);
        r.SwitchCostUsd = Usd(ref port, "switch_cost", r.SwitchCostUsd);
        r.ReservedUsd = Usd(ref port, "reserved", r.ReservedUsd);
        r.Status = (int)(port.Whole("status", r.Status) ?? 0);
        r.State = Word(ref port, "state", (StepState?)r.State, StepWords.States) ?? default;
        r.ErrorKind = port.Text("error_kind", r.ErrorKind);
        r.ErrorMessage = port.Text("error_message", r.ErrorMessage);
        r.ErrorId = port.Text("error_id", r.ErrorId);
        r.Attempts = port.Text("attempts", r.Attempts);
        r.FirstByteMs = port.Real("first_byte_ms", r.FirstByteMs);
        r.TotalMs = port.Real("total_ms", r.TotalMs);
        r.KeyId = port.Text("key_id", r.KeyId);
        r.EvidenceOutcome = Word(ref port, "evidence_outcome", r.EvidenceOutcome, StepWords.Outcomes);
        r.EvidenceSummary = port.Text("evidence_summary", r.EvidenceSummary);
        r.CacheHit = Flag(ref port, "cache_hit", r.CacheHit);
        r.Loss = port.Text("loss", r.Loss);
        r.Repository = port.Text("repository", r.Repository);
        r.Generation = (int)(port.Whole("generation", r.Generation) ?? 0);
        r.TokenGroup = port.Text("token_group", r.TokenGroup);
        r.BilledUsd = Usd(ref port, "billed", r.BilledUsd);
        r.Language = port.Text("language", r.Language);
        r.ReportedCostUsd = Usd(ref port, "reported_cost", r.ReportedCostUsd);
    }

    private static Usage Tokens<TPort>(ref TPort port, Usage u)
        where TPort : struct, IFieldPort =>
        new(
            port.Whole("input_tokens", u.Input) ?? 0,
            port.Whole("cache_read_tokens", u.CacheRead) ?? 0,
            port.Whole("cache_write_5m_tokens", u.CacheWrite5m) ?? 0,
            port.Whole("cache_write_1h_tokens", u.CacheWrite1h) ?? 0,
            port.Whole("output_tokens", u.Output) ?? 0,
            port.Whole("reasoning_tokens", u.Reasoning) ?? 0);

    private static DateTimeOffset Time<TPort>(ref TPort port, string name, DateTimeOffset value)
        where TPort : struct, IFieldPort
    {
        long? stored = port.Whole(name, StepTime.ToMicros(value));
        return TPort.Reads ? StepTime.FromMicros(stored ?? 0) : value;
    }

    private static decimal? Usd<TPort>(ref TPort port, string name, decimal? value)
        where TPort : struct, IFieldPort
    {
        long? stored = port.Whole(name, PicoDollars.From(value));
        return TPort.Reads ? PicoDollars.ToUsd(stored) : value;
    }

    private static bool Flag<TPort>(ref TPort port, string name, bool value)
        where TPort : struct, IFieldPort => port.Whole(name, value ? 1 : 0) is > 0;

    private static T? Word<TPort, T>(ref TPort port, string name, T? value, string[] words)
        where TPort : struct, IFieldPort
        where T : struct, Enum
    {
        string? stored = port.Text(name, value is { } known ? words[Number(known)] : null);
        if (!TPort.Reads)
        {
            return value;
        }

        int at = Array.IndexOf(words, stored);
        byte number = (byte)at;
        return at < 0 ? null : Unsafe.As<byte, T>(ref number);
    }

    // The sets are all bytes; a conversion through object would allocate for every field of every step.
    private static int Number<T>(T value)
        where T : struct, Enum => Unsafe.As<T, byte>(ref value);

    private static List<string> ReadNames()
    {
        var port = new NamePort([]);
        Walk(new StepRecord(), ref port);
        return port.Names;
    }

    private readonly struct NamePort(List<string> names) : IFieldPort
    {
        public static bool Reads => false;

        public List<string> Names => names;

        public string? Text(string name, string? value)
        {
            names.Add(name);
            return value;
        }

        public long? Whole(string name, long? value)
        {
            names.Add(name);
            return value;
        }

        public double? Real(string name, double? value)
        {
            names.Add(name);
            return value;
        }
    }
}
