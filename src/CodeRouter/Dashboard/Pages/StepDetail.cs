using System.Globalization;
using System.Text.Json;

namespace CodeRouter.Dashboard.Pages;

/// <summary>What stands beside a step in the books of the models that were weighed and of the signals.</summary>
internal sealed class StepDetail
{
    private const int Most = 6;
    private readonly List<(string Model, string Says)> _models = [];
    private readonly List<(string Name, string Says)> _signals = [];
    private decimal? _reported;

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
            return read._models.Count + read._signals.Count > 0 || read._reported is not null ? read : null;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or KeyNotFoundException)
        {
            return null;
        }
    }

    public void Write(Html to)
    {
        if (_reported is { } usd)
        {
            to.Add($"<p class=\"dim\">The provider says it charged {Shown.Usd(usd)} for this step.</p>");
        }

        to.Add($"<details><summary>What else was considered</summary><ul>");
        foreach (var (model, says) in _models)
        {
            to.Add($"<li><strong>{model}</strong>: {says}</li>");
        }

        to.Add($"</ul>");
        if (_signals.Count > 0)
        {
            to.Add($"<p class=\"dim\">{string.Join(" · ", _signals.Select(static s => $"{s.Name}: {s.Says}"))}</p>");
        }

        to.Add($"</details>");
    }

    private void Read(JsonElement root)
    {
        _reported = root.TryGetProperty("reported_cost_usd", out var told) && told.TryGetDecimal(out decimal charged) ? charged : null;
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
