using System.Net;
using System.Net.Sockets;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>Upstreams that answer what no provider should, byte by byte.</summary>
public sealed class OddUpstreamTests
{
    private const string Answer = """{"choices":[{"index":0,"message":{"role":"assistant","content":"fine"},"finish_reason":"stop"}],"usage":{"prompt_tokens":5,"completion_tokens":1,"total_tokens":6}}""";

    [Theory]
    [InlineData("HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n")]
    [InlineData("HTTP/1.1 204 No Content\r\n\r\n")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 500\r\n\r\n{\"choices\":")]
    [InlineData("HTTP/1.0 200 OK\r\nContent-Type: application/json\r\n\r\n{\"choices\":[{\"message\":")]
    [InlineData("HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\n")]
    [InlineData("this is no HTTP\r\n\r\n")]
    public async Task Such_an_answer_counts_as_failed_and_the_next_endpoint_is_asked(string raw)
    {
        using var upstream = new RawUpstream(Encoding.Latin1.GetBytes(raw));
        await using var rig = await FaultRig.StartAsync([new("alone", "alone", "x", At: upstream.BaseUri), new("m", "first", "x", 0, At: upstream.BaseUri), new("m", "second", "sim", 1)]);
        using (var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m"))
        {
            Assert.Contains("This is sim ", await Told.BodyAsync(answer), StringComparison.Ordinal);
        }

        using var refused = await rig.AskAsync(WireFormat.OpenAIChat, "alone");
        Assert.Equal(HttpStatusCode.BadGateway, refused.StatusCode);
        Told.OurError(WireFormat.OpenAIChat, refused.StatusCode, await Told.BodyAsync(refused));
    }

    [Fact]
    public async Task Headers_that_may_not_be_passed_on_are_left_out_and_the_answer_is_not()
    {
        using var upstream = new RawUpstream(Encoding.Latin1.GetBytes($"HTTP/1.1 200 OK\r\nx-request-id: gr\u00fc\u00dfe\r\nrequest-id: plain\r\nSet-Cookie: a=b\r\nContent-Type: application/json\r\nContent-Length: {Answer.Length}\r\n\r\n{Answer}"));
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)]);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m");
        Assert.Equal(Answer, await Told.BodyAsync(answer));
        Assert.Equal("plain", answer.Headers.GetValues("request-id").Single());
        Assert.False(answer.Headers.Contains("x-request-id"));
        Assert.False(answer.Headers.Contains("Set-Cookie"));
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat, 401)]
    [InlineData(WireFormat.AnthropicMessages, 401)]
    [InlineData(WireFormat.OpenAIResponses, 400)]
    [InlineData(WireFormat.Gemini, 429)]
    public async Task A_key_that_the_upstream_repeats_reaches_no_caller_and_no_book(WireFormat format, int status)
    {
        const string Key = "upstream-secret";
        const string Error = "{\"error\":{\"message\":\"Invalid key " + Key + "\",\"type\":\"invalid_request_error\"}}";
        using var upstream = new RawUpstream(Encoding.Latin1.GetBytes($"HTTP/1.1 {status} No\r\nContent-Type: application/json\r\nContent-Length: {Error.Length}\r\n\r\n{Error}"));
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)]);
        using var answer = await rig.AskAsync(format, "m");
        string body = await Told.BodyAsync(answer);
        Assert.Equal(status, (int)answer.StatusCode);
        Assert.DoesNotContain(Key, body, StringComparison.Ordinal);
        Assert.DoesNotContain(Key, (await rig.DecisionAsync(answer)).GetRawText(), StringComparison.Ordinal);
        Assert.Contains("Invalid key ", System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    [Fact]
    public async Task An_error_without_a_word_is_told_by_its_status()
    {
        using var upstream = new RawUpstream("HTTP/1.1 500 No\r\nContent-Length: 0\r\n\r\n"u8.ToArray());
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)]);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m");
        Assert.Contains("The upstream answered 500. Send it again", await Told.BodyAsync(answer), StringComparison.Ordinal);
    }

    [Fact]
    public async Task A_web_page_is_named_and_not_passed_on_and_the_remedy_is_a_sentence_of_its_own()
    {
        const string Page = "<html><body>Traceback: /srv/app.py</body></html>";
        using var upstream = new RawUpstream(Encoding.Latin1.GetBytes($"HTTP/1.1 502 Bad\r\nContent-Type: text/html\r\nContent-Length: {Page.Length}\r\n\r\n{Page}"));
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)]);
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m");
        Assert.Contains("answered 502 with a web page, as a proxy in front of it would. Send it again", await Told.BodyAsync(answer), StringComparison.Ordinal);

        const string Plain = "slow down";
        using var busy = new RawUpstream(Encoding.Latin1.GetBytes($"HTTP/1.1 429 No\r\nContent-Type: text/plain\r\nContent-Length: {Plain.Length}\r\n\r\n{Plain}"));
        await using var second = await FaultRig.StartAsync([new("m", "only", "x", At: busy.BaseUri)]);
        using var told = await second.AskAsync(WireFormat.AnthropicMessages, "m");
        Assert.Contains("slow down. Wait and send it again.", await Told.BodyAsync(told), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("404 Not Found", "The upstream answered 404. Check the model's name there (upstream_model, model_map) and the channel's address.")]
    [InlineData("402 Payment Required", "The upstream answered 402. Pay at the provider, or give the model another channel.")]
    public async Task A_refusal_without_a_word_is_told_by_its_status_and_what_helps(string line, string says)
    {
        using var upstream = new RawUpstream(Encoding.Latin1.GetBytes($"HTTP/1.1 {line}\r\nContent-Length: 0\r\n\r\n"));
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)]);
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "m");
        Assert.Contains(says, System.Text.Json.JsonDocument.Parse(await Told.BodyAsync(answer)).RootElement.GetProperty("error").GetProperty("message").GetString(), StringComparison.Ordinal);
    }

    /// <summary>Reads a request's head and answers the same bytes to every connection.</summary>
    private sealed class RawUpstream : IDisposable
    {
        private readonly TcpListener _listener = new(IPAddress.Loopback, 0);

        public RawUpstream(byte[] answer)
        {
            _listener.Start();
            BaseUri = new Uri($"http://127.0.0.1:{((IPEndPoint)_listener.LocalEndpoint).Port}");
            _ = ServeAsync(answer);
        }

        public Uri BaseUri { get; }

        public void Dispose() => _listener.Dispose();

        private async Task ServeAsync(byte[] answer)
        {
            try
            {
                while (true)
                {
                    using var socket = await _listener.AcceptSocketAsync();
                    await socket.ReceiveAsync(new byte[16 * 1024]);
                    await socket.SendAsync(answer);
                    socket.Shutdown(SocketShutdown.Send);
                    // Closing with unread bytes would reset the connection and lose the answer.
                    while (await socket.ReceiveAsync(new byte[1024]) > 0)
                    {
                    }
                }
            }
            catch (Exception e) when (e is SocketException or ObjectDisposedException)
            {
                // The test is over.
            }
        }
    }
}
