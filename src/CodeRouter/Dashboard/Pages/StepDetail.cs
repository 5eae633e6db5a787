using System.Globalization;
using System.Text.Json;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What stands beside a step in the books of the models that were weighed and of the signals.</summary>
public sealed class StepDetail
{
    private const int Most = 6;
    private readonly List<(string Model, string Says)> _models = [];
    private readonly List<(string Name, string Says)> _signals = [];

    public IReadOnlyList<(string Model, string Says)> Models => _models;

    public IReadOnlyList<(string Name, string Says)> Signals => _signals;

    /// <summary>What the provider, or a proxy before it, says it charged, in USD; null where nobody said.</summary>
    public decimal? ReportedUsd { get; private set; }

    /// <summary>Null where the details are gone, or say nothing.</summary>
    public static StepDetail? Of(byte[]? json)
    {
        if (json is null)
        {
            return null;
        }

        try
        {
            using var document = JsonDocument.Parse(json);
            var read = new StepDetail();
            read.Read(document.RootElement);
            return read._models.Count + read._signals.Count > 0 || read.ReportedUsd is not null ? read : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    private void Read(JsonElement root)
    {
        ReportedUsd = root.TryGetProperty("reported_cost_usd", out var told) && told.TryGetDecimal(out decimal charged) ? charged : null;
        if (root.TryGetProperty("candidates", out var candidates))
        {
            foreach (var one in candidates.EnumerateArray().Take(Most))
            {
                string step = one.GetProperty("step_usd") is { ValueKind: JsonValueKind.Number } usd ? Shown.Usd(usd.GetDecimal()) : "an unknown price";
                string expected = one.TryGetProperty("expected_usd", out var all) ? ", " + Shown.Usd((decimal)all.GetDouble()) + " expected in all" : "";
                string warm = one.GetProperty("warm_tokens").GetInt64() is > 0 and var tokens ? $", {Shown.Count(tokens)} tokens warm" : "";
                string note = one.TryGetProperty("note", out var said) ? "; " + said.GetString() : "";
                _models.Add((one.GetProperty("model").GetString() ?? "", $"{step} for this step{expected}, success {one.GetProperty("success").GetDouble().ToString("0 %", CultureInfo.InvariantCulture)}{warm}{note}"));
            }
        }

        if (root.TryGetProperty("rejected", out var rejected))
        {
            foreach (var one in rejected.EnumerateArray().Take(Most))
            {
                _models.Add((one.GetProperty("model").GetString() ?? "", "could not: " + one.GetProperty("why").GetString()));
            }
        }

        if (root.TryGetProperty("signals", out var signals))
        {
            _signals.AddRange(signals.EnumerateObject().Take(12).Select(static s => (s.Name, s.Value.ToString() is { Length: > 120 } longer ? longer[..120] + "…" : s.Value.ToString())));
        }
    }
}
