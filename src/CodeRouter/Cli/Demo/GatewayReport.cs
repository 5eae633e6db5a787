using System.Globalization;
using System.Text.Json;

namespace CodeRouter.Cli.Demo;

/// <summary>What the gateway says about a step: its headers first, then, once a stream has ended, the ledger.</summary>
internal sealed class GatewayReport
{
    private readonly Dictionary<string, string> _headers;
    private JsonElement _ledger;

    public GatewayReport(HttpResponseMessage response) =>
        _headers = response.Headers.Where(h => h.Key.StartsWith("X-CodeRouter-", StringComparison.OrdinalIgnoreCase))
            .ToDictionary(h => h.Key["X-CodeRouter-".Length..], h => string.Join(", ", h.Value), StringComparer.OrdinalIgnoreCase);

    public string? DecisionId => _headers.GetValueOrDefault("Decision");

    public string? Header(string name) => _headers.GetValueOrDefault(name);

    public decimal? CostUsd => Number("cost_usd") ?? Parse(Header("Cost"));

    public decimal? PredictedUsd => Number("estimated_cost_usd");

    public decimal? BaselineUsd => Number("baseline_cost_usd") ?? Number("baseline_usd") ?? Parse(Header("Cost-If-Opus"));

    public string? Kind => Find("kind") is { ValueKind: JsonValueKind.String } kind ? kind.GetString() : null;

    /// <summary>The ledger is written behind the answer: asked for again until the step is settled, at most for a second.</summary>
    public async Task SettleAsync(HttpClient gateway, CancellationToken cancel)
    {
        for (int attempt = 0; DecisionId is { } id && attempt < 20; attempt++)
        {
            using var response = await gateway.GetAsync("/v1/coderoute/decisions/" + Uri.EscapeDataString(id), cancel);
            if (response.IsSuccessStatusCode)
            {
                _ledger = JsonSerializer.Deserialize<JsonElement>(await response.Content.ReadAsByteArrayAsync(cancel));
                if (Number("cost_usd") is not null && !IsOpen(Find("state")))
                {
                    return;
                }
            }

            await Task.Delay(50, cancel);
        }
    }

    private static bool IsOpen(JsonElement? state) => state is { ValueKind: JsonValueKind.String } word && word.GetString() is "open" or "reserved" or "pending";

    /// <summary>A member of this name, the outermost one where there are several.</summary>
    private JsonElement? Find(string name)
    {
        var level = new List<JsonElement> { _ledger };
        while (level.Count > 0)
        {
            foreach (var element in level)
            {
                if (element.ValueKind == JsonValueKind.Object && element.TryGetProperty(name, out var value))
                {
                    return value;
                }
            }

            level = [.. level.Where(e => e.ValueKind == JsonValueKind.Object).SelectMany(e => e.EnumerateObject().Select(m => m.Value))];
        }

        return null;
    }

    private decimal? Number(string name) => Find(name) switch
    {
        { ValueKind: JsonValueKind.Number } number => number.GetDecimal(),
        { ValueKind: JsonValueKind.String } text => Parse(text.GetString()),
        _ => null,
    };

    private static decimal? Parse(string? text) => decimal.TryParse(text, NumberStyles.Float, CultureInfo.InvariantCulture, out decimal value) ? value : null;
}
