using System.Text;
using System.Text.Json;
using CodeRouter.Core;
using CodeRouter.Core.Decisions;
using CodeRouter.Gateway;
using CodeRouter.Ledger;

namespace CodeRouter.Cli;

/// <summary>
/// <c>coderouter replay --ledger</c>: makes every decision of the books again from what stands beside it. Without a policy the answer must
/// be the one that was given then; with one it tells what that policy would have done instead.
/// </summary>
public sealed class LedgerReplay(ILedgerStore store, IOutcomeSource books, PolicyNotes policies, TextWriter output, bool json)
{
    private const int Portion = 500, MostShown = 20;
    private readonly OutcomesUnder _outcomes = new(books);
    private readonly List<(string Id, string? Was, string? Now)> _different = [];
    private int _decisions, _same, _without, _wordless;
    private decimal _was, _now;
    private int _priced;
    private readonly List<double> _misses = [];

    /// <param name="other">The policy to try instead; null makes the decisions again as they were.</param>
    public int Run(Policy? other, string? name)
    {
        for (int offset = 0; ; offset += Portion)
        {
            var steps = store.StepsAsync(new StepQuery { Limit = Portion, Offset = offset, WithDetail = true }, CancellationToken.None).GetAwaiter().GetResult();
            foreach (var step in steps)
            {
                Replay(step, other);
            }

            if (steps.Count < Portion)
            {
                break;
            }
        }

        var forecast = other is null ? null : _outcomes.Read();
        output.WriteLine(json ? Json(name, forecast) : Text(name, forecast));
        return other is null && _different.Count > 0 ? ExitCode.Failed : ExitCode.Ok;
    }

    private void Replay(StepRecord record, Policy? other)
    {
        if (record.Mode is null)
        {
            return;
        }

        _decisions++;
        if (record is { State: StepState.Answered, UsageEstimated: false, CostUsd: > 0 and { } billed, EstimatedCostUsd: { } predicted })
        {
            _misses.Add((double)(Math.Abs(predicted - billed) / billed));
        }

        if (DecisionReplay.Again(record, policies.Find, other) is not { } again)
        {
            _without++;
            return;
        }

        if (other is not null && DecisionReplay.ReadsOtherWords(other, again.Heard))
        {
            _wordless++;
            return;
        }

        _outcomes.Note(record, again);
        bool same = other is null ? IsSame(record, again.Decision) : again.Was == again.Decision.Model?.Name;
        if (same)
        {
            _same++;
        }
        else
        {
            _different.Add((record.Id, again.Was, again.Decision.Model?.Name));
        }

        if (record.EstimatedCostUsd is { } was && again.Decision.CostUsd is { } now)
        {
            _priced++;
            _was += was;
            _now += now;
        }
    }

    private static bool IsSame(StepRecord record, Decision decision)
    {
        var buffer = new System.Buffers.ArrayBufferWriter<byte>();
        using (var writer = new Utf8JsonWriter(buffer))
        {
            writer.WriteStartObject();
            DecisionDetail.WriteDecision(writer, decision, DecisionDetail.MostKept);
            writer.WriteEndObject();
        }

        using var now = JsonDocument.Parse(buffer.WrittenMemory);
        using var was = JsonDocument.Parse(record.DetailJson!);
        return now.RootElement.EnumerateObject().All(m => was.RootElement.TryGetProperty(m.Name, out var before) && JsonElement.DeepEquals(before, m.Value));
    }

    private string Text(string? name, OutcomeForecast? forecast)
    {
        var text = new StringBuilder();
        text.Append(System.Globalization.CultureInfo.InvariantCulture, $"{_decisions} decisions, {_same} the same{(name is null ? " when made again" : " under " + name)}, {_different.Count} different");
        if (_without > 0)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $", {_without} without what it takes (no step, or kept by an older version)");
        }

        if (_wordless > 0)
        {
            text.Append(System.Globalization.CultureInfo.InvariantCulture, $", {_wordless} not comparable (rules read words, and words are not kept)");
        }

        if (name is not null)
        {
            text.AppendLine().Append(System.Globalization.CultureInfo.InvariantCulture, $"expected cost of {_priced} steps: ${_was:0.####} as it was, ${_now:0.####} under {name}");
        }

        if (forecast is not null)
        {
            text.AppendLine().Append(forecast.InWords(name!));
        }

        if (Median() is { } miss)
        {
            text.AppendLine().Append(System.Globalization.CultureInfo.InvariantCulture, $"predicted cost of a step against the bill: {miss:0.0%} off in the median of {_misses.Count}");
        }

        foreach (var (id, was, now) in _different.Take(MostShown))
        {
            text.AppendLine().Append("  ").Append(id).Append(": ").Append(was ?? "none").Append(" -> ").Append(now ?? "none");
        }

        return text.ToString();
    }

    private double? Median() => _misses.Count == 0 ? null : _misses.Order().ElementAt(_misses.Count / 2);

    private string Json(string? name, OutcomeForecast? forecast)
    {
        using var stream = new MemoryStream();
        using (var writer = new Utf8JsonWriter(stream))
        {
            writer.WriteStartObject();
            writer.WriteString("policy", name);
            writer.WriteNumber("decisions", _decisions);
            writer.WriteNumber("same", _same);
            writer.WriteNumber("without_inputs", _without);
            writer.WriteNumber("not_comparable", _wordless);
            writer.WriteNumber("priced", _priced);
            writer.WriteNumber("expected_usd_then", _was);
            writer.WriteNumber("expected_usd_now", _now);
            if (Median() is { } miss)
            {
                writer.WriteNumber("prediction_off_median", Math.Round(miss, 4));
            }

            forecast?.WriteTo(writer);
            writer.WriteStartArray("different");
            foreach (var (id, was, now) in _different)
            {
                writer.WriteStartObject();
                writer.WriteString("decision_id", id);
                writer.WriteString("was", was);
                writer.WriteString("now", now);
                writer.WriteEndObject();
            }

            writer.WriteEndArray();
            writer.WriteEndObject();
        }

        return Encoding.UTF8.GetString(stream.GetBuffer(), 0, (int)stream.Length);
    }
}
