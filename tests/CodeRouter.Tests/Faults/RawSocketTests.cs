using System.Net.Sockets;
using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>Callers that do not keep to HTTP's manners, byte by byte.</summary>
public sealed class RawSocketTests : IAsyncLifetime
{
    private static readonly string Good = GatewayRig.Body(WireFormat.AnthropicMessages, "sim", stream: false);
    private GatewayRig _rig = null!;

    public async ValueTask InitializeAsync() => _rig = await FaultRig.StartAsync([new("sim", "only", "sim"), new("hangs", "slow", "hangs")]);

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Fact]
    public async Task Requests_sent_one_behind_the_other_are_answered_in_order()
    {
        using var socket = await OpenAsync();
        string unknown = GatewayRig.Body(WireFormat.AnthropicMessages, "nobody", stream: false);
        await SendAsync(socket, Post(Good) + Post(unknown) + Post(Good, "Connection: close\r\n"));
        string all = await ReadAllAsync(socket);
        string[] statuses = [.. all.Split("HTTP/1.1 ").Skip(1).Select(a => a[..3])];
        Assert.Equal(["200", "404", "200"], statuses);
    }

    [Fact]
    public async Task A_header_in_letters_that_are_no_UTF_8_closes_no_door()
    {
        using var socket = await OpenAsync();
        await socket.SendAsync(Encoding.Latin1.GetBytes(Post(Good, "X-Title: J\u00f6rg\u00df App\r\nUser-Agent: K\u00e4se/1\r\nConnection: close\r\n")));
        Assert.StartsWith("HTTP/1.1 200", await ReadAllAsync(socket), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("Content-Length: 100000\r\n")]
    [InlineData("Transfer-Encoding: chunked\r\n")]
    public async Task A_body_that_never_comes_whole_ends_without_harm(string length)
    {
        using (var socket = await OpenAsync())
        {
            await SendAsync(socket, "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n" + length + "\r\n" + (length[0] == 'T' ? "5\r\n{\"mod" : Good));
            socket.Shutdown(SocketShutdown.Send);
            Assert.DoesNotContain(" 200 ", await ReadAllAsync(socket), StringComparison.Ordinal);
        }

        await StillServesAsync();
        Assert.DoesNotContain(_rig.Provider.Requests, r => r.BodyText.Contains("100000", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_body_that_trickles_is_given_up_with_408()
    {
        using var socket = await OpenAsync();
        await SendAsync(socket, $"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: {Good.Length + 4000}\r\n\r\n");
        using var stop = new CancellationTokenSource();
        var trickle = TrickleAsync(socket, stop.Token);
        string answer = await ReadAllAsync(socket);
        await stop.CancelAsync();
        await Assert.ThrowsAnyAsync<Exception>(() => trickle);
        Assert.StartsWith("HTTP/1.1 408", answer, StringComparison.Ordinal);
        Assert.Contains("\"type\":\"error\"", answer, StringComparison.Ordinal);
        Assert.Matches("e_[0-9a-f]{16}", answer);
        await StillServesAsync();
    }

    [Fact]
    public async Task Many_connections_that_never_finish_their_headers_keep_nobody_out()
    {
        var slow = new List<Socket>();
        try
        {
            for (int i = 0; i < 200; i++)
            {
                var socket = await OpenAsync();
                await SendAsync(socket, "POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nX-Slow: a");
                slow.Add(socket);
            }

            await StillServesAsync();
        }
        finally
        {
            slow.ForEach(s => s.Dispose());
        }

        await StillServesAsync();
    }

    [Fact]
    public async Task A_caller_that_closes_its_half_is_taken_as_gone_and_the_books_are_closed()
    {
        using var socket = await OpenAsync();
        await SendAsync(socket, Post(GatewayRig.Body(WireFormat.AnthropicMessages, "hangs", stream: false)));
        await LeavingTests.UntilAsync(() => Task.FromResult(_rig.Provider.Requests.Count == 1));
        socket.Shutdown(SocketShutdown.Send);
        await LeavingTests.UntilAsync(async () => (await _rig.UsageAsync()).GetProperty("totals").GetProperty("aborted").GetInt64() == 1);
        await StillServesAsync();
    }

    [Theory]
    [InlineData("GARBAGE\r\n\r\n", "400")]
    [InlineData("POST /v1/messages HTTP/1.1\r\n\r\n", "400")]
    [InlineData("POST /v1/messages HTTP/1.1\r\nHost: a\r\nHost: b\r\n\r\n", "400")]
    [InlineData("POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: -1\r\n\r\n", "400")]
    [InlineData("POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 5\r\nTransfer-Encoding: chunked\r\nConnection: close\r\n\r\n0\r\n\r\n", "400")]
    [InlineData("POST http://evil.example.com/v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n", "4")]
    [InlineData("POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nConnection: close\r\nBad\u0001Name: x\r\n\r\n", "400")]
    public async Task What_is_no_HTTP_is_refused(string request, string status)
    {
        using (var socket = await OpenAsync())
        {
            await SendAsync(socket, request);
            Assert.StartsWith("HTTP/1.1 " + status, await ReadAllAsync(socket), StringComparison.Ordinal);
        }

        await StillServesAsync();
        Assert.DoesNotContain(_rig.Provider.Requests, r => r.Body.Length == 0);
    }

    [Fact]
    public async Task Connections_reset_at_any_moment_leave_nothing_behind()
    {
        string request = Post(Good);
        var random = new Random(7);
        for (int i = 0; i < 60; i++)
        {
            var socket = await OpenAsync();
            await SendAsync(socket, request[..random.Next(1, request.Length + 1)]);
            if (random.Next(2) == 0)
            {
                await Task.Delay(random.Next(4), TestContext.Current.CancellationToken);
            }

            socket.LingerState = new LingerOption(true, 0);
            socket.Dispose();
        }

        await LeavingTests.UntilAsync(async () => (await _rig.Http.GetStringAsync("/metrics")).Contains("coderouter_in_flight 0\n", StringComparison.Ordinal));
        await StillServesAsync();
    }

    private static string Post(string body, string headers = "") =>
        $"POST /v1/messages HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\n{headers}Content-Length: {Encoding.UTF8.GetByteCount(body)}\r\n\r\n{body}";

    private async Task<Socket> OpenAsync()
    {
        var socket = new Socket(AddressFamily.InterNetwork, SocketType.Stream, ProtocolType.Tcp) { NoDelay = true };
        await socket.ConnectAsync(_rig.BaseUri.Host, _rig.BaseUri.Port, TestContext.Current.CancellationToken);
        return socket;
    }

    private static async Task TrickleAsync(Socket socket, CancellationToken stop)
    {
        while (true)
        {
            await SendAsync(socket, " ");
            await Task.Delay(250, stop);
        }
    }

    private static async Task SendAsync(Socket socket, string text) => await socket.SendAsync(Encoding.UTF8.GetBytes(text));

    private static async Task<string> ReadAllAsync(Socket socket)
    {
        using var patience = new CancellationTokenSource(TimeSpan.FromSeconds(30));
        var all = new MemoryStream();
        byte[] piece = new byte[8192];
        try
        {
            int read;
            while ((read = await socket.ReceiveAsync(piece, patience.Token)) > 0)
            {
                all.Write(piece, 0, read);
            }
        }
        catch (SocketException)
        {
            // A reset is an end too.
        }

        return Encoding.UTF8.GetString(all.ToArray());
    }

    private async Task StillServesAsync()
    {
        using var good = await _rig.AskAsync(WireFormat.AnthropicMessages, "sim");
        Assert.Equal(200, (int)good.StatusCode);
    }
}
