using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>Sources that an answer names, and what of it they are named for.</summary>
public sealed class CitationsTravel
{
    private const string Source = """{"type":"web_search_result_location","url":"https://a.example","title":"A","encrypted_index":"E","cited_text":"c"}""";
    private const string Whole = $$$"""{"id":"msg_1","type":"message","model":"c","content":[{"type":"text","text":"So: "},{"type":"text","text":"it rains","citations":[{{{Source}}}]}],"stop_reason":"end_turn","usage":{"input_tokens":1,"output_tokens":2}}""";

    // Anthropic names the source before the text it is for.
    private static readonly string[] Events =
    [
        """{"type":"message_start","message":{"id":"msg_1","model":"c","usage":{"input_tokens":1}}}""",
        """{"type":"content_block_start","index":0,"content_block":{"type":"text","text":""}}""",
        """{"type":"content_block_delta","index":0,"delta":{"type":"text_delta","text":"So: "}}""",
        """{"type":"content_block_stop","index":0}""",
        """{"type":"content_block_start","index":1,"content_block":{"type":"text","text":"","citations":[]}}""",
        $$$"""{"type":"content_block_delta","index":1,"delta":{"type":"citations_delta","citation":{{{Source}}}}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"it "}}""",
        """{"type":"content_block_delta","index":1,"delta":{"type":"text_delta","text":"rains"}}""",
        """{"type":"content_block_stop","index":1}""",
        """{"type":"message_delta","delta":{"stop_reason":"end_turn"},"usage":{"output_tokens":2}}""",
        """{"type":"message_stop"}""",
    ];

    [Fact]
    public void A_chat_caller_is_told_which_piece_of_the_joined_text_a_source_is_for()
    {
        var context = Through.Context(WireFormat.OpenAIChat, WireFormat.AnthropicMessages);
        var whole = Through.Answer(context, Whole)["choices"]![0]!["message"]!["annotations"]!;
        Assert.Equal("""[{"type":"url_citation","url_citation":{"url":"https://a.example","title":"A","start_index":4,"end_index":12}}]""", whole.ToJsonString());
        var streamed = Through.Stream(context, Events).Where(static e => e.Data[0] == '{').SelectMany(static e => JsonNode.Parse(e.Data)!["choices"]!.AsArray()).Select(static c => c!["delta"]!["annotations"]).Single(static a => a is not null);
        Assert.Equal(whole.ToJsonString(), streamed!.ToJsonString());
    }

    [Fact]
    public void A_Responses_caller_hears_of_a_source_that_was_named_before_its_text()
    {
        var context = Through.Context(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages);
        const string Expected = """[{"type":"url_citation","url":"https://a.example","title":"A","start_index":4,"end_index":12}]""";

        // One text, though it was cut where the source begins: a client may take the last message for the answer.
        var whole = Assert.Single(Through.Answer(context, Whole)["output"]!.AsArray())!["content"]![0]!;
        Assert.Equal(("So: it rains", Expected), (whole["text"]!.GetValue<string>(), whole["annotations"]!.ToJsonString()));

        var events = Through.Stream(context, Events).ConvertAll(static e => JsonNode.Parse(e.Data)!);
        var last = Assert.Single(events[^1]["response"]!["output"]!.AsArray())!["content"]![0]!;
        Assert.Equal(("So: it rains", Expected), (last["text"]!.GetValue<string>(), last["annotations"]!.ToJsonString()));
        var told = Assert.Single(events, static e => e["type"]!.GetValue<string>() == "response.output_text.annotation.added");
        Assert.Equal(Expected, "[" + told["annotation"]!.ToJsonString() + "]");
    }

    [Fact]
    public void Sources_that_come_with_the_chunk_that_ends_a_text_of_Gemini_are_kept()
    {
        var context = Through.Context(WireFormat.AnthropicMessages, WireFormat.Gemini);
        var events = Through.Stream(
            context,
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"it rains"}]},"index":0}]}""",
            """{"candidates":[{"content":{"role":"model","parts":[{"text":"","thoughtSignature":"U0lH"}]},"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}}]}}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}}""");
        Assert.Contains(events, static e => Encoding.UTF8.GetString(e.Data).Contains("\"citations_delta\"", StringComparison.Ordinal) && Encoding.UTF8.GetString(e.Data).Contains("https://a.example", StringComparison.Ordinal));
    }

    // Gemini counts bytes, and names the sources when all is said, be there calls behind the text or not.
    private static readonly string[] Grounded =
    [
        """{"candidates":[{"content":{"role":"model","parts":[{"text":"Größe: "}]},"index":0}]}""",
        """{"candidates":[{"content":{"role":"model","parts":[{"text":"it rains. Bye."}]},"index":0}]}""",
        """{"candidates":[{"content":{"role":"model","parts":[{"functionCall":{"name":"f","args":{}},"thoughtSignature":"U0lH"}]},"index":0}]}""",
        """{"candidates":[{"content":{"role":"model","parts":[]},"finishReason":"STOP","index":0,"groundingMetadata":{"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}},{"maps":{"uri":"https://b.example"}}],"groundingSupports":[{"segment":{"startIndex":9,"endIndex":18,"text":"it rains."},"groundingChunkIndices":[0,1]}]}}],"usageMetadata":{"promptTokenCount":1,"candidatesTokenCount":2}}""",
    ];

    private const string InRange = """[{"type":"url_citation","url":"https://a.example","title":"A","start_index":7,"end_index":16},{"type":"url_citation","url":"https://b.example","title":"","start_index":7,"end_index":16}]""";

    [Fact]
    public void Sources_of_Gemini_keep_the_pieces_of_text_they_are_for()
    {
        var chat = Through.Context(WireFormat.OpenAIChat, WireFormat.Gemini);
        const string InChat = """[{"type":"url_citation","url_citation":{"url":"https://a.example","title":"A","start_index":7,"end_index":16}},{"type":"url_citation","url_citation":{"url":"https://b.example","title":"","start_index":7,"end_index":16}}]""";
        Assert.Equal(InChat, Through.Answer(chat, "[" + string.Join(',', Grounded) + "]")["choices"]![0]!["message"]!["annotations"]!.ToJsonString());
        var streamed = Through.Stream(chat, Grounded).Where(static e => e.Data[0] == '{').SelectMany(static e => JsonNode.Parse(e.Data)!["choices"]!.AsArray()).Select(static c => c!["delta"]!["annotations"]).Single(static a => a is not null);
        Assert.Equal(InChat, streamed!.ToJsonString());

        var responses = Through.Context(WireFormat.OpenAIResponses, WireFormat.Gemini);
        Assert.Equal(InRange, Through.Answer(responses, "[" + string.Join(',', Grounded) + "]")["output"]![0]!["content"]![0]!["annotations"]!.ToJsonString());
        var last = JsonNode.Parse(Through.Stream(responses, Grounded)[^1].Data)!["response"]!["output"]!;
        Assert.Equal(InRange, last[0]!["content"]![0]!["annotations"]!.ToJsonString());
        Assert.Equal("function_call", last[2]!["type"]!.GetValue<string>());
    }

    [Fact]
    public void A_Messages_caller_gets_a_text_cut_where_its_sources_begin_and_end()
    {
        var context = Through.Context(WireFormat.AnthropicMessages, WireFormat.Gemini);
        var content = Through.Answer(context, "[" + string.Join(',', Grounded) + "]")["content"]!.AsArray();
        Assert.Equal(["Größe: ", "it rains.", " Bye."], content.Where(static b => b!["type"]!.GetValue<string>() == "text").Select(static b => b!["text"]!.GetValue<string>()));
        Assert.Equal([0, 2, 0], content.Where(static b => b!["type"]!.GetValue<string>() == "text").Select(static b => b!["citations"]?.AsArray().Count ?? 0));

        var events = Through.Stream(context, Grounded).ConvertAll(static e => JsonNode.Parse(e.Data)!);
        Assert.Equal(2, events.Count(static e => e["delta"]?["type"]?.GetValue<string>() == "citations_delta" && e["index"]!.GetValue<int>() == 0));
    }

    [Fact]
    public void Gemini_callers_are_told_the_pieces_in_bytes()
    {
        const string Chat = """{"id":"c","model":"m","choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"Größe: it rains.","annotations":[{"type":"url_citation","url_citation":{"url":"https://a.example","title":"A","start_index":7,"end_index":16}}]}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""";
        const string Expected = """{"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}}],"groundingSupports":[{"segment":{"startIndex":9,"endIndex":18,"text":"it rains."},"groundingChunkIndices":[0]}]}""";
        var whole = Through.Answer(Through.Context(WireFormat.Gemini, WireFormat.OpenAIChat), Chat);
        Assert.Equal(Expected, Plain(whole["candidates"]![0]!["groundingMetadata"]!));
        var streamed = Through.Stream(Through.Context(WireFormat.Gemini, WireFormat.AnthropicMessages), Events);
        Assert.Equal(
            """{"groundingChunks":[{"web":{"uri":"https://a.example","title":"A"}}],"groundingSupports":[{"segment":{"startIndex":4,"endIndex":12,"text":"it rains"},"groundingChunkIndices":[0]}]}""",
            Plain(JsonNode.Parse(streamed[^1].Data)!["candidates"]![0]!["groundingMetadata"]!));
    }

    [Fact]
    public void Sources_of_another_vendors_search_do_not_go_home_to_Anthropic()
    {
        var context = Through.Context(WireFormat.AnthropicMessages, WireFormat.Gemini);
        var content = Through.Answer(context, "[" + string.Join(',', Grounded) + "]")["content"]!.AsArray();
        content.RemoveAt(content.Count - 1);
        content.RemoveAt(content.Count - 1);
        content.Add(JsonNode.Parse($$$"""{"type":"text","text":"own","citations":[{{{Source}}}]}"""));
        var body = new JsonObject { ["model"] = "m", ["messages"] = new JsonArray(new JsonObject { ["role"] = "assistant", ["content"] = content.DeepClone() }) };
        var home = JsonNode.Parse(ForeignReasoning.Strip(Recordings.View(WireFormat.AnthropicMessages, Encoding.UTF8.GetBytes(body.ToJsonString())))!)!["messages"]![0]!["content"]!.AsArray();
        Assert.Equal(content.Count, home.Count);
        Assert.Equal(["", "[]", "", $"[{Source}]"], home.Select(static b => b!["citations"]?.ToJsonString() ?? ""));
    }

    [Fact]
    public void Sources_that_stand_beside_an_answer_are_found_by_their_numbers()
    {
        const string Lists = """ "citations":["https://a.example","https://b.example"],"search_results":[{"title":"A","url":"https://a.example"}]""";
        const string Expected = """[{"type":"url_citation","url":"https://a.example","title":"A","start_index":8,"end_index":11},{"type":"url_citation","url":"https://b.example","title":"","start_index":0,"end_index":16}]""";
        var context = Through.Context(WireFormat.OpenAIResponses, WireFormat.OpenAIChat);
        var whole = Through.Answer(context, $$$"""{"id":"c",{{{Lists}}},"choices":[{"index":0,"finish_reason":"stop","message":{"role":"assistant","content":"It rains[1]. Bye"}}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""");
        Assert.Equal(Expected, whole["output"]![0]!["content"]![0]!["annotations"]!.ToJsonString());
        var streamed = Through.Stream(
            context,
            $$$"""{"id":"c",{{{Lists}}},"choices":[{"index":0,"delta":{"role":"assistant","content":"It rains"}}]}""",
            $$$"""{"id":"c",{{{Lists}}},"choices":[{"index":0,"delta":{"content":"[1]. Bye"},"finish_reason":"stop"}],"usage":{"prompt_tokens":1,"completion_tokens":2}}""",
            "[DONE]");
        Assert.Equal(Expected, JsonNode.Parse(streamed[^1].Data)!["response"]!["output"]![0]!["content"]![0]!["annotations"]!.ToJsonString());
    }

    private static string Plain(JsonNode node) => node.ToJsonString(new System.Text.Json.JsonSerializerOptions { Encoder = System.Text.Encodings.Web.JavaScriptEncoder.UnsafeRelaxedJsonEscaping });
}
