using System.Text.Json;
using System.Text.Json.Serialization;

namespace CodeRouter.Access;

/// <summary>The limits of a key or of a token group; null is none.</summary>
public sealed record LimitSet
{
    public static readonly LimitSet None = new();

    /// <summary>USD in all.</summary>
    [JsonPropertyName("budget_usd")]
    public decimal? Usd { get; init; }

    /// <summary>USD per UTC day.</summary>
    [JsonPropertyName("budget_usd_per_day")]
    public decimal? UsdPerDay { get; init; }

    /// <summary>USD per UTC month.</summary>
    [JsonPropertyName("budget_usd_per_month")]
    public decimal? UsdPerMonth { get; init; }

    /// <summary>Tokens in all, in and out.</summary>
    [JsonPropertyName("budget_tokens")]
    public long? Tokens { get; init; }

    [JsonPropertyName("budget_tokens_per_day")]
    public long? TokensPerDay { get; init; }

    [JsonPropertyName("budget_tokens_per_month")]
    public long? TokensPerMonth { get; init; }

    [JsonPropertyName("requests_per_minute")]
    public long? RequestsPerMinute { get; init; }

    [JsonPropertyName("tokens_per_minute")]
    public long? TokensPerMinute { get; init; }

    /// <summary>Requests under way at one time.</summary>
    [JsonPropertyName("concurrent_requests")]
    public long? Concurrent { get; init; }

    /// <summary>A limit below nothing.</summary>
    [JsonIgnore]
    public bool HasNegative => Of(LimitScope.Key, "").Any(static l => l.Most < 0);

    /// <summary>As kept by stores: only what is set.</summary>
    public string ToJson() => JsonSerializer.Serialize(this, LimitSetJson.Default.LimitSet);

    public static LimitSet FromJson(string? json) => json is null ? None : JsonSerializer.Deserialize(json, LimitSetJson.Default.LimitSet) ?? None;

    /// <summary>Every limit by the name that people and files use.</summary>
    public IEnumerable<(string Name, decimal? Most)> Named() =>
    [
        ("budget_usd", Usd),
        ("budget_usd_per_day", UsdPerDay),
        ("budget_usd_per_month", UsdPerMonth),
        ("budget_tokens", Tokens),
        ("budget_tokens_per_day", TokensPerDay),
        ("budget_tokens_per_month", TokensPerMonth),
        ("requests_per_minute", RequestsPerMinute),
        ("tokens_per_minute", TokensPerMinute),
        ("concurrent_requests", Concurrent),
    ];

    /// <summary>As single limits, in the order they are looked at: at once, a minute, then budgets.</summary>
    public IEnumerable<Limit> Of(LimitScope scope, string id)
    {
        (LimitPeriod Period, LimitUnit Unit, decimal? Most)[] all =
        [
            (LimitPeriod.AtOnce, LimitUnit.Requests, Concurrent),
            (LimitPeriod.Minute, LimitUnit.Requests, RequestsPerMinute),
            (LimitPeriod.Minute, LimitUnit.Tokens, TokensPerMinute),
            (LimitPeriod.Day, LimitUnit.Tokens, TokensPerDay),
            (LimitPeriod.Day, LimitUnit.Usd, UsdPerDay),
            (LimitPeriod.Month, LimitUnit.Tokens, TokensPerMonth),
            (LimitPeriod.Month, LimitUnit.Usd, UsdPerMonth),
            (LimitPeriod.Total, LimitUnit.Tokens, Tokens),
            (LimitPeriod.Total, LimitUnit.Usd, Usd),
        ];
        return all.Where(static l => l.Most is not null).Select(l => new Limit(scope, id, l.Period, l.Unit, l.Most!.Value));
    }
}

[JsonSourceGenerationOptions(DefaultIgnoreCondition = JsonIgnoreCondition.WhenWritingNull)]
[JsonSerializable(typeof(LimitSet))]
internal sealed partial class LimitSetJson : JsonSerializerContext;
