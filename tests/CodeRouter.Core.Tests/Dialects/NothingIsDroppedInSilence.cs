using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>Smaller members of a request: they arrive, or it is told that they do not.</summary>
public sealed class NothingIsDroppedInSilence
{
    private const string Picture = """{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}""";
    private const string Tool = """{"type":"function","name":"f","parameters":{"type":"object","properties":{}}}""";
    private static readonly TranslationTarget Gpt = new("gpt-5.5", "r");

    [Fact]
    public void What_a_structured_answer_is_for_is_said_beside_the_schema_or_in_it()
    {
        const string Request = """{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","description":"One bill.","schema":{"type":"object","properties":{}}}}}""";
        Assert.Equal("One bill.", (string?)Through.Body(Through.Request(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, Request))["text"]!["format"]!["description"]);
        Assert.Equal("One bill.", (string?)Through.Body(Through.Request(WireFormat.OpenAIChat, WireFormat.AnthropicMessages, Request))["output_config"]!["format"]!["schema"]!["description"]);
        Assert.Equal("One bill.", (string?)Through.Body(Through.Request(WireFormat.OpenAIChat, WireFormat.Gemini, Request))["generationConfig"]!["responseJsonSchema"]!["description"]);
    }

    [Fact]
    public void OpenAIs_own_models_keep_a_prompt_cache_as_long_as_was_asked_in_either_of_its_formats()
    {
        var there = Through.Request(WireFormat.OpenAIResponses, WireFormat.OpenAIChat, """{"model":"m","input":"x","prompt_cache_retention":"24h"}""", Gpt);
        var back = Through.Request(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, """{"model":"m","messages":[{"role":"user","content":"x"}],"prompt_cache_retention":"24h"}""", Gpt);
        Assert.Equal(("24h", "24h"), ((string?)Through.Body(there)["prompt_cache_retention"], (string?)Through.Body(back)["prompt_cache_retention"]));
    }

    [Theory]
    [InlineData("""{"output":"a"}""", "a")]
    [InlineData("""{"result":{"x":1}}""", """{"x":1}""")]
    [InlineData("""{"output":"a","exit_code":3}""", """{"output":"a","exit_code":3}""")]
    [InlineData("""{"error":"bad","stdout":"s"}""", """{"error":"bad","stdout":"s"}""")]
    public void All_that_a_function_of_Gemini_answered_is_its_result(string response, string told)
    {
        string request = $$$$"""{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[{"functionCall":{"name":"f","args":{}}}]},{"role":"user","parts":[{"functionResponse":{"name":"f","response":{{{{response}}}}}}]}]}""";
        Assert.Equal(told, (string?)Through.Body(Through.Request(WireFormat.Gemini, WireFormat.OpenAIChat, request))["messages"]![2]!["content"]);
    }

    [Fact]
    public void A_document_of_blocks_keeps_its_pictures_and_what_is_said_about_it()
    {
        const string Request = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"document","title":"T","context":"From last year.","citations":{"enabled":true},"source":{"type":"content","content":[{"type":"text","text":"a"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}},{"type":"text","text":"b"}]}}]}]}""";
        var translated = Through.Request(WireFormat.AnthropicMessages, WireFormat.OpenAIChat, Request);
        var parts = Through.Body(translated)["messages"]![0]!["content"]!.AsArray();
        Assert.Equal(["From last year.", "T:", "a", null, "b"], parts.Select(static p => (string?)p!["text"]));
        Assert.Equal("data:image/png;base64,AAAA", (string?)parts[3]!["image_url"]!["url"]);
        Assert.Equal(["citations"], translated.Losses);
    }

    [Fact]
    public void Pictures_where_others_take_none_go_along_with_the_users_words()
    {
        string system = $$$"""{"model":"m","messages":[{"role":"system","content":[{"type":"text","text":"s"},{{{Picture}}}]},{"role":"user","content":"x"}]}""";
        var messages = Through.Request(WireFormat.OpenAIChat, WireFormat.AnthropicMessages, system);
        Assert.Equal(["image", "text"], Through.Body(messages)["messages"]![0]!["content"]!.AsArray().Select(static b => (string?)b!["type"]));
        Assert.Empty(messages.Losses);

        const string Shown = """{"contents":[{"role":"user","parts":[{"text":"paint"}]},{"role":"model","parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"}}]},{"role":"user","parts":[{"text":"bluer"}]}]}""";
        foreach (var to in new[] { WireFormat.OpenAIChat, WireFormat.OpenAIResponses, WireFormat.AnthropicMessages })
        {
            var translated = Through.Request(WireFormat.Gemini, to, Shown);
            Assert.Contains("AAAA", Through.Body(translated).ToJsonString(), StringComparison.Ordinal);
            Assert.DoesNotContain("\"content\":[]", Through.Body(translated).ToJsonString(), StringComparison.Ordinal);
            Assert.Empty(translated.Losses);
        }

        Assert.Equal(["assistant_media"], Through.Request(WireFormat.Gemini, WireFormat.AnthropicMessages, Shown[..Shown.LastIndexOf(",{\"role\"", StringComparison.Ordinal)] + "]}").Losses);
    }

    [Fact]
    public void A_search_that_must_be_made_is_made_or_refused_and_no_other_tool_is_forced_for_it()
    {
        string request = $$$"""{"model":"m","input":"x","tools":[{{{Tool}}},{"type":"web_search"}],"tool_choice":{"type":"web_search"}}""";
        Assert.Equal((422, "web_search"), (Through.Request(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages, request).Refusal!.Status, Through.Request(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages, request).Refusal!.Feature));
        var searches = new TranslationTarget("m", "r") { Capabilities = Capability.WebSearch | Capability.Tools };
        var there = Through.Body(Through.Request(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages, request, searches));
        Assert.Equal("""{"type":"tool","name":"web_search"}""", there["tool_choice"]!.ToJsonString());

        const string Messages = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f","input_schema":{"type":"object"}},{"type":"web_search_20250305","name":"web_search"}],"tool_choice":{"type":"tool","name":"web_search"}}""";
        Assert.Equal("""{"type":"web_search"}""", Through.Body(Through.Request(WireFormat.AnthropicMessages, WireFormat.OpenAIResponses, Messages, searches))["tool_choice"]!.ToJsonString());
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, """{"messages":[{"role":"user","name":"Ann","content":"x"}]}""", "names")]
    [InlineData(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, """{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"So"}]}""", "prefill")]
    [InlineData(WireFormat.AnthropicMessages, WireFormat.OpenAIChat, """{"max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"So"}]}""", "prefill")]
    [InlineData(WireFormat.Gemini, WireFormat.AnthropicMessages, """{"contents":[{"role":"user","parts":[{"text":"x"}]},{"role":"model","parts":[{"text":"So"}]}]}""", "")]
    [InlineData(WireFormat.OpenAIChat, WireFormat.AnthropicMessages, """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a.example/a.png","detail":"high"}}]}]}""", "media_resolution")]
    [InlineData(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, """{"messages":[{"role":"user","content":[{"type":"image_url","image_url":{"url":"https://a.example/a.png","detail":"high"}}]}]}""", "")]
    [InlineData(WireFormat.Gemini, WireFormat.OpenAIChat, """{"contents":[{"role":"user","parts":[{"inlineData":{"mimeType":"image/png","data":"AAAA"},"mediaResolution":{"level":"MEDIA_RESOLUTION_HIGH"}}]}]}""", "media_resolution")]
    [InlineData(WireFormat.AnthropicMessages, WireFormat.Gemini, """{"max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f","input_schema":{"type":"object"},"cache_control":{"type":"ephemeral"}}]}""", "cache_control")]
    [InlineData(WireFormat.OpenAIChat, WireFormat.AnthropicMessages, """{"messages":[{"role":"user","content":"x"}],"top_k":5,"thinking":{"type":"enabled","budget_tokens":2000}}""", "top_k")]
    [InlineData(WireFormat.OpenAIChat, WireFormat.Gemini, """{"messages":[{"role":"user","content":"x"}],"seed":99999999999}""", "seed")]
    [InlineData(WireFormat.OpenAIChat, WireFormat.Gemini, """{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y","annotations":[{"type":"url_citation","url_citation":{"url":"https://a.example"}}]},{"role":"user","content":"z"}]}""", "citations")]
    public void What_does_not_arrive_is_told(WireFormat from, WireFormat to, string request, string loss) =>
        Assert.Equal(loss.Length > 0 ? [loss] : [], Through.Request(from, to, request).Losses);

    [Fact]
    public void Sources_of_earlier_answers_stay_beside_their_texts_in_Responses()
    {
        const string Request = """{"messages":[{"role":"user","content":"x"},{"role":"assistant","content":"y","annotations":[{"type":"url_citation","url_citation":{"url":"https://a.example","title":"A","start_index":0,"end_index":1}}]},{"role":"user","content":"z"}]}""";
        var translated = Through.Request(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, Request);
        Assert.Equal("""[{"type":"url_citation","url":"https://a.example","title":"A","start_index":0,"end_index":1}]""", Through.Body(translated)["input"]![1]!["content"]![0]!["annotations"]!.ToJsonString());
        Assert.Empty(translated.Losses);
    }

    [Fact]
    public void The_files_that_people_speak_of_have_names_for_Gemini_too()
    {
        const string Request = """{"messages":[{"role":"user","content":[{"type":"file","file":{"filename":"bill.pdf","file_data":"data:application/pdf;base64,AAAA"}},{"type":"text","text":"Read bill.pdf"}]}]}""";
        var parts = Through.Body(Through.Request(WireFormat.OpenAIChat, WireFormat.Gemini, Request))["contents"]![0]!["parts"]!.AsArray();
        Assert.Equal(["bill.pdf:", null, "Read bill.pdf"], parts.Select(static p => (string?)p!["text"]));
    }

    [Fact]
    public void Thinking_that_a_template_turns_off_is_off_elsewhere()
    {
        const string Request = """{"messages":[{"role":"user","content":"x"}],"chat_template_kwargs":{"enable_thinking":false}}""";
        Assert.Equal(0, (int?)Through.Body(Through.Request(WireFormat.OpenAIChat, WireFormat.Gemini, Request))["generationConfig"]!["thinkingConfig"]!["thinkingBudget"]);
    }

    [Fact]
    public void The_limits_of_a_search_go_along_as_far_as_the_other_vendor_takes_them()
    {
        var searches = new TranslationTarget("m", "r") { Capabilities = Capability.WebSearch };
        const string Messages = """{"max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"type":"web_search_20250305","name":"web_search","max_uses":3,"allowed_domains":["a.example"],"user_location":{"type":"approximate","city":"Bonn","country":"DE"}}]}""";
        var responses = Through.Request(WireFormat.AnthropicMessages, WireFormat.OpenAIResponses, Messages, searches);
        Assert.Equal("""{"type":"web_search","filters":{"allowed_domains":["a.example"]},"user_location":{"type":"approximate","city":"Bonn","country":"DE"}}""", Through.Body(responses)["tools"]![0]!.ToJsonString());
        Assert.Equal(["search_limits"], responses.Losses);

        const string Responses = """{"input":"x","tools":[{"type":"web_search","search_context_size":"low","filters":{"allowed_domains":["a.example"]},"user_location":{"type":"approximate","city":"Bonn"}}]}""";
        var back = Through.Request(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages, Responses, searches);
        Assert.Equal("""["a.example"]""", Through.Body(back)["tools"]![0]!["allowed_domains"]!.ToJsonString());
        var chat = Through.Request(WireFormat.OpenAIResponses, WireFormat.OpenAIChat, Responses, searches);
        Assert.Equal("""{"search_context_size":"low","user_location":{"type":"approximate","approximate":{"city":"Bonn"}}}""", Through.Body(chat)["web_search_options"]!.ToJsonString());
        Assert.Equal(["search_limits"], Through.Request(WireFormat.OpenAIResponses, WireFormat.Gemini, Responses, searches).Losses);
        var plain = Through.Request(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, """{"messages":[{"role":"user","content":"x"}],"web_search_options":{"search_context_size":"low","user_location":{"type":"approximate","approximate":{"city":"Bonn"}}}}""", searches);
        Assert.Equal("""{"type":"web_search","search_context_size":"low","user_location":{"type":"approximate","city":"Bonn"}}""", Through.Body(plain)["tools"]![0]!.ToJsonString());
        Assert.Empty(plain.Losses);
    }

    [Theory]
    [InlineData("""{"content":null,"audio":{"id":"a","data":"AAAA","transcript":"Hello"}}""", "Hello", "audio")]
    [InlineData("""{"content":"x","images":[{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]}""", "x", "media_output")]
    [InlineData("""{"content":"x","executed_tools":[{"type":"search","output":"o"}]}""", "x", "server_tool_blocks")]
    public void What_a_chat_server_answers_beside_its_text_is_told_or_named(string message, string text, string loss)
    {
        var context = Through.Context(WireFormat.AnthropicMessages, WireFormat.OpenAIChat);
        var losses = new Losses();
        string answer = """{"id":"c","usage":{"prompt_tokens":1,"completion_tokens":2},"choices":[{"index":0,"finish_reason":"stop","message":""" + message + "}]}";
        var whole = JsonNode.Parse(Translator.TranslateAnswer(System.Text.Encoding.UTF8.GetBytes(answer), context, losses))!;
        Assert.Equal((text, loss), ((string?)whole["content"]![0]!["text"], Assert.Single(losses.Names)));

        var stream = Translator.NewStream(context);
        var output = new System.Buffers.ArrayBufferWriter<byte>();
        stream.Feed(default, System.Text.Encoding.UTF8.GetBytes(answer.Replace("\"message\"", "\"delta\"", StringComparison.Ordinal)), output);
        Assert.True(stream.Finish(output));
        Assert.Contains($"\"text\":\"{text}\"", System.Text.Encoding.UTF8.GetString(output.WrittenSpan), StringComparison.Ordinal);
        Assert.Equal([loss], stream.Losses);
    }

    [Fact]
    public void An_answer_that_its_vendor_has_only_paused_does_not_look_finished()
    {
        const string Paused = """{"id":"msg_1","type":"message","model":"c","content":[{"type":"text","text":"x"}],"stop_reason":"pause_turn","usage":{"input_tokens":1,"output_tokens":2}}""";
        Assert.Equal("length", (string?)Through.Answer(Through.Context(WireFormat.OpenAIChat, WireFormat.AnthropicMessages), Paused)["choices"]![0]!["finish_reason"]);
        Assert.Equal("incomplete", (string?)Through.Answer(Through.Context(WireFormat.OpenAIResponses, WireFormat.AnthropicMessages), Paused)["status"]);
        Assert.Equal("MAX_TOKENS", (string?)Through.Answer(Through.Context(WireFormat.Gemini, WireFormat.AnthropicMessages), Paused)["candidates"]![0]!["finishReason"]);
    }

    [Fact]
    public void Where_a_choice_cannot_be_narrowed_the_other_tools_are_not_offered()
    {
        const string Request = """{"messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f"}},{"type":"function","function":{"name":"g"}}],"tool_choice":{"type":"allowed_tools","allowed_tools":{"mode":"required","tools":[{"type":"function","function":{"name":"g"}}]}}}""";
        var messages = Through.Request(WireFormat.OpenAIChat, WireFormat.AnthropicMessages, Request);
        Assert.Equal(("g", "any"), ((string?)Assert.Single(Through.Body(messages)["tools"]!.AsArray())!["name"], (string?)Through.Body(messages)["tool_choice"]!["type"]));
        Assert.Equal("g", (string?)Assert.Single(Through.Body(Through.Request(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, Request))["tools"]!.AsArray())!["name"]);
        var own = Through.Request(WireFormat.OpenAIChat, WireFormat.OpenAIResponses, Request, Gpt);
        Assert.Equal(2, Through.Body(own)["tools"]!.AsArray().Count);
        Assert.Equal("""{"type":"allowed_tools","mode":"required","tools":[{"type":"function","name":"g"}]}""", Through.Body(own)["tool_choice"]!.ToJsonString());
        Assert.Empty(messages.Losses.Concat(own.Losses));
    }

    [Fact]
    public void Who_offered_functions_is_answered_with_a_function_call()
    {
        const string Request = """{"model":"m","messages":[{"role":"user","content":"x"}],"functions":[{"name":"f","parameters":{"type":"object","properties":{}}}]}""";
        var context = Through.Context(WireFormat.OpenAIChat, WireFormat.AnthropicMessages, Request);
        Assert.True((bool?)Through.Body(Through.Request(WireFormat.OpenAIChat, WireFormat.AnthropicMessages, Request))["tool_choice"]!["disable_parallel_tool_use"]);
        var choice = Through.Answer(context, """{"id":"msg_1","model":"c","content":[{"type":"tool_use","id":"t","name":"f","input":{"a":1}}],"stop_reason":"tool_use","usage":{"input_tokens":1,"output_tokens":2}}""")["choices"]![0]!;
        Assert.Equal(("function_call", """{"name":"f","arguments":"{\u0022a\u0022:1}"}"""), ((string?)choice["finish_reason"], choice["message"]!["function_call"]!.ToJsonString()));
        var events = Through.Stream(
            context,
            """{"type":"message_start","message":{"id":"msg_1","model":"c","usage":{"input_tokens":1}}}""",
            """{"type":"content_block_start","index":0,"content_block":{"type":"tool_use","id":"t","name":"f","input":{}}}""",
            """{"type":"content_block_delta","index":0,"delta":{"type":"input_json_delta","partial_json":"{}"}}""",
            """{"type":"content_block_stop","index":0}""",
            """{"type":"message_delta","delta":{"stop_reason":"tool_use"},"usage":{"output_tokens":2}}""",
            """{"type":"message_stop"}""").Where(static e => e.Data[0] == '{').Select(static e => JsonNode.Parse(e.Data)!["choices"]!.AsArray()).Where(static c => c.Count > 0).Select(static c => c[0]!).ToList();
        Assert.Equal("""{"name":"f","arguments":""}{"arguments":"{}"}""", string.Concat(events.Select(static c => c["delta"]!["function_call"]?.ToJsonString())));
        Assert.Equal("function_call", (string?)events[^1]["finish_reason"]);
    }

    [Theory]
    [InlineData(WireFormat.OpenAIChat, "user")]
    [InlineData(WireFormat.OpenAIResponses, "safety_identifier")]
    public void An_end_user_whose_id_is_too_long_is_known_by_a_shorter_one(WireFormat to, string member)
    {
        string id = new('u', 150);
        string? Sent(string user) => (string?)Through.Body(Through.Request(WireFormat.AnthropicMessages, to, $$$"""{"max_tokens":9,"messages":[{"role":"user","content":"x"}],"metadata":{"user_id":"{{{user}}}"}}"""))[member];
        Assert.Equal(("u1", 64), (Sent("u1"), Sent(id)!.Length));
        Assert.Equal((Sent(id), true), (Sent(id), Sent(id) != Sent(id + "v")));
    }
}
