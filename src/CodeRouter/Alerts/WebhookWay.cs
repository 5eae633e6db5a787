using System.Text;
using System.Text.Json;

namespace CodeRouter.Alerts;

/// <summary>Posts an alert as JSON; <c>text</c> stands there too, which chat services show as it is.</summary>
public sealed class WebhookWay(HttpMessageInvoker client, Uri address) : IAlertWay
{
    public string Setting => "alerts.webhook";

    public async Task SendAsync(Alert alert, DateTimeOffset at, CancellationToken cancellationToken)
    {
        using var body = new MemoryStream();
        await using (var json = new Utf8JsonWriter(body))
        {
            json.WriteStartObject();
            json.WriteString("kind", alert.Kind);
            json.WriteString("at", at.UtcDateTime);
            json.WriteString("subject", alert.Subject);
            json.WriteString("text", $"{alert.Subject}\n{alert.Text}");
            json.WriteStartObject("facts");
            foreach (var (name, value) in alert.Facts)
            {
                json.WriteString(name, value);
            }

            json.WriteEndObject();
            json.WriteEndObject();
        }

        using var request = new HttpRequestMessage(HttpMethod.Post, address) { Content = new StringContent(Encoding.UTF8.GetString(body.GetBuffer(), 0, (int)body.Length), Encoding.UTF8, "application/json") };
        using var answer = await client.SendAsync(request, cancellationToken);
        if (!answer.IsSuccessStatusCode)
        {
            throw new HttpRequestException($"it answered {(int)answer.StatusCode}", inner: null, answer.StatusCode);
        }
    }
}
