using System.Globalization;
using System.Text.Json.Nodes;
using CodeRouter.Access;

namespace CodeRouter.Dashboard.Pages;

/// <summary>The limits of keys and token groups as fields of a form.</summary>
public sealed partial class LimitFields
{
    private static readonly Dictionary<string, (string Label, string Hint)> Labels = new(StringComparer.Ordinal)
    {
        ["budget_usd"] = ("Budget", "USD in all; empty for no limit."),
        ["budget_usd_per_day"] = ("Daily budget", "USD in a UTC day."),
        ["budget_usd_per_month"] = ("Monthly budget", "USD in a UTC month."),
        ["budget_tokens"] = ("Tokens in all", "In and out."),
        ["budget_tokens_per_day"] = ("Tokens a day", "In and out."),
        ["budget_tokens_per_month"] = ("Tokens a month", "In and out."),
        ["requests_per_minute"] = ("Requests a minute", "Empty for no limit."),
        ["tokens_per_minute"] = ("Tokens a minute", "In and out."),
        ["concurrent_requests"] = ("Requests at once", "Empty for no limit."),
    };

    internal static IReadOnlyList<string> All { get; } = [.. LimitSet.None.Named().Select(static l => l.Name)];

    internal static bool IsOne(string name) => Labels.ContainsKey(name);

    /// <summary>A number where it is one; what is none goes on as it is, for the service to say so.</summary>
    internal static JsonNode? Value(string written) => written.Trim() is not { Length: > 0 } text ? null
        : decimal.TryParse(text, NumberStyles.AllowDecimalPoint | NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out decimal number) ? JsonValue.Create(number) : JsonValue.Create(text);

    internal static JsonNode? Words(string written) => written.Split((char[])[',', '\n'], StringSplitOptions.TrimEntries | StringSplitOptions.RemoveEmptyEntries) is { Length: > 0 } words
        ? new JsonArray([.. words.Select(static w => (JsonNode?)JsonValue.Create(w))])
        : null;

    /// <param name="used">Of each budget by now.</param>
    internal static string Show(LimitSet limits, IReadOnlyDictionary<string, decimal> used)
    {
        string Left(string name) => !used.TryGetValue(name, out decimal amount) ? "" : $" ({(name.StartsWith("budget_usd", StringComparison.Ordinal) ? Shown.Usd(amount) : Shown.Count((long)amount))} used)";
        string all = string.Join(", ", limits.Named().Where(static l => l.Most is not null).Select(l => $"{Labels[l.Name].Label.ToLowerInvariant()} {Number(l.Most)}{Left(l.Name)}"));
        return all.Length == 0 ? "none" : all;
    }

    internal static string Of(LimitSet limits, string name) => Number(limits.Named().FirstOrDefault(l => l.Name == name).Most);

    private static string Number(decimal? most) => most?.ToString("0.############", CultureInfo.InvariantCulture) ?? "";
}
