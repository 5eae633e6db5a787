using System.Net;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>What a caller of each format understands: an end, an error event, an error body.</summary>
internal static class Told
{
    /// <summary>The whole body. A stream that never ends fails its test instead of holding up all the others.</summary>
    public static async Task<string> BodyAsync(HttpResponseMessage answer)
    {
        using var patience = CancellationTokenSource.CreateLinkedTokenSource(TestContext.Current.CancellationToken);
        patience.CancelAfter(TimeSpan.FromSeconds(20));
        return await answer.Content.ReadAsStringAsync(patience.Token);
    }

    /// <summary>Something a client would take for the end of a good answer.</summary>
    public static bool LooksFinished(WireFormat format, string body) => format switch
    {
        WireFormat.OpenAIChat => Has(body, "[DONE]") || Has(body, "\"finish_reason\":\"stop\""),
        WireFormat.OpenAIResponses => Has(body, "response.completed"),
        WireFormat.AnthropicMessages => Has(body, "message_stop") || Has(body, "end_turn"),
        _ => Has(body, "\"finishReason\""),
    };

    public static bool HasErrorEvent(WireFormat format, string body) => format switch
    {
        WireFormat.OpenAIChat or WireFormat.Gemini => Has(body, "data: {\"error\":"),
        WireFormat.OpenAIResponses => Has(body, "event: error") || Has(body, "event: response.failed"),
        _ => Has(body, "event: error\ndata: {\"type\":\"error\""),
    };

    /// <summary>The stream's last event is its error: nothing follows it.</summary>
    public static void EndsWithError(WireFormat format, string body)
    {
        Assert.True(HasErrorEvent(format, body), "no error event in: " + Tail(body));
        Assert.False(LooksFinished(format, body), "looks finished: " + Tail(body));
        Assert.EndsWith("\n\n", body.Replace("\r", "", StringComparison.Ordinal), StringComparison.Ordinal);
        string last = body.TrimEnd()[(body.TrimEnd().LastIndexOf("\n\n", StringComparison.Ordinal) + 1)..];
        Assert.Contains("error", last, StringComparison.Ordinal);
    }

    /// <summary>An error of ours in the caller's own shape: message with remedy and id, type and code where the format has them.</summary>
    public static JsonElement Error(WireFormat format, HttpStatusCode status, string body)
    {
        var error = JsonDocument.Parse(body).RootElement.GetProperty("error");
        string message = error.GetProperty("message").GetString()!;
        Assert.NotEmpty(message);
        switch (format)
        {
            case WireFormat.AnthropicMessages:
                Assert.NotEmpty(error.GetProperty("type").GetString()!);
                Assert.Equal("error", JsonDocument.Parse(body).RootElement.GetProperty("type").GetString());
                break;
            case WireFormat.Gemini:
                Assert.Equal((int)status, error.GetProperty("code").GetInt32());
                Assert.NotEmpty(error.GetProperty("status").GetString()!);
                break;
            default:
                Assert.NotEmpty(error.GetProperty("type").GetString()!);
                Assert.NotEmpty(error.GetProperty("code").GetString()!);
                break;
        }

        return error;
    }

    /// <summary>The same, made here: it carries the id that the log has too.</summary>
    public static string OurError(WireFormat format, HttpStatusCode status, string body)
    {
        Error(format, status, body);
        Assert.Matches("e_[0-9a-f]{16}|e_d_", body);
        return body;
    }

    public static string Tail(string body) => body.Length <= 600 ? body : "…" + body[^600..];

    private static bool Has(string body, string what) => body.Contains(what, StringComparison.Ordinal);
}
