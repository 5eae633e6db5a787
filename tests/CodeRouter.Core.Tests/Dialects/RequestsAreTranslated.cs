using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Models;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

public sealed class RequestsAreTranslated
{
    private const WireFormat Chat = WireFormat.OpenAIChat;
    private const WireFormat Responses = WireFormat.OpenAIResponses;
    private const WireFormat Anthropic = WireFormat.AnthropicMessages;
    private const WireFormat Gemini = WireFormat.Gemini;

    [Fact]
    public void Tool_results_stand_directly_behind_their_calls_and_pictures_of_results_reach_chat_in_a_message_of_the_user()
    {
        var body = Through.Body(Through.Request(Anthropic, Chat, """
            {"model":"m","max_tokens":100,"messages":[
             {"role":"user","content":"look"},
             {"role":"assistant","content":[{"type":"text","text":"I look."},{"type":"tool_use","id":"toolu_1","name":"shot","input":{"a":1}},{"type":"tool_use","id":"toolu_2","name":"ls","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_2","content":"b.txt"},{"type":"tool_result","tool_use_id":"toolu_1","is_error":true,"content":[{"type":"text","text":"here"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]},{"type":"text","text":"go on"}]}]}
            """));
        var messages = body["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "tool", "tool", "user"], messages.Select(m => m!["role"]!.GetValue<string>()), StringComparer.Ordinal);
        Assert.Equal("toolu_1", messages[2]!["tool_call_id"]!.GetValue<string>());
        Assert.Equal("here", messages[2]!["content"]!.GetValue<string>());
        Assert.Equal("data:image/png;base64,AAAA", messages[4]!["content"]![1]!["image_url"]!["url"]!.GetValue<string>());
        Assert.Equal("go on", messages[4]!["content"]![2]!["text"]!.GetValue<string>());
        Assert.Equal("""{"a":1}""", messages[1]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>());
    }

    [Fact]
    public void A_call_without_a_result_gets_a_note_and_a_result_without_a_call_is_said_by_the_user()
    {
        var body = Through.Body(Through.Request(Responses, Anthropic, """
            {"model":"m","input":[{"role":"user","content":"x"},{"type":"function_call","call_id":"c1","name":"f","arguments":"{}"},{"role":"user","content":"never mind"},{"type":"function_call_output","call_id":"zz","output":"lost"}]}
            """));
        var messages = body["messages"]!.AsArray();
        Assert.Equal(["user", "assistant", "user"], messages.Select(m => m!["role"]!.GetValue<string>()), StringComparer.Ordinal);
        Assert.Equal("tool_result", messages[2]!["content"]![0]!["type"]!.GetValue<string>());
        Assert.Contains("interrupted", messages[2]!["content"]![0]!["content"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Contains("lost", messages[2]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Anthropic)]
    [InlineData(Responses)]
    [InlineData(Gemini)]
    public void Calls_of_a_server_that_names_them_all_alike_keep_their_own_results_and_get_ids_of_their_own(WireFormat to)
    {
        var body = Through.Body(Through.Request(Chat, to, """
            {"model":"m","messages":[{"role":"user","content":"x"},
             {"role":"assistant","tool_calls":[{"id":"call_0","type":"function","function":{"name":"f","arguments":"{\"n\":1}"}}]},{"role":"tool","tool_call_id":"call_0","content":"first"},
             {"role":"assistant","tool_calls":[{"id":"call_0","type":"function","function":{"name":"f","arguments":"{\"n\":2}"}},{"id":"call_0","type":"function","function":{"name":"f","arguments":"{\"n\":3}"}}]},
             {"role":"tool","tool_call_id":"call_0","content":"second"},{"role":"tool","tool_call_id":"call_0","content":"third"}]}
            """));
        string text = body.ToJsonString();
        int[] at = [.. new[] { "first", "second", "third" }.Select(r => text.IndexOf(r, StringComparison.Ordinal))];
        Assert.Equal(at.Order(), at);
        Assert.DoesNotContain(-1, at);
        if (to != Gemini)
        {
            string[] ids = [.. System.Text.RegularExpressions.Regex.Matches(text, "\"(?:call_id|tool_use_id|id)\":\"(call_0[^\"]*)\"").Select(m => m.Groups[1].Value)];
            Assert.Equal(6, ids.Length);
            Assert.All(ids.GroupBy(i => i, StringComparer.Ordinal), g => Assert.Equal(2, g.Count()));
        }
    }

    [Fact]
    public void A_call_that_was_interrupted_does_not_take_the_result_of_a_later_one_of_the_same_id()
    {
        var body = Through.Body(Through.Request(Chat, Anthropic, """
            {"model":"m","messages":[{"role":"user","content":"x"},
             {"role":"assistant","tool_calls":[{"id":"call_0","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"user","content":"stop"},
             {"role":"assistant","tool_calls":[{"id":"call_0","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"call_0","content":"done"}]}
            """));
        var messages = body["messages"]!.AsArray();
        Assert.Contains("interrupted", messages[2]!["content"]![0]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("done", messages[4]!["content"]![0]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Theory]
    [InlineData("call_0")]
    [InlineData("")]
    public void Calls_of_an_answer_get_ids_that_no_other_call_of_the_conversation_has(string id)
    {
        const string Request = """
            {"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"call_0","name":"f","input":{}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"call_0","content":"r"}]}]}
            """;
        string call = $$"""{"id":"{{id}}","type":"function","function":{"name":"f","arguments":"{}"}, "index":""";
        string calls = $"[{call}0}},{call}1}}]";
        var context = Through.Context(Anthropic, Chat, Request);
        var whole = Through.Answer(context, $$"""{"id":"c","choices":[{"index":0,"message":{"role":"assistant","content":null,"tool_calls":{{calls}} },"finish_reason":"tool_calls"}]}""");
        var streamed = Through.Stream(context, $$"""{"id":"c","choices":[{"index":0,"delta":{"tool_calls":{{calls}} },"finish_reason":"tool_calls"}]}""")
            .Select(e => JsonNode.Parse(e.Data)!["content_block"]?["id"]?.GetValue<string>()).OfType<string>();
        foreach (string[] ids in new string[][] { [.. whole["content"]!.AsArray().Select(c => c!["id"]!.GetValue<string>())], [.. streamed] })
        {
            Assert.True(ids.Length == 2 && ids[0] != ids[1], string.Join(' ', ids));
            Assert.DoesNotContain("call_0", ids);
            Assert.DoesNotContain("", ids);
        }
    }

    [Theory]
    [InlineData("""{"role":"system","content":"S"}""", Anthropic, "system")]
    [InlineData("""{"role":"developer","content":"S"}""", Anthropic, "system")]
    [InlineData("""{"role":"system","content":"S"}""", Gemini, "systemInstruction")]
    [InlineData("""{"role":"system","content":"S"}""", Responses, "instructions")]
    public void The_opening_system_text_goes_where_the_format_keeps_it(string message, WireFormat to, string member)
    {
        var body = Through.Body(Through.Request(Chat, to, "{\"model\":\"m\",\"messages\":[" + message + ",{\"role\":\"user\",\"content\":\"x\"}]}"));
        Assert.Contains("\"S\"", body[member]!.ToJsonString(), StringComparison.Ordinal);
    }

    [Fact]
    public void A_system_text_in_the_middle_stays_in_its_place()
    {
        const string Request = """{"model":"m","messages":[{"role":"user","content":"a"},{"role":"assistant","content":"b"},{"role":"system","content":"MID"},{"role":"user","content":"c"}]}""";
        var there = Through.Body(Through.Request(Chat, Anthropic, Request))["messages"]!.AsArray();
        Assert.Contains("MID", there[2]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Equal("user", there[2]!["role"]!.GetValue<string>());
        Assert.Equal("developer", Through.Body(Through.Request(Chat, Responses, Request))["input"]![2]!["role"]!.GetValue<string>());
    }

    [Fact]
    public void The_billing_line_of_Claude_Code_is_not_carried_abroad()
    {
        var body = Through.Request(Anthropic, Chat, """{"model":"m","max_tokens":9,"system":[{"type":"text","text":"x-anthropic-billing-header: cc_version=1;"},{"type":"text","text":"You help."}],"messages":[{"role":"user","content":"x"}]}""").Body;
        Assert.DoesNotContain("billing", Encoding.UTF8.GetString(body), StringComparison.Ordinal);
    }

    [Fact]
    public void Results_of_a_namespaced_tool_bear_the_name_of_their_call()
    {
        var body = Through.Body(Through.Request(Responses, Gemini, """
            {"model":"m","tools":[{"type":"namespace","name":"mcp__docs","tools":[{"type":"function","name":"find","parameters":{"type":"object","properties":{}}}]}],"input":[{"role":"user","content":"x"},
             {"type":"function_call","call_id":"c1","namespace":"mcp__docs","name":"find","arguments":"{}"},{"type":"function_call","call_id":"c2","namespace":"mcp__docs","name":"find","arguments":"{}"},
             {"type":"function_call_output","call_id":"c1","output":"found"}]}
            """));
        var contents = body["contents"]!.AsArray();
        Assert.Equal(["mcp__docs__find", "mcp__docs__find"], contents[1]!["parts"]!.AsArray().Select(p => p!["functionCall"]!["name"]!.GetValue<string>()), StringComparer.Ordinal);
        Assert.Equal(["mcp__docs__find", "mcp__docs__find"], contents[2]!["parts"]!.AsArray().Select(p => p!["functionResponse"]!["name"]!.GetValue<string>()), StringComparer.Ordinal);
    }

    [Fact]
    public void Namespaced_and_free_text_tools_become_plain_functions_and_their_calls_come_back_as_they_were_offered()
    {
        const string Request = """
            {"model":"m","input":[{"type":"additional_tools","role":"developer","tools":[{"type":"namespace","name":"functions","tools":[{"type":"custom","name":"exec","description":"Runs.","format":{"type":"grammar","syntax":"lark","definition":"start: /.+/"}},{"type":"function","name":"wait","parameters":{"type":"object","properties":{"n":{"type":"number"}}}}]}]},
             {"role":"user","content":"x"},{"type":"custom_tool_call","call_id":"c1","namespace":"functions","name":"exec","input":"ls -l"},{"type":"custom_tool_call_output","call_id":"c1","output":"a b"}],"stream":true}
            """;
        var translated = Through.Request(Responses, Chat, Request);
        var body = Through.Body(translated);
        Assert.Equal(["functions__exec", "functions__wait"], body["tools"]!.AsArray().Select(t => t!["function"]!["name"]!.GetValue<string>()), StringComparer.Ordinal);
        Assert.Contains("start: /.+/", body["tools"]![0]!["function"]!["description"]!.GetValue<string>(), StringComparison.Ordinal);
        Assert.Equal("""{"input":"ls -l"}""", body["messages"]![1]!["tool_calls"]![0]!["function"]!["arguments"]!.GetValue<string>());

        const string Chunk = """{"id":"x","model":"q","choices":[{"index":0,"delta":{"tool_calls":[{"index":0,"id":"c9","function":{"name":"functions__exec","arguments":"{\"input\":\"cat a\"}"}}]},"finish_reason":"tool_calls"}]}""";
        var item = Through.Answer(translated.Context, Chunk.Replace("\"delta\"", "\"message\"", StringComparison.Ordinal))["output"]![0]!;
        Assert.Equal("custom_tool_call functions exec cat a", $"{item["type"]} {item["namespace"]} {item["name"]} {item["input"]}");
        var done = Through.Stream(translated.Context, Chunk).Select(e => Encoding.UTF8.GetString(e.Data)).Single(d => d.Contains("output_item.done", StringComparison.Ordinal));
        Assert.Contains("\"name\":\"exec\",\"namespace\":\"functions\",\"input\":\"cat a\"", done, StringComparison.Ordinal);
    }

    [Theory]
    [InlineData(Anthropic, """{"type":"tool","name":"f"}""", Chat, """{"type":"function","function":{"name":"f"}}""")]
    [InlineData(Anthropic, """{"type":"any"}""", Chat, "\"required\"")]
    [InlineData(Anthropic, """{"type":"none"}""", Responses, "\"none\"")]
    [InlineData(Chat, "\"required\"", Anthropic, """{"type":"any"}""")]
    [InlineData(Chat, """{"type":"function","function":{"name":"f"}}""", Responses, """{"type":"function","name":"f"}""")]
    [InlineData(Responses, """{"type":"function","name":"f"}""", Anthropic, """{"type":"tool","name":"f"}""")]
    public void The_choice_of_tools_keeps_its_meaning(WireFormat from, string choice, WireFormat to, string expected)
    {
        string tools = from switch
        {
            Anthropic => """[{"name":"f","input_schema":{"type":"object"}}]""",
            Chat => """[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}]""",
            _ => """[{"type":"function","name":"f","parameters":{"type":"object"}}]""",
        };
        string request = Through.Smallest(from)[..^1] + ",\"tools\":" + tools + ",\"tool_choice\":" + choice + "}";
        Assert.Equal(expected, Through.Body(Through.Request(from, to, request))["tool_choice"]!.ToJsonString());
    }

    [Fact]
    public void References_in_schemas_are_inlined_for_Gemini_and_unknown_keywords_dropped_with_a_loss()
    {
        var translated = Through.Request(Chat, Gemini, """
            {"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"$schema":"s","type":"object","$defs":{"P":{"type":"object","properties":{"x":{"const":3}}}},"properties":{"p":{"$ref":"#/$defs/P","description":"D"},"q":{"type":"string","pattern":"^a"},"pattern":{"type":"string"}},"additionalProperties":false}}}]}
            """);
        var schema = Through.Body(translated)["tools"]![0]!["functionDeclarations"]![0]!["parametersJsonSchema"]!;
        string text = schema.ToJsonString();
        Assert.DoesNotContain("$ref", text, StringComparison.Ordinal);
        Assert.DoesNotContain("$defs", text, StringComparison.Ordinal);
        Assert.Equal("D", schema["properties"]!["p"]!["description"]!.GetValue<string>());
        Assert.Equal("[3]", schema["properties"]!["p"]!["properties"]!["x"]!["enum"]!.ToJsonString());
        Assert.NotNull(schema["properties"]!["pattern"]);
        Assert.Null(schema["properties"]!["q"]!["pattern"]);
        Assert.Contains("schema_keywords", translated.Losses, StringComparer.Ordinal);
    }

    [Fact]
    public void A_schema_that_contains_itself_reaches_Gemini_with_its_references()
    {
        var translated = Through.Request(Chat, Gemini, """
            {"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","definitions":{"N":{"type":"object","properties":{"v":{"type":"string","pattern":"^a"},"left":{"$ref":"#/definitions/N","description":"d"},"all":{"type":"array","items":{"$ref":"#/definitions/N"}}},"required":["v","all"]}},"properties":{"root":{"$ref":"#/definitions/N"}},"required":["root"]}}}]}
            """);
        string schema = Through.Body(translated)["tools"]![0]!["functionDeclarations"]![0]!["parametersJsonSchema"]!.ToJsonString();

        // What leads back to itself may not be required, and nothing may stand beside a reference.
        Assert.Equal("""{"type":"object","properties":{"root":{"$ref":"#/$defs/N"}},"required":["root"],"$defs":{"N":{"type":"object","properties":{"v":{"type":"string"},"left":{"$ref":"#/$defs/N"},"all":{"type":"array","items":{"$ref":"#/$defs/N"}}},"required":["v"]}}}""", schema);
        Assert.Contains("schema_keywords", translated.Losses, StringComparer.Ordinal);
    }

    [Fact]
    public void A_schema_whose_references_multiply_stays_small_for_Gemini()
    {
        string levels = string.Join(',', Enumerable.Range(0, 12).Select(static i => """ "L0":{"type":"object","properties":{"a":{"$ref":"#/$defs/L1"},"b":{"$ref":"#/$defs/L1"},"c":{"$ref":"#/$defs/L1"}}}""".Replace("L1", "L" + (i + 1), StringComparison.Ordinal).Replace("\"L0", "\"L" + i, StringComparison.Ordinal)));
        var translated = Through.Request(Chat, Gemini, """
            {"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object","$defs":{LEVELS,"L12":{"type":"string"}},"properties":{"p":{"$ref":"#/$defs/L0"}}}}}]}
            """.Replace("LEVELS", levels, StringComparison.Ordinal));
        Assert.InRange(translated.Body.Length, 1, 5000);
        Assert.Equal("#/$defs/L0", Through.Body(translated)["tools"]![0]!["functionDeclarations"]![0]!["parametersJsonSchema"]!["properties"]!["p"]!["$ref"]!.GetValue<string>());
    }

    [Fact]
    public void What_Anthropics_structured_output_refuses_is_said_otherwise_or_left_out_with_a_loss()
    {
        var translated = Through.Request(Chat, Anthropic, """
            {"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"o","schema":{"type":"object","properties":{"k":{"oneOf":[{"type":"string","format":"byte"},{"type":"object"}]},"u":{"type":"string","format":"uuid"},"m":{"type":"object","additionalProperties":{"type":"string"}}},"required":["k"],"minProperties":1}}}}
            """);
        Assert.Equal(
            """{"type":"object","properties":{"k":{"anyOf":[{"type":"string"},{"type":"object","additionalProperties":false}]},"u":{"type":"string","format":"uuid"},"m":{"type":"object","additionalProperties":false}},"required":["k"],"additionalProperties":false}""",
            Through.Body(translated)["output_config"]!["format"]!["schema"]!.ToJsonString());
        Assert.Contains("schema_keywords", translated.Losses, StringComparer.Ordinal);
    }

    [Fact]
    public void A_schema_that_contains_itself_is_said_to_Anthropic_a_few_levels_deep_and_its_tool_without_strictness()
    {
        const string Schema = """{"type":"object","$defs":{"N":{"type":"object","properties":{"v":{"type":"string"},"next":{"$ref":"#/$defs/N"}},"required":["v"]}},"properties":{"root":{"$ref":"#/$defs/N"}}}""";
        var translated = Through.Request(Chat, Anthropic, """
            {"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":SCHEMA}}],"response_format":{"type":"json_schema","json_schema":{"name":"o","schema":SCHEMA}}}
            """.Replace("SCHEMA", Schema, StringComparison.Ordinal));
        var body = Through.Body(translated);
        string form = body["output_config"]!["format"]!["schema"]!.ToJsonString();
        Assert.DoesNotContain("$ref", form, StringComparison.Ordinal);
        Assert.Equal(4, form.Split("\"v\":").Length - 1);
        Assert.Null(body["tools"]![0]!["strict"]);
        Assert.Contains("$ref", body["tools"]![0]!["input_schema"]!.ToJsonString(), StringComparison.Ordinal);
        Assert.Contains("strict_tools", translated.Losses, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(Anthropic, "messages")]
    [InlineData(Gemini, "contents")]
    public void A_turn_of_nothing_but_anothers_reasoning_leaves_no_empty_one_behind(WireFormat to, string member)
    {
        var translated = Through.Request(Responses, to, """{"model":"m","input":[{"role":"user","content":"x"},{"type":"reasoning","id":"rs_1","summary":[{"type":"summary_text","text":"hm"}],"encrypted_content":"SEALED"},{"role":"user","content":"y"}]}""");
        var turn = Assert.Single(Through.Body(translated)[member]!.AsArray());
        Assert.Equal(2, turn![to == Gemini ? "parts" : "content"]!.AsArray().Count);
        Assert.Contains("reasoning", translated.Losses, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData(Responses, "input")]
    [InlineData(Anthropic, "messages")]
    [InlineData(Gemini, "contents")]
    public void A_system_prompt_alone_is_no_empty_conversation(WireFormat to, string member) =>
        Assert.Single(Through.Body(Through.Request(Chat, to, """{"model":"m","messages":[{"role":"system","content":"Write a poem."}]}"""))[member]!.AsArray());

    [Fact]
    public void Thoughts_are_not_asked_of_Gemini_where_it_is_told_not_to_think() =>
        Assert.Equal("""{"thinkingBudget":0}""", Through.Body(Through.Request(Chat, Gemini, """{"model":"m","messages":[{"role":"user","content":"x"}],"reasoning_effort":"none"}"""))["generationConfig"]!["thinkingConfig"]!.ToJsonString());

    [Fact]
    public void An_answer_begun_by_the_caller_reaches_Anthropic_without_the_white_space_at_its_end() =>
        Assert.Equal("Once upon", Through.Body(Through.Request(Chat, Anthropic, """{"model":"m","messages":[{"role":"user","content":"x"},{"role":"assistant","content":"Once upon "}]}"""))["messages"]![1]!["content"]![0]!["text"]!.GetValue<string>());

    [Fact]
    public void Geminis_own_spelling_of_schemas_becomes_plain()
    {
        var body = Through.Body(Through.Request(Gemini, Chat, """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"tools":[{"functionDeclarations":[{"name":"f","parameters":{"type":"OBJECT","properties":{"type":{"type":"STRING","nullable":true},"n":{"type":"ARRAY","items":{"type":"INTEGER"},"minItems":"2"}}}}]}]}"""));
        Assert.Equal("""{"type":"object","properties":{"type":{"type":["string","null"]},"n":{"type":"array","items":{"type":"integer"},"minItems":2}}}""", body["tools"]![0]!["function"]!["parameters"]!.ToJsonString());
    }

    [Fact]
    public void A_demanded_form_of_the_answer_is_demanded_everywhere()
    {
        const string Request = """{"model":"m","messages":[{"role":"user","content":"x"}],"response_format":{"type":"json_schema","json_schema":{"name":"n","strict":true,"schema":{"type":"object","properties":{"a":{"type":"string"}},"required":["a"]}}}}""";
        Assert.Equal("object", Through.Body(Through.Request(Chat, Anthropic, Request))["output_config"]!["format"]!["schema"]!["type"]!.GetValue<string>());
        Assert.Equal("object", Through.Body(Through.Request(Chat, Gemini, Request))["generationConfig"]!["responseJsonSchema"]!["type"]!.GetValue<string>());
        Assert.True(Through.Body(Through.Request(Chat, Responses, Request))["text"]!["format"]!["strict"]!.GetValue<bool>());
    }

    [Fact]
    public void A_tool_that_is_held_to_its_schema_keeps_to_what_the_vendor_takes_there()
    {
        const string Request = """{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","strict":STRICT,"parameters":{"type":"object","properties":{"n":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"array","minItems":3,"items":{"type":"integer","minimum":1}}}}}}]}""";
        var strict = Through.Request(Chat, Anthropic, Request.Replace("STRICT", "true", StringComparison.Ordinal));
        Assert.Equal("""{"type":"object","properties":{"n":{"$ref":"#/$defs/n"}},"$defs":{"n":{"type":"array","items":{"type":"integer"}}},"additionalProperties":false}""", Through.Body(strict)["tools"]![0]!["input_schema"]!.ToJsonString());
        Assert.Contains("schema_keywords", strict.Losses, StringComparer.Ordinal);
        var free = Through.Request(Chat, Anthropic, Request.Replace("STRICT", "false", StringComparison.Ordinal));
        Assert.Equal(1, Through.Body(free)["tools"]![0]!["input_schema"]!["$defs"]!["n"]!["items"]!["minimum"]!.GetValue<int>());
    }

    [Theory]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{"$ref":"#/$defs/d"}},"required":["a"],"$defs":{"d":{"type":"object","properties":{"b":{"type":["string","null"]}},"required":["b"]}}}""", true)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"},"b":{"type":"string"}},"required":["a"],"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"object"}},"required":["a"],"additionalProperties":false}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":{"type":"string"}}""", false)]
    [InlineData("""{"type":"object","properties":{"a":{"oneOf":[{"type":"string"}]}},"required":["a"],"additionalProperties":false}""", false)]
    public void What_is_held_strictly_to_a_schema_is_so_at_OpenAI_where_it_can_be_and_declared_lost_where_not(string schema, bool can)
    {
        string tool = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"}],"tools":[{"name":"f","strict":true,"input_schema":SCHEMA}],"output_config":{"format":{"type":"json_schema","schema":SCHEMA}}}""".Replace("SCHEMA", schema, StringComparison.Ordinal);
        var chat = Through.Request(Anthropic, Chat, tool);
        var responses = Through.Request(Anthropic, Responses, tool);
        Assert.Equal(can, Through.Body(chat)["tools"]![0]!["function"]!["strict"]?.GetValue<bool>() ?? false);
        Assert.Equal(can, Through.Body(chat)["response_format"]!["json_schema"]!["strict"]!.GetValue<bool>());
        Assert.Equal(can, Through.Body(responses)["tools"]![0]!["strict"]!.GetValue<bool>());
        Assert.Equal(can, Through.Body(responses)["text"]!["format"]!["strict"]!.GetValue<bool>());
        foreach (var lost in (IReadOnlyList<string>[])[chat.Losses, responses.Losses])
        {
            Assert.Equal(can ? [] : ["strict_output", "strict_tools"], lost.Where(l => l.StartsWith("strict", StringComparison.Ordinal)).Order(StringComparer.Ordinal));
        }

        if (can)
        {
            Assert.False(Through.Body(chat)["tools"]![0]!["function"]!["parameters"]!["additionalProperties"]!.GetValue<bool>());
        }
        else
        {
            Assert.Equal(schema, Through.Body(responses)["tools"]![0]!["parameters"]!.ToJsonString());
        }
    }

    [Fact]
    public void A_strict_tool_and_a_demanded_form_stay_strict_from_OpenAI_and_Gemini_too()
    {
        const string Schema = """{"type":"object","properties":{"a":{"type":"string"}},"required":["a"],"additionalProperties":false}""";
        string chat = """{"model":"m","messages":[{"role":"user","content":"x"}],"tools":[{"type":"function","function":{"name":"f","strict":true,"parameters":SCHEMA}}]}""".Replace("SCHEMA", Schema, StringComparison.Ordinal);
        Assert.True(Through.Body(Through.Request(Chat, Anthropic, chat))["tools"]![0]!["strict"]!.GetValue<bool>());
        Assert.True(Through.Body(Through.Request(Chat, Responses, chat))["tools"]![0]!["strict"]!.GetValue<bool>());
        Assert.Contains("strict_tools", Through.Request(Chat, Gemini, chat).Losses, StringComparer.Ordinal);
        const string Asked = """{"contents":[{"role":"user","parts":[{"text":"x"}]}],"generationConfig":{"responseMimeType":"application/json","responseSchema":{"type":"OBJECT","properties":{"a":{"type":"STRING"}},"required":["a"]}}}""";
        Assert.True(Through.Body(Through.Request(Gemini, Chat, Asked))["response_format"]!["json_schema"]!["strict"]!.GetValue<bool>());
        Assert.True(Through.Body(Through.Request(Gemini, Responses, Asked))["text"]!["format"]!["strict"]!.GetValue<bool>());
        Assert.Contains("strict_output", Through.Request(Gemini, Chat, Asked.Replace(""","required":["a"]""", "", StringComparison.Ordinal)).Losses, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("\"reasoning_effort\":\"high\",\"max_tokens\":8000", 6000)]
    [InlineData("\"reasoning_effort\":\"medium\",\"max_tokens\":32000", 10240)]
    [InlineData("\"reasoning\":{\"max_tokens\":7000},\"max_tokens\":8000", 7000)]
    [InlineData("\"reasoning\":{\"max_tokens\":9000},\"max_tokens\":8000", 6000)]
    public void Thinking_leaves_room_for_the_answer_within_its_limit(string members, int budget)
    {
        var body = Through.Body(Through.Request(Chat, Anthropic, "{\"model\":\"m\",\"messages\":[{\"role\":\"user\",\"content\":\"x\"}]," + members + "}"));
        Assert.Equal(budget, body["thinking"]!["budget_tokens"]!.GetValue<int>());
    }

    [Fact]
    public void Thinking_budgets_and_efforts_become_each_other()
    {
        var reasoner = new TranslationTarget("gpt-5.5", "r") { Capabilities = Capability.Tools | Capability.Reasoning };
        const string Budget = """{"model":"m","max_tokens":30000,"thinking":{"type":"enabled","budget_tokens":10000},"messages":[{"role":"user","content":"x"}]}""";
        Assert.Equal("medium", Through.Body(Through.Request(Anthropic, Chat, Budget, reasoner))["reasoning_effort"]!.GetValue<string>());
        Assert.Equal("medium", Through.Body(Through.Request(Anthropic, Responses, Budget, reasoner))["reasoning"]!["effort"]!.GetValue<string>());
        Assert.Equal(10000, Through.Body(Through.Request(Anthropic, Gemini, Budget))["generationConfig"]!["thinkingConfig"]!["thinkingBudget"]!.GetValue<int>());
        const string Effort = """{"model":"m","messages":[{"role":"user","content":"x"}],"reasoning_effort":"low","max_tokens":20000}""";
        Assert.Equal("""{"type":"enabled","budget_tokens":4096}""", Through.Body(Through.Request(Chat, Anthropic, Effort))["thinking"]!.ToJsonString());
        var adaptive = Through.Body(Through.Request(Chat, Anthropic, Effort, new TranslationTarget("m", "r") { AdaptiveThinking = true }));
        Assert.Equal("low", adaptive["output_config"]!["effort"]!.GetValue<string>());
        var plain = Through.Request(Anthropic, Chat, Budget, new TranslationTarget("m", "r") { Capabilities = Capability.Tools });
        Assert.Null(Through.Body(plain)["reasoning_effort"]);
        Assert.Contains("reasoning_effort", plain.Losses, StringComparer.Ordinal);
    }

    [Fact]
    public void Thinking_waits_for_the_next_turn_when_a_tool_loop_began_elsewhere()
    {
        var translated = Through.Request(Chat, Anthropic, """{"model":"m","reasoning_effort":"high","messages":[{"role":"user","content":"x"},{"role":"assistant","content":null,"tool_calls":[{"id":"c","type":"function","function":{"name":"f","arguments":"{}"}}]},{"role":"tool","tool_call_id":"c","content":"r"}]}""");
        Assert.Null(Through.Body(translated)["thinking"]);
        Assert.Contains("reasoning_effort", translated.Losses, StringComparer.Ordinal);
    }

    [Theory]
    [InlineData("functions.read:0")]
    [InlineData("call|with spaces")]
    [InlineData("")]
    public void Strange_ids_of_calls_are_made_plain_and_come_back(string id)
    {
        string plain = CallIds.Normalise(id);
        Assert.Matches("^[A-Za-z0-9_-]{1,64}$", plain);
        Assert.Equal(id, CallIds.Restore(plain));
        Assert.Matches("^[A-Za-z0-9_-]{1,64}$", CallIds.Normalise(new string('x', 300)));
        Assert.Equal("toolu_01AbC", CallIds.Normalise("toolu_01AbC"));
    }

    [Theory]
    [InlineData(Responses, """{"model":"m","previous_response_id":"resp_1","input":"x"}""", Anthropic, 400, "previous_response_id")]
    [InlineData(Anthropic, """{"model":"m","max_tokens":9,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"x"}]}""", Chat, 422, "web_search")]
    [InlineData(Anthropic, """{"model":"m","max_tokens":9,"mcp_servers":[{"type":"url","url":"https://a","name":"n"}],"messages":[{"role":"user","content":"x"}]}""", Chat, 422, "mcp")]
    [InlineData(Responses, """{"model":"m","tools":[{"type":"code_interpreter","container":{"type":"auto"}}],"input":"x"}""", Gemini, 422, "code_execution")]
    [InlineData(Chat, """{"model":"m","messages":[{"role":"user","content":[{"type":"input_audio","input_audio":{"data":"AAAA","format":"wav"}}]}]}""", Anthropic, 422, "audio")]
    [InlineData(Anthropic, """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":[{"type":"image","source":{"type":"file","file_id":"f"}}]}]}""", Chat, 422, "file_id")]
    public void What_cannot_be_said_is_refused_by_name(WireFormat from, string request, WireFormat to, int status, string feature)
    {
        var refusal = Through.Request(from, to, request).Refusal;
        Assert.Equal((status, feature), (refusal!.Status, refusal.Feature));
    }

    [Fact]
    public void A_web_search_goes_to_whoever_has_one_and_is_left_out_beside_other_tools()
    {
        const string Only = """{"model":"m","max_tokens":9,"tools":[{"type":"web_search_20250305","name":"web_search"}],"messages":[{"role":"user","content":"x"}]}""";
        var has = new TranslationTarget("m", "r") { Capabilities = Capability.WebSearch | Capability.Tools };
        Assert.Equal("web_search", Through.Body(Through.Request(Anthropic, Responses, Only, has))["tools"]![0]!["type"]!.GetValue<string>());
        Assert.NotNull(Through.Body(Through.Request(Anthropic, Gemini, Only, has))["tools"]![0]!["googleSearch"]);
        var codex = Through.Request(Responses, Chat, """{"model":"m","input":"x","tools":[{"type":"function","name":"f","parameters":{}},{"type":"web_search"}]}""");
        Assert.Single(Through.Body(codex)["tools"]!.AsArray());
        Assert.Contains("web_search", codex.Losses, StringComparer.Ordinal);
    }

    [Fact]
    public void A_cache_breakpoint_is_set_for_callers_that_know_none_and_kept_from_those_that_do()
    {
        var automatic = Through.Body(Through.Request(Chat, Anthropic, """{"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":"x"}]}"""));
        Assert.NotNull(automatic["system"]![0]!["cache_control"]);
        Assert.NotNull(automatic["messages"]![0]!["content"]![0]!["cache_control"]);
        var own = Through.Body(Through.Request(Chat, Anthropic, """{"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":[{"type":"text","text":"x","cache_control":{"type":"ephemeral","ttl":"1h"}},{"type":"text","text":"y"}]}]}"""));
        Assert.Null(own["system"]![0]!["cache_control"]);
        Assert.Equal("1h", own["messages"]![0]!["content"]![0]!["cache_control"]!["ttl"]!.GetValue<string>());
        Assert.Null(own["messages"]![0]!["content"]![1]!["cache_control"]);
    }

    [Fact]
    public void Models_that_always_reason_are_sent_no_temperature()
    {
        const string Request = """{"model":"m","max_tokens":9,"temperature":0.2,"stop_sequences":["x"],"messages":[{"role":"user","content":"x"}]}""";
        var reasoner = Through.Request(Anthropic, Chat, Request, new TranslationTarget("gpt-5.5", "r"));
        var body = Through.Body(reasoner);
        Assert.Null(body["temperature"]);
        Assert.Null(body["stop"]);
        Assert.Equal(9, body["max_completion_tokens"]!.GetValue<int>());
        Assert.Contains("temperature", reasoner.Losses, StringComparer.Ordinal);
        var other = Through.Body(Through.Request(Anthropic, Chat, Request, new TranslationTarget("qwen3-coder", "r")));
        Assert.Equal(0.2, other["temperature"]!.GetValue<double>());
        Assert.Equal(9, other["max_tokens"]!.GetValue<int>());
    }

    [Fact]
    public void Servers_with_short_ids_get_short_ids_that_still_join_call_and_result()
    {
        const string Request = """{"model":"m","max_tokens":9,"messages":[{"role":"user","content":"x"},{"role":"assistant","content":[{"type":"tool_use","id":"toolu_0123456789","name":"f","input":{}}]},{"role":"user","content":[{"type":"tool_result","tool_use_id":"toolu_0123456789","content":"r"}]}]}""";
        var messages = Through.Body(Through.Request(Anthropic, Chat, Request, new TranslationTarget("devstral", "r") { NineCharacterIds = true }))["messages"]!;
        string id = messages[1]!["tool_calls"]![0]!["id"]!.GetValue<string>();
        Assert.Matches("^[a-zA-Z0-9]{9}$", id);
        Assert.Equal(id, messages[2]!["tool_call_id"]!.GetValue<string>());
    }
}
