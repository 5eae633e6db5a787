using System.Globalization;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Decisions;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Faults;

/// <summary>What is refused for its own sake stays refused; when nobody is left the last refusal is the caller's.</summary>
public sealed class RefusedTests
{
    public static TheoryData<string, WireFormat> OwnFaults()
    {
        var all = new TheoryData<string, WireFormat>();
        foreach (string status in (string[])["400", "404", "413", "422"])
        {
            foreach (var format in FaultRig.Formats)
            {
                all.Add(status, format);
            }
        }

        return all;
    }

    public static TheoryData<string, WireFormat, bool> LastErrors()
    {
        var all = new TheoryData<string, WireFormat, bool>();
        foreach (string script in (string[])["401", "429", "429-retry-after-7", "500", "503", "503-retry-after-200", "529"])
        {
            foreach (var format in FaultRig.Formats)
            {
                all.Add(script, format, format is WireFormat.AnthropicMessages or WireFormat.OpenAIChat);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(OwnFaults))]
    public async Task A_refused_request_is_not_carried_to_another_endpoint(string status, WireFormat format)
    {
        await using var rig = await FaultRig.StartAsync([new("m", "first", "bad-" + status), new("m", "second", "sim", 1)]);
        using var answer = await rig.AskAsync(format, "m", stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.Equal(status, ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
        Assert.NotEmpty(System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("message").GetString()!);
        Assert.Single(rig.Provider.Requests);
        var decision = await rig.DecisionAsync(answer);
        Assert.Equal("failed", decision.GetProperty("state").GetString());
        Assert.Equal(0, decision.GetProperty("cost_usd").GetDecimal());

        // The caller gets the vendor's words as they came; whoever looks after the router has to know whose they are.
        Assert.Contains("Channel first-", decision.GetProperty("error").GetRawText(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(LastErrors))]
    public async Task With_nobody_left_the_last_error_is_passed_on_with_its_status_body_and_retry_after(string script, WireFormat format, bool stream)
    {
        await using var rig = await FaultRig.StartAsync([new("m", "first", "bad-500"), new("m", "second", "bad-" + script, 1)]);
        using var answer = await rig.AskAsync(format, "m", stream);
        string body = await Told.BodyAsync(answer);

        Assert.Equal(script[..3], ((int)answer.StatusCode).ToString(CultureInfo.InvariantCulture));
        Assert.NotEmpty(System.Text.Json.JsonDocument.Parse(body).RootElement.GetProperty("error").GetProperty("message").GetString()!);
        Assert.DoesNotMatch("e_[0-9a-f]{16}", body);
        string? wait = answer.Headers.TryGetValues("retry-after", out var values) ? values.Single() : null;
        if (script.Contains("retry-after", StringComparison.Ordinal))
        {
            Assert.Equal(script[(script.LastIndexOf('-') + 1)..], wait);
        }
        else if (script[..3] is "429" or "503")
        {
            Assert.InRange(int.Parse(wait!, CultureInfo.InvariantCulture), 1, 120);
        }

        var decision = await rig.DecisionAsync(answer);
        Assert.Equal(2, decision.GetProperty("attempts").GetString()!.Split(',').Length);
        Assert.Equal(0, decision.GetProperty("cost_usd").GetDecimal());
        Assert.Equal(answer.Headers.GetValues("X-CodeRouter-Decision").Single(), decision.GetProperty("id").GetString());
    }

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task A_named_model_never_becomes_another_one(WireFormat format)
    {
        await using var rig = await FaultRig.StartAsync([new("broken", "first", "bad-503"), new("whole", "second", "sim")]);
        using var answer = await rig.AskAsync(format, "broken");

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Equal("broken", answer.Headers.GetValues("X-CodeRouter-Model").Single());
        Assert.All(rig.Provider.Requests, r => Assert.DoesNotContain("\"sim\"", r.BodyText, StringComparison.Ordinal));
        Assert.Single(rig.Provider.Requests);
    }

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task A_group_goes_on_with_its_next_model(WireFormat format)
    {
        await using var rig = await FaultRig.StartAsync(
            [new("broken", "first", "bad-503"), new("whole", "second", "sim")],
            s => s with { Policy = s.Policy with { Groups = Group(("broken", 1e9), ("whole", 1e-9)) } });
        using var answer = await rig.AskAsync(format, "fast", stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.True((int)answer.StatusCode == 200, body);
        Assert.Equal("whole", answer.Headers.GetValues("X-CodeRouter-Model").Single());
        Assert.Contains("This is sim ", body, StringComparison.Ordinal);
        Assert.Equal(2, rig.Provider.Requests.Count);
    }

    [Theory]
    [MemberData(nameof(FaultRig.AllFormats), MemberType = typeof(FaultRig))]
    public async Task Automatic_routing_goes_on_with_another_model(WireFormat format)
    {
        // Whichever is tried first fails this conversation once; the other one then answers it.
        await using var rig = await FaultRig.StartAsync([new("one", "first", "sim-502-once"), new("two", "second", "sim-502-once")]);
        using var answer = await rig.AskAsync(format, Policy.AutoGroup);
        string body = await Told.BodyAsync(answer);

        Assert.True((int)answer.StatusCode == 200, body);
        var decision = await rig.DecisionAsync(answer);
        string[] models = [.. decision.GetProperty("attempts").GetString()!.Split(", ").Select(a => a.Split('@')[0])];
        Assert.Equal(2, models.Distinct(StringComparer.Ordinal).Count());
        Assert.Equal(models[^1], decision.GetProperty("model").GetString());
    }

    internal static Dictionary<string, ModelGroup> Group(params (string Model, double Weight)[] members) => new(StringComparer.Ordinal)
    {
        ["fast"] = new ModelGroup("fast", false, [.. members.Select(m => new GroupMember(m.Model, null, m.Weight))]),
    };
}
