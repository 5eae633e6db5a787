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
internal static class PlaygroundPage
{
    private const int MostShown = 20_000, MostTokens = 1024;
    private static readonly (string, string)[] Dialects = [.. Enum.GetValues<WireFormat>().Select(static f => (f.ApiName(), f.ApiName()))];
    private static readonly HttpMessageInvoker Client = new(new SocketsHttpHandler { UseProxy = false, UseCookies = false, AllowAutoRedirect = false });

    public static async ValueTask<Reply> AnswerAsync(Visit visit)
    {
        string model = visit.Field("model") is { Length: > 0 } chosen ? chosen : Policy.AutoGroup, dialect = visit.Field("dialect") is { Length: > 0 } named ? named : WireFormat.OpenAIChat.ApiName();
        string text = visit.Written("text") ?? "";
        var problems = new List<FieldProblem>();
        Html? answer = null;
        if (visit.Form is not null)
        {
            if (text.Trim().Length == 0)
            {
                problems.Add(new FieldProblem("text", "nothing was entered", "write what to ask the model"));
            }

            if (WireFormatNames.Parse(dialect) is not { } format)
            {
                problems.Add(new FieldProblem("dialect", $"'{dialect}' is no dialect", "choose one of the list"));
            }
            else if (problems.Count == 0)
            {
                answer = await AskAsync(visit, format, model, text);
            }
        }

        var body = new Html().Add($"<p>Sends a real request through this router and pays for it as any client's.</p>{Forms.Begin(visit, "/dashboard/playground")}<div class=\"fields\">");
        Forms.Input(body, "model", "Model", model, problems, $"{Policy.AutoGroup} lets the router choose; or a model or group by name.");
        Controls.Choice(body, "dialect", "Dialect", dialect, Dialects, problems);
        Forms.Input(body, "key", "Key", "", problems, "Needed where this router asks for keys; used for this request only.", "password");
        body.Add($"</div>");
        Controls.Area(body, "text", "Message", text, 4, problems);
        return new Reply("Playground", body.Add($"<div class=\"actions\">{(visit.MayChange ? Send : null)}</div></form>{answer}"), problems.Count > 0 ? 400 : 200);
    }

    private static readonly Html Send = new Html().Add($"<button>Send</button>");

    private static async Task<Html> AskAsync(Visit visit, WireFormat format, string model, string text)
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
            return Show(answer, await answer.Content.ReadAsStringAsync(visit.Cancel));
        }
        catch (Exception e) when (e is HttpRequestException or FormatException)
        {
            return new Html().Add($"<p class=\"wrong\" role=\"alert\">The request could not be sent ({e.Message}). Check the key and the model, and send it again.</p>");
        }
    }

    private static Html Show(HttpResponseMessage answer, string body)
    {
        var shown = new Html().Add($"<div class=\"tried\" role=\"status\"><h3>Answer: {(long)(int)answer.StatusCode} {answer.StatusCode.ToString()}</h3>");
        if (answer.Headers.TryGetValues("X-CodeRouter-Decision", out var ids) && ids.First() is var id)
        {
            shown.Add($"<p><a href=\"/dashboard/failures?search={Uri.EscapeDataString(id)}\">The request in the books</a> · <a href=\"/dashboard/replay?id={Uri.EscapeDataString(id)}\">Replay its decision</a></p>");
        }

        shown.Add($"<pre tabindex=\"0\" role=\"region\" aria-label=\"Answer\">{Pretty(body)}</pre><h3>Headers</h3>{Controls.Table("Headers", "Name", "Value")}");
        foreach (var (name, values) in answer.Headers.Concat(answer.Content.Headers).OrderBy(static h => h.Key, StringComparer.OrdinalIgnoreCase))
        {
            shown.Add($"<tr><th scope=\"row\">{name}</th><td class=\"long\">{string.Join(", ", values)}</td></tr>");
        }

        return shown.Add($"{Controls.TableEnd}</div>");
    }

    private static string Pretty(string body)
    {
        try
        {
            body = JsonNode.Parse(body)?.ToJsonString(Indented) ?? body;
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
}
