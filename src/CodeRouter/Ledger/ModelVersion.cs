using System.Text;
using System.Text.Json;
using CodeRouter.Core.Models;

namespace CodeRouter.Ledger;

/// <summary>
/// A model as it was configured from a moment on: what a step cost can be checked against the price in force then.
/// </summary>
/// <param name="Card">JSON: upstream_model, tier, window, limits, prices in USD per million tokens with their source; null where the model was taken out.</param>
public sealed record ModelVersion(string Name, DateTimeOffset ValidFrom, string? Card)
{
    public static ModelVersion Of(ModelCard model, DateTimeOffset at) =>
        new(model.Name, at, Encoding.UTF8.GetString(ReportJson.Write(json =>
        {
            json.WriteString("upstream_model", model.UpstreamModel);
            json.WriteString("tier", model.Tier.Name());
            Number(json, "context_window", model.ContextWindow);
            Number(json, "max_output", model.MaxOutput);
            json.WriteString("capabilities", model.Capabilities?.ToString());
            json.WriteStartObject("pricing");
            Price(json, model.Price);
            json.WriteEndObject();
        })));

    private static void Price(Utf8JsonWriter json, Price price)
    {
        json.Usd("prompt_per_1m", price.Input);
        json.Usd("cached_input_per_1m", price.CachedInput);
        json.Usd("cache_write_per_1m", price.CacheWrite5m);
        json.Usd("cache_write_1h_per_1m", price.CacheWrite1h);
        json.Usd("completion_per_1m", price.Output);
        json.WriteString("source", price.Source);
        json.WriteString("as_of", price.AsOf?.ToString("O", System.Globalization.CultureInfo.InvariantCulture));
        json.WriteStartArray("steps");
        foreach (var step in price.Steps)
        {
            json.WriteStartObject();
            json.WriteNumber("above_input_tokens", step.AboveInputTokens);
            Price(json, step.Price);
            json.WriteEndObject();
        }

        json.WriteEndArray();
    }

    private static void Number(Utf8JsonWriter json, string name, int? value)
    {
        if (value is { } known)
        {
            json.WriteNumber(name, known);
        }
        else
        {
            json.WriteNull(name);
        }
    }
}
