using System.Text.Json;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Faults;
using CodeRouter.Tests.Gateway;
using Xunit;

namespace CodeRouter.Tests.Abroad;

/// <summary>A model that speaks another format answers in the caller's own.</summary>
public sealed class AnswersComeHome
{
    [Theory]
    [MemberData(nameof(AbroadRig.PairsBothWays), MemberType = typeof(AbroadRig))]
    public async Task An_answer_of_another_format_reads_like_ones_own(WireFormat caller, WireFormat upstream, bool stream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim"]);
        using var answer = await rig.AskAsync(caller, "sim", stream);
        string body = await Told.BodyAsync(answer);

        Assert.True((int)answer.StatusCode == 200, body);
        Assert.Equal(stream ? "text/event-stream" : "application/json", answer.Content.Headers.ContentType!.MediaType);
        Assert.Contains("This is sim speaking", body.Replace("\\u0020", " ", StringComparison.Ordinal), StringComparison.Ordinal);
        Assert.False(answer.Headers.Contains("X-CodeRouter-Loss"), string.Join(", ", answer.Headers));
        if (stream)
        {
            Assert.True(Told.LooksFinished(caller, body) && !Told.HasErrorEvent(caller, body), Told.Tail(body));
        }
        else
        {
            JsonDocument.Parse(body).Dispose();
        }

        var decision = await rig.DecisionAsync(answer);
        Assert.Equal("answered", decision.GetProperty("state").GetString());
        Assert.Equal(caller.ApiName(), decision.GetProperty("dialect").GetString());
        Assert.Equal(upstream.ApiName(), decision.GetProperty("upstream_dialect").GetString());
        Assert.True(decision.GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0, decision.ToString());
        Assert.True(decision.GetProperty("cost_usd").GetDecimal() > 0, decision.ToString());
    }

    [Theory]
    [MemberData(nameof(AbroadRig.Pairs), MemberType = typeof(AbroadRig))]
    public async Task A_tool_call_of_another_format_is_ones_own(WireFormat caller, WireFormat upstream)
    {
        await using var rig = await AbroadRig.StartAsync(upstream, ["sim-calls-tool"]);
        foreach (bool stream in (bool[])[false, true])
        {
            string body = WithTool(caller, GatewayRig.Body(caller, "sim-calls-tool", stream));
            using var answer = await rig.Http.PostAsync(GatewayRig.Path(caller, "sim-calls-tool", stream), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
            string said = await Told.BodyAsync(answer);

            Assert.True((int)answer.StatusCode == 200, said);
            Assert.Contains("read_file", said, StringComparison.Ordinal);
            Assert.Contains("src/app.py", said, StringComparison.Ordinal);
            string stop = caller switch
            {
                WireFormat.OpenAIChat => "\"finish_reason\":\"tool_calls\"",
                WireFormat.OpenAIResponses => "\"function_call\"",
                WireFormat.AnthropicMessages => "\"stop_reason\":\"tool_use\"",
                _ => "\"functionCall\"",
            };
            Assert.Contains(stop, said, StringComparison.Ordinal);
        }
    }

    [Theory]
    [MemberData(nameof(AbroadRig.AllFormats), MemberType = typeof(AbroadRig))]
    public async Task A_channel_of_the_callers_own_format_is_preferred_whatever_its_priority(WireFormat caller)
    {
        var other = AbroadRig.Formats.First(f => f != caller);
        await using var away = await Simulated.Rig.StartAsync();
        await using var home = await Simulated.Rig.StartAsync();
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings(
            [AbroadRig.Card("m", caller, other)],
            [AbroadRig.Channel("away", other, away.Provider.BaseUri, "m", "sim", priority: 0), AbroadRig.Channel("home", caller, home.Provider.BaseUri, "m", "sim", priority: 9)]));
        using var answer = await rig.AskAsync(caller, "m", stream: true);
        await Told.BodyAsync(answer);

        Assert.Equal("home", (await rig.DecisionAsync(answer)).GetProperty("channel").GetString());
        Assert.Empty(away.Provider.Requests);
    }

    [Theory]
    [MemberData(nameof(AbroadRig.Pairs), MemberType = typeof(AbroadRig))]
    public async Task A_channel_of_another_format_stands_in_for_one_that_fails(WireFormat caller, WireFormat upstream)
    {
        await using var away = await Simulated.Rig.StartAsync();
        await using var home = await Simulated.Rig.StartAsync();
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings(
            [AbroadRig.Card("m", caller, upstream)],
            [AbroadRig.Channel("home", caller, home.Provider.BaseUri, "m", "bad-error-event-early"), AbroadRig.Channel("away", upstream, away.Provider.BaseUri, "m", "sim")]));
        using var answer = await rig.AskAsync(caller, "m", stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.True((int)answer.StatusCode == 200, body);
        Assert.Contains("This is sim speaking", body, StringComparison.Ordinal);
        Assert.True(Told.LooksFinished(caller, body) && !Told.HasErrorEvent(caller, body), Told.Tail(body));
        Assert.Contains("m@home", (await rig.DecisionAsync(answer)).GetProperty("attempts").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [MemberData(nameof(AbroadRig.AllFormats), MemberType = typeof(AbroadRig))]
    public async Task A_server_that_speaks_the_callers_format_is_not_asked_in_another(WireFormat caller)
    {
        await using var rig = await AbroadRig.StartAsync(AbroadRig.Formats.Select(f => ("sim-503", f)));
        using var answer = await rig.AskAsync(caller, "sim-503");

        Assert.Equal(503, (int)answer.StatusCode);
        Assert.Single(rig.Provider.Requests);
    }

    [Fact]
    public async Task A_list_of_answers_is_one_also_when_a_stranger_gives_it()
    {
        await using var rig = await AbroadRig.StartAsync(WireFormat.AnthropicMessages, ["sim"]);
        using var answer = await rig.Http.PostAsync("/v1beta/models/sim:streamGenerateContent", GatewayRig.JsonContent(GatewayRig.Body(WireFormat.Gemini, "sim", true)), TestContext.Current.CancellationToken);
        string body = await Told.BodyAsync(answer);

        var list = JsonDocument.Parse(body).RootElement;
        Assert.Equal(JsonValueKind.Array, list.ValueKind);
        Assert.StartsWith("This is sim", list[0].GetProperty("candidates")[0].GetProperty("content").GetProperty("parts")[0].GetProperty("text").GetString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(WireFormat.OpenAIResponses)]
    [InlineData(WireFormat.AnthropicMessages)]
    [InlineData(WireFormat.Gemini)]
    public async Task A_chat_server_that_will_not_report_usage_is_asked_once_more_without(WireFormat caller)
    {
        await using var rig = await AbroadRig.StartAsync(WireFormat.OpenAIChat, ["sim-refuses-usage"]);
        using var answer = await rig.AskAsync(caller, "sim-refuses-usage", stream: true);
        string body = await Told.BodyAsync(answer);

        Assert.True((int)answer.StatusCode == 200, body);
        Assert.Equal([true, false], rig.Provider.Requests.Select(r => r.BodyText.Contains("stream_options", StringComparison.Ordinal)));
        Assert.True((await rig.DecisionAsync(answer)).GetProperty("usage").GetProperty("output_tokens").GetInt64() > 0);
    }

    [Fact]
    public async Task What_was_lost_on_the_way_stands_in_the_header_and_in_the_ledger()
    {
        await using var rig = await AbroadRig.StartAsync(WireFormat.AnthropicMessages, ["sim"]);
        string body = """{"model":"sim","messages":[{"role":"user","content":"hi"}],"seed":7,"logit_bias":{"50256":-100},"stream":true}""";
        using var answer = await rig.Http.PostAsync("/v1/chat/completions", GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
        await Told.BodyAsync(answer);

        string loss = answer.Headers.GetValues("X-CodeRouter-Loss").Single();
        Assert.Contains("seed", loss, StringComparison.Ordinal);
        Assert.Contains("logit_bias", loss, StringComparison.Ordinal);
        Assert.Equal(loss, (await rig.DecisionAsync(answer)).GetProperty("loss").GetString());
    }

    [Fact]
    public async Task Headers_of_one_vendor_are_not_told_to_another()
    {
        await using var rig = await AbroadRig.StartAsync(WireFormat.OpenAIChat, ["sim"]);
        using var answer = await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: r =>
        {
            r.RequestUri = new Uri("/v1/messages?beta=true", UriKind.Relative);
            r.Headers.Add("anthropic-beta", "fine-grained-tool-streaming-2025-05-14");
            r.Headers.Add("anthropic-version", "2023-06-01");
            r.Headers.Add("User-Agent", "claude-cli/2.1.0");
        });

        Assert.Equal(200, (int)answer.StatusCode);
        var sent = rig.Provider.Requests.Single();
        Assert.DoesNotContain(sent.Headers.Keys, h => h.StartsWith("anthropic-", StringComparison.OrdinalIgnoreCase));
        Assert.Equal("claude-cli/2.1.0", sent.Headers["user-agent"]);
        Assert.DoesNotContain("beta", sent.Query, StringComparison.Ordinal);
    }

    private static string WithTool(WireFormat format, string body)
    {
        const string Schema = """{"type":"object","properties":{"path":{"type":"string"},"limit":{"type":"integer"}},"required":["path"]}""";
        string tools = format switch
        {
            WireFormat.OpenAIChat => "[{\"type\":\"function\",\"function\":{\"name\":\"read_file\",\"parameters\":" + Schema + "}}]",
            WireFormat.OpenAIResponses => "[{\"type\":\"function\",\"name\":\"read_file\",\"parameters\":" + Schema + "}]",
            WireFormat.AnthropicMessages => "[{\"name\":\"read_file\",\"input_schema\":" + Schema + "}]",
            _ => "[{\"functionDeclarations\":[{\"name\":\"read_file\",\"parameters\":" + Schema + "}]}]",
        };
        return body[..^1] + ",\"tools\":" + tools + "}";
    }
}
