using System.Collections.Concurrent;
using CodeRouter.Config;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Gateway;
using Microsoft.AspNetCore.Http;
using Xunit;

namespace CodeRouter.Tests.Traffic;

/// <summary>Keys in all the spellings clients use; what goes upstream and what never does.</summary>
public sealed class KeyTests
{
    private static readonly CancellationToken Cancel = TestContext.Current.CancellationToken;

    public static TheoryData<WireFormat, string> Spellings()
    {
        var all = new TheoryData<WireFormat, string>();
        foreach (var format in Enum.GetValues<WireFormat>())
        {
            foreach (string spelling in (string[])["Authorization", "x-api-key", "x-goog-api-key", "?key="])
            {
                all.Add(format, spelling);
            }
        }

        return all;
    }

    [Theory]
    [MemberData(nameof(Spellings))]
    public async Task A_key_opens_in_every_spelling_and_never_reaches_the_upstream(WireFormat format, string spelling)
    {
        var seen = new ConcurrentBag<string>();
        await using var upstream = await SpyAsync(seen);
        var (rig, key) = await KeyedRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("sim")], [GatewayRig.Channel("spy", format, upstream.BaseUri, ["sim"])]));
        await using var _ = rig;
        using var answer = await rig.AskAsync(format, "sim", change: r => Spell(r, spelling, key));

        // The spy answers everything with a 400 of its own: whoever gets it was let in.
        Assert.Equal(400, (int)answer.StatusCode);
        string said = Assert.Single(seen);
        Assert.DoesNotContain(key, said, StringComparison.Ordinal);
        Assert.DoesNotContain("key=", said.Split('\n')[0], StringComparison.Ordinal);
        Assert.Contains("upstream-secret", said, StringComparison.Ordinal);

        using var refused = await rig.AskAsync(format, "sim", change: r => Spell(r, spelling, "sk-somebody-elses"));
        Assert.Equal(401, (int)refused.StatusCode);
    }

    [Fact]
    public async Task Headers_of_vendors_pass_and_the_rest_stays()
    {
        var seen = new ConcurrentBag<string>();
        await using var upstream = await SpyAsync(seen);
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("sim")], [GatewayRig.Channel("spy", WireFormat.AnthropicMessages, upstream.BaseUri, ["sim"])]));
        (string Name, string Value)[] passed = [("anthropic-beta", "a-2026,b-2026"), ("anthropic-version", "2023-06-01"), ("openai-beta", "x=1"), ("x-goog-api-client", "gl/1"), ("user-agent", "claude-cli/2.1 (zoë)"), ("accept", "application/json"), ("idempotency-key", "i-1")];
        (string Name, string Value)[] kept = [("cookie", "a=kept"), ("x-stainless-lang", "kept"), ("x-coderouter-session", "kept"), ("x-coderouter-repo", "kept"), ("proxy-authorization", "kept"), ("te", "trailers"), ("x-anything", "kept"), ("referer", "http://kept")];
        using var client = new HttpClient(new SocketsHttpHandler { RequestHeaderEncodingSelector = static (_, _) => System.Text.Encoding.UTF8 }) { BaseAddress = rig.BaseUri };
        using var request = new HttpRequestMessage(HttpMethod.Post, "/v1/messages") { Content = GatewayRig.JsonContent(GatewayRig.Body(WireFormat.AnthropicMessages, "sim", false)) };
        Add(request);
        using var answer = await client.SendAsync(request, Cancel);

        void Add(HttpRequestMessage r)
        {
            foreach (var (name, value) in passed.Concat(kept))
            {
                r.Headers.TryAddWithoutValidation(name, value);
            }
        }

        string said = Assert.Single(seen);
        Assert.All(passed, h => Assert.Contains($"\n{h.Name}: {h.Value}\n", said + "\n", StringComparison.OrdinalIgnoreCase));
        Assert.All(kept, h => Assert.DoesNotContain($"\n{h.Name}:", said, StringComparison.OrdinalIgnoreCase));
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat, "sk-callers-own", "Authorization: Bearer sk-callers-own")]
    [InlineData(WireFormat.OpenAIResponses, "sk-callers-own", "Authorization: Bearer sk-callers-own")]
    [InlineData(WireFormat.AnthropicMessages, "sk-ant-api03-callers", "x-api-key: sk-ant-api03-callers")]
    [InlineData(WireFormat.AnthropicMessages, "sk-ant-oat01-callers", "Authorization: Bearer sk-ant-oat01-callers")]
    [InlineData(WireFormat.Gemini, "AIza-callers-own", "x-goog-api-key: AIza-callers-own")]
    public async Task A_passthrough_channel_gets_the_callers_credential(WireFormat format, string credential, string arrives)
    {
        var seen = new ConcurrentBag<string>();
        await using var upstream = await SpyAsync(seen);
        var channel = GatewayRig.Channel("spy", format, upstream.BaseUri, ["sim"]) with { Auth = ChannelAuth.Passthrough, AccessKey = null };
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("sim")], [channel]));
        using var answer = await rig.AskAsync(format, "sim", change: r => Spell(r, "Authorization", credential));
        Assert.Contains("\n" + arrives, Assert.Single(seen), StringComparison.OrdinalIgnoreCase);
    }

    [Fact]
    public async Task A_key_of_ours_is_not_passed_through_but_the_credential_beside_it_is()
    {
        var seen = new ConcurrentBag<string>();
        await using var upstream = await SpyAsync(seen);
        var channel = GatewayRig.Channel("spy", WireFormat.AnthropicMessages, upstream.BaseUri, ["sim"]) with { Auth = ChannelAuth.Passthrough, AccessKey = null };
        var (rig, key) = await KeyedRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("sim")], [channel]));
        await using var _ = rig;
        using var both = await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: r =>
        {
            Spell(r, "Authorization", key);
            Spell(r, "x-api-key", "sk-ant-api03-callers");
        });
        using var alone = await rig.AskAsync(WireFormat.AnthropicMessages, "sim", change: r => Spell(r, "Authorization", key));
        Assert.Equal(2, seen.Count);
        Assert.All(seen, said => Assert.DoesNotContain(key, said, StringComparison.Ordinal));
        Assert.Single(seen, said => said.Contains("sk-ant-api03-callers", StringComparison.Ordinal));
    }

    [Fact]
    public async Task A_channel_may_name_the_header_its_key_goes_in()
    {
        var seen = new ConcurrentBag<string>();
        await using var upstream = await SpyAsync(seen);
        var channel = GatewayRig.Channel("azure", WireFormat.OpenAIChat, upstream.BaseUri, ["sim"]) with { KeyHeader = "api-key" };
        await using var rig = await GatewayRig.StartAsync(GatewayRig.Settings([GatewayRig.Card("sim")], [channel]));
        using var answer = await rig.AskAsync(WireFormat.OpenAIChat, "sim");
        string said = Assert.Single(seen);
        Assert.Contains("\napi-key: upstream-secret", said, StringComparison.Ordinal);
        Assert.DoesNotContain("Bearer", said, StringComparison.Ordinal);
    }

    private static void Spell(HttpRequestMessage request, string spelling, string key)
    {
        if (spelling == "?key=")
        {
            request.RequestUri = new Uri($"{request.RequestUri}{(request.RequestUri!.OriginalString.Contains('?', StringComparison.Ordinal) ? '&' : '?')}key={key}", UriKind.Relative);
        }
        else
        {
            request.Headers.TryAddWithoutValidation(spelling, spelling == "Authorization" ? "Bearer " + key : key);
        }
    }

    private static Task<BareUpstream> SpyAsync(ConcurrentBag<string> seen) => BareUpstream.StartAsync(async http =>
    {
        seen.Add(http.Request.Path + http.Request.QueryString + "\n" + string.Join('\n', http.Request.Headers.Select(h => $"{h.Key}: {h.Value}")));
        http.Response.StatusCode = 400;
        http.Response.ContentType = "application/json";
        await http.Response.WriteAsync("""{"error":{"message":"enough seen","type":"invalid_request_error"}}""");
    });
}
