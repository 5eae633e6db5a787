using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using CodeRouter.Core.Models;
using CodeRouter.Core.Steps;

namespace CodeRouter.Hosts.Running;

/// <summary>What a run asks of a gateway besides answers: which models there are, which it would choose, what a conversation has cost; and tells it how that ended.</summary>
public sealed class GatewayBooks(HttpClient http, string address, string key)
{
    public string Address => address;

    public string Key => key;

    /// <summary>The models by tier, in the router's own order of preference for writing code; null when no gateway answers there.</summary>
    public async Task<ModelLadder?> LadderAsync(CancellationToken cancellationToken)
    {
        if (await AskAsync(HttpMethod.Get, "/model-plan?phase=implement", null, cancellationToken).ConfigureAwait(false) is not { } plan || !plan.TryGetProperty("tiers", out var tiers))
        {
            return null;
        }

        var preferred = plan.TryGetProperty("phases", out var phases) && phases.TryGetProperty("implement", out var phase) && phase.TryGetProperty("order", out var order) ? Texts(order) : [];
        var models = new List<Rung>();
        foreach (var tier in tiers.EnumerateArray())
        {
            if (TierNames.Parse(tier.GetProperty("name").GetString()) is { } rank)
            {
                models.AddRange(Texts(tier.GetProperty("models")).Select(m => new Rung(m, rank)));
            }
        }

        return new ModelLadder(models.OrderBy(m => preferred.IndexOf(m.Model) is >= 0 and var place ? place : int.MaxValue));
    }

    /// <summary>Where the gateway itself would send this; null when it would not say.</summary>
    public async Task<Rung?> ChoiceAsync(string prompt, string repository, CancellationToken cancellationToken)
    {
        byte[] body = Body(json =>
        {
            json.WriteString("dialect", "openai");
            json.WriteStartObject("request");
            json.WriteString("model", Core.Decisions.Policy.AutoGroup);
            json.WriteStartArray("messages");
            json.WriteStartObject();
            json.WriteString("role", "user");
            json.WriteString("content", prompt);
            json.WriteEndObject();
            json.WriteEndArray();
            json.WriteEndObject();
            json.WriteStartObject("headers");
            json.WriteString(RepositoryHeader.Name, RepositoryHeader.Write(repository));
            json.WriteEndObject();
        });
        var told = await AskAsync(HttpMethod.Post, "/v1/coderoute/explain", body, cancellationToken).ConfigureAwait(false);
        return told is { } decision && decision.TryGetProperty("model", out var model) && model.GetString() is { } name && TierNames.Parse(decision.GetProperty("tier").GetString()) is { } tier ? new Rung(name, tier) : null;
    }

    /// <summary>What a conversation has cost so far; null when nothing of it is in the books, or its price is not known.</summary>
    public async Task<decimal?> CostAsync(string session, CancellationToken cancellationToken)
    {
        var usage = await AskAsync(HttpMethod.Get, "/v1/coderoute/usage?session_id=" + Uri.EscapeDataString(session), null, cancellationToken).ConfigureAwait(false);
        return usage is { } told && told.TryGetProperty("totals", out var totals) && totals.GetProperty("requests").GetInt64() > 0 && totals.TryGetProperty("cost_usd", out var usd) && usd.ValueKind == JsonValueKind.Number ? usd.GetDecimal() : null;
    }

    /// <summary>Says how a conversation's newest turn ended, as the check saw it.</summary>
    public Task ReportAsync(string session, bool success, string repository, string once, CancellationToken cancellationToken) =>
        AskAsync(HttpMethod.Post, "/v1/coderoute/feedback", Body(json =>
        {
            json.WriteString("session_id", session);
            json.WriteString("outcome", success ? "success" : "failure");
            json.WriteString("source", "tests");
            json.WriteString("repo", repository);
            json.WriteString("idempotency_key", once);
        }), cancellationToken);

    /// <summary>Says how a session's work ended. Null with the gateway's own words, or that it does not answer, where it was not taken.</summary>
    /// <param name="source">tests, user or agent.</param>
    /// <param name="tests">How many passed and failed; null where they were not counted.</param>
    public async Task<(JsonElement? Answer, string? Problem)> JudgeAsync(string session, string outcome, string source, (int Passed, int Failed)? tests, string? note, CancellationToken cancellationToken)
    {
        var (answer, refused) = await SendAsync(HttpMethod.Post, "/v1/coderoute/feedback", Body(json =>
        {
            json.WriteString("session_id", session);
            json.WriteString("outcome", outcome);
            json.WriteString("source", source);
            if (tests is { } counted)
            {
                json.WriteStartObject("tests");
                json.WriteNumber("passed", counted.Passed);
                json.WriteNumber("failed", counted.Failed);
                json.WriteEndObject();
            }

            if (note is { Length: > 0 })
            {
                json.WriteString("note", note);
            }
        }), cancellationToken).ConfigureAwait(false);
        return (answer, answer is not null ? null : refused ?? $"No gateway answers at {address}. Start it with coderouter serve, or name it with --gateway or CODEROUTER_URL.");
    }

    internal static byte[] Body(Action<Utf8JsonWriter> members) => Encoding.UTF8.GetBytes(HostJson.Write(members));

    private async Task<JsonElement?> AskAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken) =>
        (await SendAsync(method, path, body, cancellationToken).ConfigureAwait(false)).Answer;

    private async Task<(JsonElement? Answer, string? Refused)> SendAsync(HttpMethod method, string path, byte[]? body, CancellationToken cancellationToken)
    {
        try
        {
            using var request = new HttpRequestMessage(method, address + path);
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
            if (body is not null)
            {
                request.Content = new ByteArrayContent(body) { Headers = { ContentType = new MediaTypeHeaderValue("application/json") } };
            }

            using var response = await http.SendAsync(request, cancellationToken).ConfigureAwait(false);
            using var document = JsonDocument.Parse(await response.Content.ReadAsByteArrayAsync(cancellationToken).ConfigureAwait(false));
            return response.IsSuccessStatusCode ? (document.RootElement.Clone(), null)
                : (null, document.RootElement.TryGetProperty("error", out var error) && error.TryGetProperty("message", out var message) ? message.GetString() : null);
        }
        catch (Exception e) when (e is HttpRequestException or JsonException or UriFormatException or InvalidOperationException or NotSupportedException || (e is TaskCanceledException && !cancellationToken.IsCancellationRequested))
        {
            return (null, null);
        }
    }

    private static List<string> Texts(JsonElement array) => [.. array.EnumerateArray().Select(static t => t.GetString()).OfType<string>()];
}
