using System.Text;
using CodeRouter.Core.Conversations;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Gateway;

/// <summary>Caller and upstream speak the same format: everything passes, two edits are made.</summary>
public sealed class HomeTests
{
    public static TheoryData<WireFormat, bool> Doors()
    {
        var doors = new TheoryData<WireFormat, bool>();
        foreach (var format in Enum.GetValues<WireFormat>())
        {
            doors.Add(format, false);
            doors.Add(format, true);
        }

        return doors;
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task A_request_is_answered_in_its_own_format_and_explains_itself(WireFormat format, bool stream)
    {
        await using var rig = await GatewayRig.SimulatedAsync(["sim"]);
        using var answer = await rig.AskAsync(format, "sim", stream);
        string body = await answer.Content.ReadAsStringAsync(TestContext.Current.CancellationToken);

        Assert.Equal(200, (int)answer.StatusCode);
        Assert.NotEmpty(body);
        foreach (string header in (string[])["Phase", "Phase-Confidence", "Agent", "Model", "Cost", "Cost-If-Opus", "Baseline", "Savings", "Decision", "Session", "Tier", "Reason", "Request-Hash"])
        {
            Assert.True(answer.Headers.Contains("X-CodeRouter-" + header), $"X-CodeRouter-{header} is missing");
        }

        var decision = await rig.DecisionAsync(answer);
        Assert.Equal("sim", decision.GetProperty("model").GetString());
        Assert.True(decision.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0, decision.ToString());
    }

    [Theory]
    [MemberData(nameof(Doors))]
    public async Task The_body_reaches_the_upstream_untouched_but_for_the_two_edits(WireFormat format, bool stream)
    {
        byte[]? received = null;
        await using var upstream = await BareUpstream.StartAsync(async http =>
        {
            received = await BareUpstream.BodyAsync(http.Request);
            http.Response.StatusCode = 400;
            await http.Response.WriteAsync("""{"error":{"message":"enough seen","type":"invalid_request_error"}}""");
        });
        var card = GatewayRig.Card("named") with { UpstreamModel = "sent-upstream" };
        var channel = GatewayRig.Channel("one", format, upstream.BaseUri, []) with { Models = new Dictionary<string, string> { ["named"] = "sent-upstream" } };
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([card], [channel]));
        string odd = GatewayRig.Body(format, "named", stream, "größer: \"ünï\" \\ \u2028 end").Replace(":", " :  ", StringComparison.Ordinal).Replace("1", "1.0e0", StringComparison.Ordinal) + " \n";
        using var answer = await rig.Http.PostAsync(GatewayRig.Path(format, "named", stream), GatewayRig.JsonContent(odd), TestContext.Current.CancellationToken);

        string expected = format == WireFormat.Gemini ? odd : odd.Replace("\"named\"", "\"sent-upstream\"", StringComparison.Ordinal);
        if (format == WireFormat.OpenAIChat && stream)
        {
            int brace = expected.LastIndexOf('}');
            expected = expected[..brace] + ",\"stream_options\":{\"include_usage\":true}" + expected[brace..];
        }

        Assert.NotNull(received);
        Assert.Equal(expected, Encoding.UTF8.GetString(received));
    }
}
