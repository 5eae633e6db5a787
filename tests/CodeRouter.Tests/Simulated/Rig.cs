using System.Text;
using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Simulated;

/// <summary>A running provider and the shortest way to ask it something in each dialect.</summary>
internal sealed class Rig : IAsyncDisposable
{
    private Rig(SimulatedProvider provider, HttpClient client) => (Provider, Client) = (provider, client);

    public SimulatedProvider Provider { get; }

    public HttpClient Client { get; }

    public static async Task<Rig> StartAsync(SimulatedOptions? options = null)
    {
        var provider = new SimulatedProvider(options);
        return new(provider, new HttpClient { BaseAddress = await provider.StartAsync() });
    }

    public static readonly WireFormat[] Formats = Enum.GetValues<WireFormat>();

    public static string Body(WireFormat format, string model, bool stream, string text = "hello") => format switch
    {
        WireFormat.OpenAIChat => $$$"""{"model":"{{{model}}}","messages":[{"role":"user","content":"{{{text}}}"}]{{{(stream ? ",\"stream\":true,\"stream_options\":{\"include_usage\":true}" : "")}}}}""",
        WireFormat.OpenAIResponses => $$"""{"model":"{{model}}","input":"{{text}}"{{(stream ? ",\"stream\":true" : "")}}}""",
        WireFormat.AnthropicMessages => $$"""{"model":"{{model}}","max_tokens":4096,"messages":[{"role":"user","content":"{{text}}"}]{{(stream ? ",\"stream\":true" : "")}}}""",
        _ => $$"""{"contents":[{"role":"user","parts":[{"text":"{{text}}"}]}]}""",
    };

    public static string Path(WireFormat format, string model, bool stream) => format switch
    {
        WireFormat.OpenAIChat => "/v1/chat/completions",
        WireFormat.OpenAIResponses => "/v1/responses",
        WireFormat.AnthropicMessages => "/v1/messages",
        _ => $"/v1beta/models/{model}:" + (stream ? "streamGenerateContent?alt=sse" : "generateContent"),
    };

    public Task<HttpResponseMessage> SendAsync(WireFormat format, string model, bool stream, string? body = null, string? testId = null)
    {
        var request = new HttpRequestMessage(HttpMethod.Post, Path(format, model, stream))
        {
            Content = new StringContent(body ?? Body(format, model, stream), Encoding.UTF8, "application/json"),
        };
        request.Headers.Add("anthropic-version", "2023-06-01");
        if (testId is not null)
        {
            request.Headers.Add("x-test-id", testId);
        }

        return Client.SendAsync(request, HttpCompletionOption.ResponseHeadersRead, TestContext.Current.CancellationToken);
    }

    public async Task<JsonElement> AskAsync(WireFormat format, string model, string? body = null)
    {
        using var response = await SendAsync(format, model, false, body);
        string text = await response.Content.ReadAsStringAsync();
        Assert.True(response.IsSuccessStatusCode, text);
        return JsonSerializer.Deserialize<JsonElement>(text);
    }

    public async Task<List<(string Name, string Data)>> StreamAsync(WireFormat format, string model, string? body = null)
    {
        using var response = await SendAsync(format, model, true, body);
        return Events(await response.Content.ReadAsStringAsync());
    }

    public static List<(string Name, string Data)> Events(string text) =>
        text.Replace("\r\n", "\n", StringComparison.Ordinal).Split("\n\n", StringSplitOptions.RemoveEmptyEntries)
            .Where(block => !block.StartsWith(':'))
            .Select(block => (Line(block, "event: "), Line(block, "data: "))).ToList();

    private static string Line(string block, string prefix) =>
        block.Split('\n').FirstOrDefault(line => line.StartsWith(prefix, StringComparison.Ordinal))?[prefix.Length..] ?? "";

    public async ValueTask DisposeAsync()
    {
        Client.Dispose();
        await Provider.DisposeAsync();
    }
}
