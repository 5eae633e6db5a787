using System.Text;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>How long an upstream may be silent, and what the caller hears meanwhile.</summary>
public sealed class PatienceTests
{
    public static TheoryData<WireFormat, bool> Doors() => HomeTests.Doors();

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task An_upstream_that_never_begins_is_given_up_with_504(WireFormat format, bool stream)
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "hangs")], FaultRig.Patience(0.6));
        using var answer = await rig.AskAsync(format, "m", stream);
        string body = await Told.BodyAsync(answer);

        Assert.Equal(504, (int)answer.StatusCode);
        Told.OurError(format, answer.StatusCode, body);
        Assert.Equal(0, (await rig.DecisionAsync(answer)).GetProperty("cost_usd").GetDecimal());
    }

    // All formats at once: the time goes into waiting.
    [Fact]
    public Task After_the_hold_the_caller_hears_keep_alives_and_then_the_error() => FaultRig.InAllFormatsAsync(async format =>
    {
        await using var rig = await FaultRig.StartAsync([new("m", "first", "hangs"), new("m", "second", "sim", 1)], FaultRig.Patience(3.5, 1, 1));
        using var answer = await rig.AskAsync(format, "m", stream: true);
        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Equal("text/event-stream", answer.Content.Headers.ContentType!.MediaType);
        Assert.Equal("m", answer.Headers.GetValues("X-CodeRouter-Model").Single());
        string body = await Told.BodyAsync(answer);

        string alive = Encoding.UTF8.GetString(BuiltInDialects.Of(format).KeepAlive.Span);
        Assert.StartsWith(alive + alive, body, StringComparison.Ordinal);
        Told.EndsWithError(format, body);
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal("failed", decision.GetProperty("state").GetString());
        Assert.Equal(0, decision.GetProperty("cost_usd").GetDecimal());
    });

    // All formats at once: the time goes into waiting.
    [Fact]
    public Task A_pause_in_the_middle_is_bridged_with_keep_alives() => FaultRig.InAllFormatsAsync(async format =>
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "bad-stalls")], FaultRig.Patience(2.6, 15, 1));
        using var answer = await rig.AskAsync(format, "m", stream: true);
        string body = await Told.BodyAsync(answer);

        string alive = Encoding.UTF8.GetString(BuiltInDialects.Of(format).KeepAlive.Span);
        Assert.Contains("This is bad-", body, StringComparison.Ordinal);
        Assert.True(body.LastIndexOf(alive, StringComparison.Ordinal) > body.IndexOf("This is bad-", StringComparison.Ordinal), Told.Tail(body));
        Told.EndsWithError(format, body);
    });

    // All formats at once: the time goes into waiting.
    [Fact]
    public Task A_live_stream_may_last_longer_than_the_timeout() => FaultRig.InAllFormatsAsync(async format =>
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "slow-between-4000")], FaultRig.Patience(2));
        using var answer = await rig.AskAsync(format, "m", stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.True(Told.LooksFinished(format, body) && !Told.HasErrorEvent(format, body), Told.Tail(body));
        Assert.Equal("answered", (await rig.DecisionAsync(answer)).GetProperty("state").GetString());
    });

    [Fact]
    public async Task Retries_share_one_deadline_before_the_first_byte()
    {
        await using var slow = await BareUpstream.StartAsync(async http =>
        {
            // Each attempt alone would be in time, two of them are not.
            await Task.Delay(800, http.RequestAborted);
            http.Response.StatusCode = http.Request.Path.StartsWithSegments("/second", StringComparison.Ordinal) ? 200 : 503;
            await http.Response.WriteAsync("""{"choices":[{"message":{"content":"late"},"finish_reason":"stop"}]}""");
        });
        await using var rig = await FaultRig.StartAsync(
            [new("m", "first", "x", 0, At: slow.BaseUri), new("m", "second", "x", 1, At: slow.BaseUri)],
            s => FaultRig.Patience(1.2)(s) with
            {
                Channels = [.. s.Channels.Select(c => c.Name.StartsWith("second", StringComparison.Ordinal) ? c with { BaseUri = new Uri(slow.BaseUri, "/second") } : c)],
            });
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m");
        Assert.Equal(504, (int)answer.StatusCode);
    }

    public static TheoryData<WireFormat, string, bool> UpstreamPings() => new()
    {
        { WireFormat.OpenAIChat, ": OPENROUTER PROCESSING\n\n", false },
        { WireFormat.OpenAIChat, ": OPENROUTER PROCESSING\n\n", true },
        { WireFormat.AnthropicMessages, "event: ping\ndata: {\"type\": \"ping\"}\n\n", false },
        { WireFormat.AnthropicMessages, "event: ping\ndata: {\"type\": \"ping\"}\n\n", true },
    };

    [Theory]
    [MemberData(nameof(UpstreamPings))]
    public async Task Keep_alives_of_an_upstream_are_no_sign_of_progress(WireFormat format, string ping, bool afterContent)
    {
        string content = format == WireFormat.OpenAIChat
            ? "data: {\"choices\":[{\"index\":0,\"delta\":{\"content\":\"Hello\"}}]}\n\n"
            : "event: content_block_delta\ndata: {\"type\":\"content_block_delta\",\"index\":0,\"delta\":{\"type\":\"text_delta\",\"text\":\"Hello\"}}\n\n";
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            http.Response.ContentType = "text/event-stream";
            if (afterContent)
            {
                await http.Response.WriteAsync(content, http.RequestAborted);
            }

            while (!http.RequestAborted.IsCancellationRequested)
            {
                await http.Response.WriteAsync(ping, http.RequestAborted);
                await http.Response.Body.FlushAsync(http.RequestAborted);
                await Task.Delay(100, http.RequestAborted);
            }
        });
        await using var rig = await FaultRig.StartAsync([new("m", "only", "x", At: upstream.BaseUri)], FaultRig.Patience(1));
        using var answer = await rig.AskAsync(format, "m", stream: true);
        string body = await Told.BodyAsync(answer);
        if (afterContent)
        {
            Assert.Contains("Hello", body, StringComparison.Ordinal);
            Told.EndsWithError(format, body);
        }
        else
        {
            Assert.Equal(504, (int)answer.StatusCode);
        }
    }

    [Theory]
    [InlineData(true)]
    [InlineData(false)]
    public async Task Once_the_hold_is_over_only_the_chosen_models_endpoints_may_answer(bool secondEndpoint)
    {
        await using var slow = await BareUpstream.StartAsync(async http =>
        {
            await Task.Delay(1600, http.RequestAborted);
            http.Response.StatusCode = 503;
            await http.Response.WriteAsync("{}");
        });
        Endpoint[] endpoints = [new("broken", "first", "x", 0, At: slow.BaseUri), new("other", "third", "sim")];
        await using var rig = await FaultRig.StartAsync(
            secondEndpoint ? [.. endpoints, new("broken", "second", "sim-second", 1)] : endpoints,
            s => FaultRig.Patience(10, 1, 1)(s) with { Policy = s.Policy with { Groups = RefusedTests.Group(("broken", 1e9), ("other", 1e-9)) } });
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "fast", stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.Equal("broken", answer.Headers.GetValues("X-CodeRouter-Model").Single());
        Assert.DoesNotContain("This is sim ", body, StringComparison.Ordinal);
        Assert.StartsWith(": keep-alive", body, StringComparison.Ordinal);
        if (secondEndpoint)
        {
            Assert.Contains("This is sim-second ", body, StringComparison.Ordinal);
            Assert.True(Told.LooksFinished(WireFormat.OpenAIChat, body));
        }
        else
        {
            Told.EndsWithError(WireFormat.OpenAIChat, body);
        }
    }
}
