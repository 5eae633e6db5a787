using System.Net;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRouter.Admin;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;

namespace CodeRouter.Dashboard.Pages;

/// <summary>A real request to this router, as any client would send it: the answer, the headers, the decision.</summary>
public sealed partial class PlaygroundPage(DashboardParts parts)
{
    private const int MostShown = 20_000, MostTokens = 1024;
    private static readonly (string, string)[] Dialects = [.. Enum.GetValues<WireFormat>().Select(static f => (f.ApiName(), f.ApiName()))];
    private static readonly HttpMessageInvoker Client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    private readonly List<FieldProblem> _problems = [];
    private Visit _visit = null!;
    private string _model = "", _dialect = "", _text = "";
    private Answer? _answer;
    private string? _failure;

    internal async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        _visit = visit;
        _model = visit.Field("model") is { Length: > 0 } chosen ? chosen : Policy.AutoGroup;
        _dialect = visit.Field("dialect") is { Length: > 0 } named ? named : WireFormat.OpenAIChat.ApiName();
        _text = visit.Written("text") ?? "";
        if (visit.Form is not null)
        {
            if (_text.Trim().Length == 0)
            {
                _problems.Add(new FieldProblem("text", "nothing was entered", "write what to ask the model"));
            }

            if (WireFormatNames.Parse(_dialect) is not { } format)
            {
                _problems.Add(new FieldProblem("dialect", $"'{_dialect}' is no dialect", "choose one of the list"));
            }
            else if (_problems.Count == 0)
            {
                await AskAsync(visit, format, _model, _text);
            }
        }

        return Shows("Playground", _problems.Count > 0 ? 400 : 200);
    }

    private async Task AskAsync(Visit visit, WireFormat format, string model, string text)
    {
        // To the very door this page came through: what is shown is what any client there would get.
        var http = visit.Http;
        var door = new IPEndPoint(http.Connection.LocalIpAddress ?? IPAddress.Loopback, http.Connection.LocalPort);
        using var request = new HttpRequestMessage(HttpMethod.Post, new Uri($"http://{door}{Path(format, model)}")) { Content = new StringContent(Body(format, model, text), Encoding.UTF8, "application/json") };
        request.Headers.Host = http.Request.Host.Value;
        request.Headers.TryAddWithoutValidation("X-CodeRouter-Session", "playground");
        if (visit.Field("key") is { Length: > 0 } key)
        {
            request.Headers.Authorization = new AuthenticationHeaderValue("Bearer", key);
        }

        try
        {
            using var answer = await Client.SendAsync(request, visit.Cancel);
            string body = await answer.Content.ReadAsStringAsync(visit.Cancel);
            _answer = new Answer(
                (int)answer.StatusCode, answer.StatusCode.ToString(), answer.Headers.TryGetValues("X-CodeRouter-Decision", out var ids) ? ids.First() : null, Pretty(body),
                [.. answer.Headers.Concat(answer.Content.Headers).OrderBy(static h => h.Key, StringComparer.OrdinalIgnoreCase).Select(static h => (h.Key, string.Join(", ", h.Value)))]);
        }
        catch (Exception e) when (e is HttpRequestException or FormatException)
        {
            _failure = $"The request could not be sent ({e.Message}). Check the key and the model, and send it again.";
        }
    }

    private static string Pretty(string body)
    {
        try
        {
            body = JsonNode.Parse(EscapedHalves.Replaced(body))?.ToJsonString(Indented) ?? body;
        }
        catch (JsonException)
        {
            // Shown as it came.
        }

        return body.Length > MostShown ? body[..MostShown] + "…" : body;
    }

    private static readonly JsonSerializerOptions Indented = new() { WriteIndented = true, Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping, TypeInfoResolver = new System.Text.Json.Serialization.Metadata.DefaultJsonTypeInfoResolver() };

    private static string Path(WireFormat format, string model) => format switch
    {
        WireFormat.OpenAIChat => "/v1/chat/completions",
        WireFormat.OpenAIResponses => "/v1/responses",
        WireFormat.AnthropicMessages => "/v1/messages",
        _ => $"/v1beta/models/{Uri.EscapeDataString(model)}:generateContent",
    };

    private static string Body(WireFormat format, string model, string text) => (format switch
    {
        WireFormat.OpenAIChat => new JsonObject { ["model"] = model, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) },
        WireFormat.OpenAIResponses => new JsonObject { ["model"] = model, ["input"] = text },
        WireFormat.AnthropicMessages => new JsonObject { ["model"] = model, ["max_tokens"] = MostTokens, ["messages"] = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = text }) },
        _ => new JsonObject { ["contents"] = new JsonArray(new JsonObject { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["text"] = text }) }) },
    }).ToJsonString();

    /// <param name="Decision">The id it has in the books; null where none was made.</param>
    private sealed record Answer(int Status, string Words, string? Decision, string Body, IReadOnlyList<(string Name, string Value)> Headers);
}
