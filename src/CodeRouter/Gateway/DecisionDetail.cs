using System.Buffers;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;
using CodeRouter.Ledger;

namespace CodeRouter.Gateway;

/// <summary>
/// Everything a decision rested on, as JSON: the ledger keeps it, <c>explain</c> and the dry run answer with it.
/// The human's words are not in it: what they said is kept as readings (phase, signals), not as text.
/// </summary>
public static class DecisionDetail
{
    /// <summary>
    /// Models that the books keep of those weighed, the best first, and of those that could not: with a proxy's four hundred models each
    /// step would be 60 KB of what nobody reads.
    /// </summary>
    public const int MostKept = 24;

    [ThreadStatic]
    private static ArrayBufferWriter<byte>? _buffer;

    [ThreadStatic]
    private static Utf8JsonWriter? _writer;

    /// <param name="policy">Name of the policy that decided.</param>
    public static byte[] Write(Step step, Decision decision, Situation situation, string policy)
    {
        var buffer = _buffer ??= new ArrayBufferWriter<byte>(4096);
        buffer.ResetWrittenCount();
        var json = _writer ??= new Utf8JsonWriter(buffer);
        json.Reset(buffer);
        json.WriteStartObject();
        WriteDecision(json, decision, MostKept);
        StepNote.Write(json, step);
        DecisionInputs.Write(json, step, decision, situation, policy);
        json.WriteEndObject();
        json.Flush();
        return buffer.WrittenSpan.ToArray();
    }

    /// <param name="most">Models told of those weighed, and of those that could not; how many more there were is said beside.</param>
    public static void WriteDecision(Utf8JsonWriter json, Decision decision, int most = int.MaxValue)
    {
        json.WriteString("mode"u8, decision.Mode);
        json.WriteNumber("propensity"u8, decision.Propensity);
        if (decision.WouldHaveChosen is { } would)
        {
            json.WriteString("would_have_chosen"u8, would);
            WriteUsd(json, "would_have_cost_usd"u8, decision.WouldHaveCostUsd);
        }

        json.WriteStartArray("reasons"u8);
        foreach (var reason in decision.Reasons)
        {
            json.WriteStartObject();
            json.WriteString("code"u8, reason.Code);
            json.WriteString("text"u8, reason.Text);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        if (decision.Signals.Count > 0)
        {
            json.WriteStartObject("signals"u8);
            foreach (var (name, value) in decision.Signals)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
        }

        json.WriteStartArray("candidates"u8);
        foreach (var candidate in decision.Candidates.Take(most))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, candidate.Model);
            json.WriteString("tier"u8, candidate.Tier.Name());
            WriteUsd(json, "step_usd"u8, candidate.StepUsd);
            if (candidate.ExpectedUsd is { } expected && double.IsFinite(expected))
            {
                json.WriteNumber("expected_usd"u8, Math.Round(expected, 6));
            }

            json.WriteNumber("success"u8, Math.Round(candidate.Success, 4));
            json.WriteNumber("warm_tokens"u8, candidate.WarmTokens);
            if (candidate.Note is { } note)
            {
                json.WriteString("note"u8, note);
            }

            json.WriteEndObject();
        }

        json.WriteEndArray();
        LeftOut(json, "candidates_left_out"u8, decision.Candidates.Count, most);
        json.WriteStartArray("rejected"u8);
        foreach (var rejection in decision.Rejected.Take(most))
        {
            json.WriteStartObject();
            json.WriteString("model"u8, rejection.Model);
            json.WriteString("why"u8, rejection.Why);
            json.WriteEndObject();
        }

        json.WriteEndArray();
        LeftOut(json, "rejected_left_out"u8, decision.Rejected.Count, most);
    }

    /// <summary>The detail with one more number at its end: what became known only with the answer.</summary>
    public static byte[] With(byte[]? detail, string name, decimal number)
    {
        var open = detail is { Length: > 2 } ? detail.AsSpan(0, detail.Length - 1) : "{"u8;
        string member = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{(open.Length > 1 ? "," : "")}\"{name}\":{number}}}");
        return [.. open, .. System.Text.Encoding.UTF8.GetBytes(member)];
    }

    /// <summary>A whole number that <see cref="With"/> added; null where there is none.</summary>
    public static long? Number(byte[]? detail, string name) => detail is null ? null : new JsonSpan(detail)[System.Text.Encoding.UTF8.GetBytes(name)].Long();

    private static void LeftOut(Utf8JsonWriter json, ReadOnlySpan<byte> name, int count, int most)
    {
        if (count > most)
        {
            json.WriteNumber(name, count - most);
        }
    }

    private static void WriteUsd(Utf8JsonWriter json, ReadOnlySpan<byte> name, decimal? usd)
    {
        if (usd is { } known)
        {
            json.WriteNumber(name, Math.Round(known, 9));
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
