using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>Before the first content a failure of one endpoint is no failure of the request.</summary>
public sealed class FailoverTests : IAsyncLifetime
{
    private static readonly string[] MovesOn =
    [
        "closed", "reset", "refuse", "401", "402", "403", "408", "429", "500", "502", "503", "504", "529",
        "dies-early", "cut-early", "error-event-early", "garbage-early", "empty", "not-json",
    ];

    private GatewayRig _rig = null!;

    public static TheoryData<string, WireFormat, bool> Failures()
    {
        var all = new TheoryData<string, WireFormat, bool>();
        foreach (string script in MovesOn)
        {
            foreach (var format in FaultRig.Formats)
            {
                all.Add(script, format, false);
                all.Add(script, format, true);
            }
        }

        return all;
    }

    // One gateway for all: each case has a model of its own, so that no cool-down reaches another case.
    public async ValueTask InitializeAsync()
    {
        var endpoints = new List<Endpoint>();
        var closed = FaultRig.ClosedPort();
        foreach (string script in MovesOn)
        {
            foreach (string kind in (string[])["whole", "stream"])
            {
                string model = $"{kind}.{script}";
                endpoints.Add(new Endpoint(model, model + ".first", "bad-" + script, 0, At: script == "closed" ? closed : null));
                endpoints.Add(new Endpoint(model, model + ".second", "sim", 1));
            }
        }

        _rig = await FaultRig.StartAsync(endpoints);
    }

    public ValueTask DisposeAsync() => _rig.DisposeAsync();

    [Theory]
    [MemberData(nameof(Failures))]
    public async Task The_next_endpoint_answers_and_the_caller_sees_nothing_of_the_first(string script, WireFormat format, bool stream)
    {
        string model = $"{(stream ? "stream" : "whole")}.{script}";
        using var answer = await _rig.AskAsync(format, model, stream);
        string body = await Told.BodyAsync(answer);

        Assert.True((int)answer.StatusCode == 200, $"{answer.StatusCode}: {body}");
        Assert.Contains("This is sim ", body, StringComparison.Ordinal);
        Assert.DoesNotContain("bad-" + script, body, StringComparison.Ordinal);
        Assert.False(Told.HasErrorEvent(format, body), body);
        Assert.True(!stream || Told.LooksFinished(format, body), body);

        var decision = await _rig.DecisionAsync(answer);
        string attempts = decision.GetProperty("attempts").GetString() ?? "";
        Assert.StartsWith($"{model}@{FaultRig.ChannelName(model + ".first", format)} ", attempts, StringComparison.Ordinal);
        Assert.EndsWith($", {model}@{FaultRig.ChannelName(model + ".second", format)} ok", attempts, StringComparison.Ordinal);
        Assert.Equal("answered", decision.GetProperty("state").GetString());
        Assert.Equal(FaultRig.ChannelName(model + ".second", format), decision.GetProperty("channel").GetString());
        Assert.True(decision.GetProperty("cost_usd").GetDecimal() > 0);
    }
}
