using System.Globalization;
using System.Net.Http.Headers;
using System.Text.Json;
using CodeRouter.Core.Conversations;

namespace CodeRouter.Hosts;

/// <summary>One line on a session: the model and phase of its newest step, what it has cost and what that saved.</summary>
public static class StatusLine
{
    /// <summary>The session an agent names in what it hands to its status line or hook; null when it names none.</summary>
    public static string? SessionIn(string input)
    {
        try
        {
            using var document = JsonDocument.Parse(EscapedHalves.Replaced(input));
            return document.RootElement.ValueKind == JsonValueKind.Object && document.RootElement.TryGetProperty("session_id", out var id) && id.ValueKind == JsonValueKind.String ? id.GetString() : null;
        }
        catch (JsonException)
        {
            return null;
        }
    }

    /// <summary>Asks the gateway: the line, null when it knows nothing of the session; or why it did not say.</summary>
    public static async Task<(string? Line, string? Problem)> AskAsync(HttpClient http, string address, string key, string session, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(HttpMethod.Get, $"{address}/v1/coderoute/usage?session_id={Uri.EscapeDataString(session)}");
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            if (!response.IsSuccessStatusCode)
            {
                return (null, (int)response.StatusCode is 401 or 403 ? $"{address} refuses the key; set CODEROUTER_KEY" : string.Create(CultureInfo.InvariantCulture, $"{address} answers {(int)response.StatusCode}"));
            }

            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return (Of(document.RootElement), null);
        }
        catch (Exception e) when (e is HttpRequestException or OperationCanceledException or JsonException or UriFormatException or InvalidOperationException or NotSupportedException)
        {
            return (null, $"no gateway answers at {address}");
        }
    }

    /// <param name="usage">What the gateway says of the session's use.</param>
    public static string? Of(JsonElement usage)
    {
        if (!usage.TryGetProperty("last", out var last) || last.ValueKind != JsonValueKind.Object)
        {
            return null;
        }

        long steps = usage.GetProperty("totals").GetProperty("requests").GetInt64();
        string cost = usage.GetProperty("totals").TryGetProperty("cost_usd", out var usd) && usd.ValueKind == JsonValueKind.Number ? "$" + usd.GetDecimal().ToString("0.0000", CultureInfo.InvariantCulture) : "cost unknown";
        string saved = usage.TryGetProperty("counterfactual", out var other) && other.TryGetProperty("savings_percent_high", out var percent) && percent.ValueKind == JsonValueKind.Number
            ? string.Create(CultureInfo.InvariantCulture, $", {(percent.GetDouble() < 0 ? "lost" : "saved")} {Math.Abs(percent.GetDouble()):0}%")
            : "";
        return $"{last.GetProperty("model").GetString() ?? "no model"} ({last.GetProperty("phase").GetString()}), {steps} {(steps == 1 ? "step" : "steps")}, {cost}{saved}";
    }
}
