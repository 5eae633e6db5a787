using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>Probabilities of tokens reach every caller whose format has a place for them.</summary>
public sealed class TokenOddsTravel
{
    private const string Tokens = """[{"token":"Hi","logprob":-0.25,"bytes":[72,105],"top_logprobs":[{"token":"Hi","logprob":-0.25,"bytes":[72,105]},{"token":"Ho","logprob":-2,"bytes":[72,111]}]},{"token":" ü","logprob":-1.5,"bytes":[32,195,188],"top_logprobs":[]}]""";

    private static readonly WireFormat[] Knowing = [WireFormat.OpenAIChat, WireFormat.OpenAIResponses, WireFormat.Gemini];

    public static TheoryData<WireFormat, WireFormat> Pairs
    {
        get
        {
            var pairs = new TheoryData<WireFormat, WireFormat>();
            foreach (var upstream in Knowing)
            {
                foreach (var caller in Knowing.Where(f => f != upstream))
                {
                    pairs.Add(upstream, caller);
                }
            }

            return pairs;
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void Whole_answers_and_streams_tell_them(WireFormat upstream, WireFormat caller)
    {
        var there = Through.Context(caller, upstream);
        Same(Told(caller, Through.Answer(there, Whole(upstream))));
        var events = Through.Stream(there, Stream(upstream)).ConvertAll(e => e.Data.Length > 0 && e.Data[0] == '{' ? JsonNode.Parse(e.Data)! : new JsonObject());
        var told = caller switch
        {
            WireFormat.OpenAIChat => events.Select(e => e["choices"]?.AsArray().FirstOrDefault()?["logprobs"]?["content"]),
            WireFormat.OpenAIResponses => events.Where(e => (string?)e["type"] == "response.output_text.delta").Select(e => e["logprobs"]),
            _ => events.Select(e => e["candidates"]?[0] is { } candidate ? Told(caller, new JsonObject { ["candidates"] = new JsonArray(candidate.DeepClone()) }) : null),
        };
        Same(new JsonArray([.. told.OfType<JsonArray>().SelectMany(list => list).Select(token => token!.DeepClone())]));
        if (caller == WireFormat.OpenAIResponses)
        {
            Same(Told(caller, events[^1]["response"]!));
        }
    }

    [Theory]
    [MemberData(nameof(Pairs))]
    public void The_wish_for_them_is_passed_on(WireFormat upstream, WireFormat caller)
    {
        string asked = caller switch
        {
            WireFormat.OpenAIChat => """{"model":"m","logprobs":true,"top_logprobs":2,"messages":[{"role":"user","content":"x"}]}""",
            WireFormat.OpenAIResponses => """{"model":"m","top_logprobs":2,"include":["message.output_text.logprobs"],"input":"x"}""",
            _ => """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"generationConfig":{"responseLogprobs":true,"logprobs":2}}""",
        };
        var translated = Through.Request(caller, upstream, asked);
        var body = Through.Body(translated);
        Assert.DoesNotContain("logprobs", translated.Losses, StringComparer.Ordinal);
        Assert.Equal(2, upstream switch
        {
            WireFormat.OpenAIChat => body["logprobs"]!.GetValue<bool>() ? body["top_logprobs"]!.GetValue<int>() : 0,
            WireFormat.OpenAIResponses => body["include"]![0]!.GetValue<string>() == "message.output_text.logprobs" ? body["top_logprobs"]!.GetValue<int>() : 0,
            _ => body["generationConfig"]!["responseLogprobs"]!.GetValue<bool>() ? body["generationConfig"]!["logprobs"]!.GetValue<int>() : 0,
        });
    }

    [Fact]
    public void Where_there_is_no_place_for_them_they_are_a_loss_by_name()
    {
        foreach (var upstream in Knowing)
        {
            var losses = new Losses();
            Translator.TranslateAnswer(System.Text.Encoding.UTF8.GetBytes(Whole(upstream)), Through.Context(WireFormat.AnthropicMessages, upstream), losses);
            Assert.Contains("logprobs", losses.Names, StringComparer.Ordinal);
        }

        Assert.Contains("logprobs", Through.Request(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, """{"model":"m","logprobs":true,"messages":[{"role":"user","content":"x"}]}""", new TranslationTarget("gpt-5.5", "r")).Losses, StringComparer.Ordinal);
    }

    private static JsonNode Told(WireFormat caller, JsonNode answer) => caller switch
    {
        WireFormat.OpenAIChat => answer["choices"]![0]!["logprobs"]!["content"]!,
        WireFormat.OpenAIResponses => answer["output"]![0]!["content"]![0]!["logprobs"]!,
        _ when answer["candidates"]![0]!["logprobsResult"] is { } result => new JsonArray([.. result["chosenCandidates"]!.AsArray().Select((token, i) => Plain(token!, result["topCandidates"]![i]!["candidates"]!.AsArray()))]),
        _ => new JsonArray(),
    };

    private static JsonObject Plain(JsonNode token, JsonArray? top = null)
    {
        var plain = new JsonObject { ["token"] = token["token"]!.DeepClone(), ["logprob"] = (token["logprob"] ?? token["logProbability"])!.GetValue<double>() };
        if (top is not null)
        {
            plain["top_logprobs"] = new JsonArray([.. top.Select(other => Plain(other!))]);
        }

        return plain;
    }

    private static void Same(JsonNode told)
    {
        static string Of(JsonNode list) => new JsonArray([.. list.AsArray().Select(token => Plain(token!, token!["top_logprobs"]!.AsArray()))]).ToJsonString();
        Assert.Equal(Of(JsonNode.Parse(Tokens)!), Of(told));
    }

    private static string GeminiResult => new JsonObject
    {
        ["chosenCandidates"] = new JsonArray([.. JsonNode.Parse(Tokens)!.AsArray().Select(t => Candidate(t!))]),
        ["topCandidates"] = new JsonArray([.. JsonNode.Parse(Tokens)!.AsArray().Select(t => new JsonObject { ["candidates"] = new JsonArray([.. t!["top_logprobs"]!.AsArray().Select(o => Candidate(o!))]) })]),
    }.ToJsonString();

    private static JsonObject Candidate(JsonNode token) => new() { ["token"] = token["token"]!.DeepClone(), ["logProbability"] = token["logprob"]!.DeepClone() };

    private static string Whole(WireFormat upstream) => upstream switch
    {
        WireFormat.OpenAIChat => $$"""{"id":"c","model":"m","choices":[{"index":0,"message":{"role":"assistant","content":"Hi ü"},"logprobs":{"content":{{Tokens}}},"finish_reason":"stop"}]}""",
        WireFormat.OpenAIResponses => $$"""{"id":"r","model":"m","status":"completed","output":[{"type":"message","id":"a","role":"assistant","content":[{"type":"output_text","text":"Hi ü","annotations":[],"logprobs":{{Tokens}}}]}]}""",
        _ => $$"""{"candidates":[{"content":{"role":"model","parts":[{"text":"Hi ü"}]},"finishReason":"STOP","logprobsResult":{{GeminiResult}}}]}""",
    };

    private static string[] Stream(WireFormat upstream)
    {
        var tokens = JsonNode.Parse(Tokens)!.AsArray().Select(t => $"[{t!.ToJsonString()}]").ToList();
        return upstream switch
        {
            WireFormat.OpenAIChat =>
            [
                $$"""{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":"Hi"},"logprobs":{"content":{{tokens[0]}}},"finish_reason":null}]}""",
                $$"""{"id":"c","model":"m","choices":[{"index":0,"delta":{"content":" ü"},"logprobs":{"content":{{tokens[1]}}},"finish_reason":null}]}""",
                """{"id":"c","model":"m","choices":[{"index":0,"delta":{},"finish_reason":"stop"}]}""",
                "[DONE]",
            ],
            WireFormat.OpenAIResponses =>
            [
                """{"type":"response.created","response":{"id":"r","model":"m","output":[]}}""",
                $$"""{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":"Hi","logprobs":{{tokens[0]}}}""",
                $$"""{"type":"response.output_text.delta","output_index":0,"content_index":0,"delta":" ü","logprobs":{{tokens[1]}}}""",
                $$"""{"type":"response.completed","response":{{Whole(upstream)}}}""",
            ],
            _ => [Whole(upstream)],
        };
    }
}
