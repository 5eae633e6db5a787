using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>After the first content there is no way back: the caller is told, and nothing looks finished.</summary>
public sealed class MidStreamTests : IAsyncLifetime
{
    private static readonly string[] Scripts = ["dies-mid-stream", "cut", "error-event", "garbage-event", "stalls"];
    private GatewayRig _rig = null!;

    public static TheoryData<string, WireFormat> Failures()
    {
        var all = new TheoryData<string, WireFormat>();
        foreach (string script in Scripts)
        {
            foreach (var format in FaultRig.Formats)
            {
                all.Add(script, format);
            }
        }

        return all;
    }

    public async ValueTask InitializeAsync() =>
        _rig = await FaultRig.StartAsync(
            Scripts.SelectMany(s => (Endpoint[])[new(s, s + ".first", "bad-" + s), new(s, s + ".second", "sim", 1)]),
            FaultRig.Patience(1.5));

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task A_stream_that_fails_says_so_and_never_looks_finished(string script, WireFormat format)
    {
        using var answer = await _rig.AskAsync(format, script, stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.Contains("This is bad-", body, StringComparison.Ordinal);
        Assert.DoesNotContain("This is sim ", body, StringComparison.Ordinal);
        Assert.DoesNotContain("half an ev", body, StringComparison.Ordinal);
        Told.EndsWithError(format, body);

        var decision = await _rig.DecisionAsync(answer);
        Assert.Equal("truncated", decision.GetProperty("state").GetString());
        decimal cost = decision.GetProperty("cost_usd").GetDecimal();
        Assert.InRange(cost, 0.000001m, decision.GetProperty("reserved_usd").GetDecimal());
        Assert.True(decision.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0, decision.ToString());
        Assert.Equal(FaultRig.ChannelName(script + ".first", format), decision.GetProperty("channel").GetString());
    }

    [Fact]
    public async Task An_endpoint_that_keeps_breaking_off_is_known_for_it()
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "bad-dies-mid-stream")]);
        using (var answer = await rig.AskAsync(WireFormat.OpenAIChat, "m", stream: true))
        {
            await Told.BodyAsync(answer);
        }

        var health = rig.Gateway.State.Current.Channels.For("m").Single(c => c.Format == WireFormat.OpenAIChat).Health;
        Assert.Equal((1, "failing"), (health.FailuresInARow, health.State));
    }

    // All formats at once: the time goes into waiting.
    [Fact]
    public Task The_time_allowed_in_all_ends_a_running_stream_with_an_error_too() => FaultRig.InAllFormatsAsync(async format =>
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "bad-stalls")], s => s with { Limits = s.Limits with { TotalTimeout = TimeSpan.FromSeconds(1) } });
        using var answer = await rig.AskAsync(format, "m", stream: true);
        string body = await Told.BodyAsync(answer);

        Told.EndsWithError(format, body);
        Assert.Equal("truncated", (await rig.DecisionAsync(answer)).GetProperty("state").GetString());
    });

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task A_stream_without_its_closing_mark_is_complete_once_it_said_why_it_stopped(WireFormat format)
    {
        await using var rig = await FaultRig.StartAsync([new("m", "only", "sim-no-done")]);
        using var answer = await rig.AskAsync(format, "m", stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.False(Told.HasErrorEvent(format, body), Told.Tail(body));
        Assert.Equal("answered", (await rig.DecisionAsync(answer)).GetProperty("state").GetString());
    }
}
