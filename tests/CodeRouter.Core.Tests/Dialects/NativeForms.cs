using System.Buffers;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Core.Dialects;
using CodeRouter.Core.Dialects.Native;
using Xunit;

namespace CodeRouter.Core.Tests.Dialects;

/// <summary>Forms that only upstreams speak, written from and read into all that callers speak.</summary>
public sealed class NativeForms
{
    private static readonly NativeForm[] Forms = Enum.GetValues<NativeForm>();
    private static readonly WireFormat[] Callers = [WireFormat.OpenAIChat, WireFormat.OpenAIResponses, WireFormat.AnthropicMessages, WireFormat.Gemini];

    public static TheoryData<string, WireFormat> Recorded()
    {
        var all = new TheoryData<string, WireFormat>();
        foreach (string api in (string[])["bedrock.converse", "bedrock.converse-stream", "ollama.chat", "cohere.chat"])
        {
            foreach (var caller in Callers)
            {
                all.Add(api, caller);
            }
        }

        return all;
    }

    public static TheoryData<string, NativeForm> Requests()
    {
        var all = new TheoryData<string, NativeForm>();
        foreach (string api in (string[])["openai.chat", "openai.responses", "anthropic.messages", "gemini.generateContent"])
        {
            foreach (var form in Forms)
            {
                all.Add(api, form);
            }
        }

        return all;
    }

    [Theory]
    [Trait("needs", "shared")]
    [MemberData(nameof(Recorded))]
    public void A_recorded_answer_reaches_every_caller_with_its_text_calls_stop_and_usage(string api, WireFormat caller)
    {
        var report = new Report();
        foreach (var (id, response) in Answers(api))
        {
            report.Check(id, () =>
            {
                var form = api.StartsWith("bedrock", StringComparison.Ordinal) ? NativeForm.Converse : api.StartsWith("ollama", StringComparison.Ordinal) ? NativeForm.Ollama : NativeForm.Cohere;
                var context = NativeTranslator.TranslateRequest(Recordings.View(caller, Encoding.UTF8.GetBytes(Through.Smallest(caller))), form, new TranslationTarget("anthropic.m", "req1")).Context;
                var events = Events(response, form);
                Answer answer;
                if (events is null)
                {
                    byte[]? whole = NativeTranslator.TranslateAnswer(Encoding.UTF8.GetBytes(response["body"]!.ToJsonString()), form, context, out var failure);
                    Assert.Null(failure);
                    Assert.NotNull(whole);
                    answer = Translator.Of(caller).ReadAnswer(JsonSpan.Of(whole), Back(caller), new Losses());
                }
                else
                {
                    var output = new ArrayBufferWriter<byte>();
                    var stream = NativeTranslator.NewStream(form, context);
                    events.ForEach(e => Assert.True(stream.Feed(e.Name, e.Data, output)));
                    stream.Finish(output);
                    var written = Recordings.Events(Encoding.UTF8.GetString(output.WrittenSpan));
                    if (StreamRules.Broken(caller, written) is { } broken)
                    {
                        return "order: " + broken;
                    }

                    answer = RoundTrip.Join(caller, written, Back(caller));
                }

                string expected = Expected(events, response, form);
                string got = Told(answer);
                return expected == got ? null : expected + "\n--- came as\n" + got;
            });
        }

        report.Assert(api is "bedrock.converse" ? 80 : 10, allowed: 0);
    }

    [Theory]
    [Trait("needs", "shared")]
    [MemberData(nameof(Requests))]
    public void A_recorded_request_is_written_in_every_form_or_refused_with_the_remedy(string api, NativeForm form)
    {
        var report = new Report();
        int refused = 0;
        foreach (var recording in Recordings.Of(api).Where(r => r is { Status: 200, Request: not null }))
        {
            report.Check(recording.Id, () =>
            {
                var view = Recordings.View(recording);
                var translated = NativeTranslator.TranslateRequest(view, form, new TranslationTarget("us.anthropic.claude-x", "req1"));
                if (translated.Refusal is { } refusal)
                {
                    refused++;
                    return refusal.Message.Length > 20 && translated.Body.Length == 0 ? null : "empty refusal";
                }

                var body = JsonNode.Parse(translated.Body)!.AsObject();
                return form == NativeForm.Converse ? WrongConverse(body) : WrongMessages(body);
            });
        }

        report.Assert(50, allowed: 0);
        Assert.True(refused <= report.Checked / 4, $"{refused} of {report.Checked} refused");
    }

    [Fact]
    public void A_tool_loop_is_written_as_converse_wants_it()
    {
        var body = Written(NativeForm.Converse, WireFormat.AnthropicMessages, """
            {"model":"m","max_tokens":2000,"temperature":0.5,"system":[{"type":"text","text":"Be brief.","cache_control":{"type":"ephemeral"}}],"tools":[{"name":"run","description":"runs","input_schema":{"type":"object"}}],"tool_choice":{"type":"any"},
             "messages":[{"role":"user","content":"go"},{"role":"assistant","content":[{"type":"thinking","thinking":"hm","signature":"sig"},{"type":"tool_use","id":"t1","name":"run","input":{"a":1}}]},
             {"role":"user","content":[{"type":"tool_result","tool_use_id":"t1","is_error":true,"content":[{"type":"text","text":"boom"},{"type":"image","source":{"type":"base64","media_type":"image/png","data":"AAAA"}}]}]}]}
            """, "us.anthropic.claude-sonnet-4-5");

        Assert.Equal("""[{"text":"Be brief."},{"cachePoint":{"type":"default"}}]""", body["system"]!.ToJsonString());
        Assert.Equal("""{"reasoningContent":{"reasoningText":{"text":"hm","signature":"sig"}}}""", body["messages"]![1]!["content"]![0]!.ToJsonString());
        Assert.Equal("""{"toolUse":{"toolUseId":"t1","name":"run","input":{"a":1}}}""", body["messages"]![1]!["content"]![1]!.ToJsonString());
        Assert.Equal("""{"toolResult":{"toolUseId":"t1","content":[{"text":"boom"},{"image":{"format":"png","source":{"bytes":"AAAA"}}}],"status":"error"}}""", body["messages"]![2]!["content"]![0]!.ToJsonString());
        Assert.Equal("""{"any":{}}""", body["toolConfig"]!["toolChoice"]!.ToJsonString());
        Assert.Equal("""{"maxTokens":2000,"temperature":0.5}""", body["inferenceConfig"]!.ToJsonString());
    }

    [Theory]
    [InlineData(NativeForm.Converse)]
    [InlineData(NativeForm.Ollama)]
    [InlineData(NativeForm.Cohere)]
    public void What_only_the_callers_own_provider_can_do_is_refused_in_every_form(NativeForm form)
    {
        foreach (var (body, status) in (ReadOnlySpan<(string, int)>)[("""{"model":"m","input":"x","background":true}""", 422), ("""{"model":"m","input":"x","previous_response_id":"resp_1"}""", 400)])
        {
            var translated = NativeTranslator.TranslateRequest(Recordings.View(WireFormat.OpenAIResponses, Encoding.UTF8.GetBytes(body)), form, new TranslationTarget("m", "r"));
            Assert.Equal((status, 0), (translated.Refusal?.Status, translated.Body.Length));
        }

        var tier = NativeTranslator.TranslateRequest(Recordings.View(WireFormat.OpenAIResponses, """{"model":"m","input":"x","service_tier":"flex"}"""u8.ToArray()), form, new TranslationTarget("m", "r"));
        Assert.Contains("service_tier", tier.Losses, StringComparer.Ordinal);
    }

    [Fact]
    public void Ollama_is_told_the_window_and_never_streams_unasked()
    {
        var body = Written(NativeForm.Ollama, WireFormat.OpenAIChat, """
            {"model":"m","messages":[{"role":"system","content":"S"},{"role":"user","content":[{"type":"text","text":"what"},{"type":"image_url","image_url":{"url":"data:image/png;base64,AAAA"}}]},
             {"role":"assistant","content":null,"tool_calls":[{"id":"c1","type":"function","function":{"name":"f","arguments":"{\"x\":1}"}}]},{"role":"tool","tool_call_id":"c1","content":"done"}],
             "response_format":{"type":"json_object"},"tools":[{"type":"function","function":{"name":"f","parameters":{"type":"object"}}}],"max_tokens":7,"stop":"X"}
            """, "llama3", window: 32768);

        Assert.False(body["stream"]!.GetValue<bool>());
        Assert.Equal("""{"num_ctx":32768,"num_predict":7,"stop":["X"]}""", body["options"]!.ToJsonString());
        Assert.Equal("json", body["format"]!.GetValue<string>());
        Assert.Equal("""{"role":"user","content":"what","images":["AAAA"]}""", body["messages"]![1]!.ToJsonString());
        Assert.Equal("""{"role":"assistant","content":"","tool_calls":[{"function":{"name":"f","arguments":{"x":1}}}]}""", body["messages"]![2]!.ToJsonString());
        Assert.Equal("""{"role":"tool","content":"done","tool_name":"f"}""", body["messages"]![3]!.ToJsonString());
    }

    [Theory]
    [InlineData(NativeForm.Converse, "ThrottlingException", """{"message":"Too many requests"}""", 429)]
    [InlineData(NativeForm.Converse, "InternalServerException", """{"message":"oops"}""", 500)]
    [InlineData(NativeForm.Ollama, "", """{"error":"model runner has unexpectedly stopped"}""", 502)]
    [InlineData(NativeForm.Cohere, "message-end", """{"type":"message-end","delta":{"finish_reason":"ERROR","error":"broke"}}""", 502)]
    public void A_failure_inside_a_stream_becomes_the_callers_own_error_event(NativeForm form, string name, string json, int status)
    {
        foreach (var caller in Callers)
        {
            var output = new ArrayBufferWriter<byte>();
            var context = NativeTranslator.TranslateRequest(Recordings.View(caller, Encoding.UTF8.GetBytes(Through.Smallest(caller))), form, new TranslationTarget("m", "r")).Context;
            var stream = NativeTranslator.NewStream(form, context);
            Assert.True(stream.Feed(Encoding.UTF8.GetBytes(name), Encoding.UTF8.GetBytes(json), output));
            stream.Finish(output);
            var reader = BuiltInDialects.Of(caller).NewStreamReader();
            foreach (var sent in Recordings.Events(Encoding.UTF8.GetString(output.WrittenSpan)))
            {
                reader.Read(sent.Name, sent.Data);
            }

            Assert.False(reader.Complete);
            Assert.NotNull(reader.Failure);
            Assert.True(status is 502 || reader.Failure.Status == status || reader.Failure.Status >= 500 == status >= 500, $"{caller}: {reader.Failure}");
        }
    }

    [Fact]
    public void A_stream_that_is_cut_gets_no_ending()
    {
        foreach (var caller in Callers)
        {
            var output = new ArrayBufferWriter<byte>();
            var context = NativeTranslator.TranslateRequest(Recordings.View(caller, Encoding.UTF8.GetBytes(Through.Smallest(caller))), NativeForm.Ollama, new TranslationTarget("m", "r")).Context;
            var stream = NativeTranslator.NewStream(NativeForm.Ollama, context);
            Assert.True(stream.Feed(default, """{"model":"m","message":{"role":"assistant","content":"half"},"done":false}"""u8, output));
            stream.Finish(output);
            var reader = BuiltInDialects.Of(caller).NewStreamReader();
            Recordings.Events(Encoding.UTF8.GetString(output.WrittenSpan)).ForEach(e => reader.Read(e.Name, e.Data));
            Assert.False(reader.Complete);
        }
    }

    private static JsonNode Written(NativeForm form, WireFormat from, string body, string model, int? window = null)
    {
        var translated = NativeTranslator.TranslateRequest(Recordings.View(from, Encoding.UTF8.GetBytes(body)), form, new TranslationTarget(model, "req1") { ContextWindow = window });
        Assert.Null(translated.Refusal);
        return JsonNode.Parse(translated.Body)!;
    }

    private static string? WrongConverse(JsonObject body)
    {
        string before = "assistant";
        foreach (var message in body["messages"]!.AsArray())
        {
            string role = message!["role"]!.GetValue<string>();
            if (role == before)
            {
                return "two turns of " + role;
            }

            before = role;
            if (message["content"]!.AsArray().Any(b => b!["text"] is { } text && string.IsNullOrWhiteSpace(text.GetValue<string>())) || message["content"]!.AsArray().Count == 0)
            {
                return "a blank text";
            }
        }

        bool calls = body.ToJsonString().Contains("\"toolUse\"", StringComparison.Ordinal);
        return calls && body["toolConfig"] is null ? "calls without tools" : body["model"] is not null || body["stream"] is not null ? "members that belong into the path" : null;
    }

    private static string? WrongMessages(JsonObject body)
    {
        foreach (var message in body["messages"]!.AsArray())
        {
            if (message!["role"]!.GetValue<string>() is not ("system" or "user" or "assistant" or "tool"))
            {
                return "a role nobody knows";
            }
        }

        return body["stream"] is JsonValue ? null : "does not say whether to stream";
    }

    private static AnswerContext Back(WireFormat caller) => Translator.TranslateRequest(Recordings.View(WireFormat.OpenAIChat, Encoding.UTF8.GetBytes(Through.Smallest(WireFormat.OpenAIChat))), caller, new TranslationTarget("m", "req1")).Context;

    private static string Told(Answer answer)
    {
        var usage = answer.Usage ?? default;
        string calls = string.Join(' ', answer.Contents.Where(c => c.Kind == PartKind.ToolCall).Select(c => c.Name + Essence.Canonical(c.Arguments)));
        return $"{string.Concat(answer.Contents.Where(c => c.Kind == PartKind.Text).Select(c => c.Text))}|{calls}|{Essence.Stop(answer.Stop)}|{usage.TotalInput} {usage.Output}";
    }

    // Read a second time, by other means: the test's own walk over the recorded JSON.
    private static string Expected(List<SseEvent>? events, JsonNode response, NativeForm form)
    {
        var parts = (events?.Select(e => JsonNode.Parse(e.Data)!) ?? [response["body"]!]).ToList();
        var text = new StringBuilder();
        var calls = new List<(string Name, StringBuilder Arguments)>();
        string stop = "";
        long input = 0, output = 0;
        foreach (var node in parts)
        {
            switch (form)
            {
                case NativeForm.Ollama:
                    text.Append(node["message"]?["content"]?.GetValue<string>());
                    foreach (var call in node["message"]?["tool_calls"]?.AsArray() ?? [])
                    {
                        calls.Add((call!["function"]!["name"]!.GetValue<string>(), new StringBuilder(call["function"]!["arguments"]!.ToJsonString())));
                    }

                    stop = node["done_reason"]?.GetValue<string>() ?? stop;
                    if (node["prompt_eval_count"] is { } prompt)
                    {
                        (input, output) = (prompt.GetValue<long>(), node["eval_count"]!.GetValue<long>());
                    }

                    break;
                case NativeForm.Converse when events is null:
                    foreach (var block in node["output"]!["message"]!["content"]!.AsArray())
                    {
                        text.Append(block!["text"]?.GetValue<string>());
                        foreach (var cited in block["citationsContent"]?["content"]?.AsArray() ?? [])
                        {
                            text.Append(cited!["text"]?.GetValue<string>());
                        }

                        if (block["toolUse"] is { } use)
                        {
                            calls.Add((use["name"]!.GetValue<string>(), new StringBuilder(use["input"]!.ToJsonString())));
                        }
                    }

                    stop = node["stopReason"]!.GetValue<string>();
                    break;
                case NativeForm.Converse:
                    if (node["start"]?["toolUse"] is { } started)
                    {
                        calls.Add((started["name"]!.GetValue<string>(), new StringBuilder()));
                    }

                    text.Append(node["delta"]?["text"]?.GetValue<string>());
                    if (node["delta"]?["toolUse"]?["input"] is { } piece)
                    {
                        calls[^1].Arguments.Append(piece.GetValue<string>());
                    }

                    stop = node["stopReason"]?.GetValue<string>() ?? stop;
                    break;
                default:
                    var message = events is null ? node["message"] : node["delta"]?["message"];
                    text.Append(message?["tool_plan"]?.GetValue<string>());
                    foreach (var content in message?["content"] is JsonArray list ? list.ToList() : [message?["content"]])
                    {
                        text.Append(content?["text"]?.GetValue<string>());
                    }

                    foreach (var call in message?["tool_calls"] is JsonArray many ? many.ToList() : [message?["tool_calls"]])
                    {
                        if (call?["function"]?["name"] is { } name)
                        {
                            calls.Add((name.GetValue<string>(), new StringBuilder()));
                        }

                        calls.LastOrDefault().Arguments?.Append(call?["function"]?["arguments"]?.GetValue<string>());
                    }

                    var end = events is null ? node : node["delta"];
                    stop = end?["finish_reason"]?.GetValue<string>() ?? stop;
                    if (end?["usage"]?["billed_units"] is { } billed)
                    {
                        (input, output) = (billed["input_tokens"]!.GetValue<long>(), billed["output_tokens"]!.GetValue<long>());
                    }

                    break;
            }

            if (form == NativeForm.Converse && node["usage"] is { } usage)
            {
                input = (usage["inputTokens"]?.GetValue<long>() ?? 0) + (usage["cacheReadInputTokens"]?.GetValue<long>() ?? 0) + (usage["cacheWriteInputTokens"]?.GetValue<long>() ?? 0);
                output = usage["outputTokens"]!.GetValue<long>();
            }
        }

        var stopped = calls.Count > 0 ? StopClass.ToolUse : stop switch { "length" or "max_tokens" or "MAX_TOKENS" => StopClass.MaxTokens, "guardrail_intervened" or "content_filtered" => StopClass.Refusal, _ => StopClass.EndTurn };
        return $"{text}|{string.Join(' ', calls.Select(c => c.Name + Essence.Canonical(c.Arguments.ToString())))}|{stopped}|{input} {output}";
    }

    private static List<SseEvent>? Events(JsonNode response, NativeForm form)
    {
        if (response["events"] is JsonArray binary)
        {
            return [.. binary.Select(e => new SseEvent(Encoding.UTF8.GetBytes(e!["event_type"]!.GetValue<string>()), Encoding.UTF8.GetBytes(e["payload"]!.ToJsonString())))];
        }

        if (response["ndjson"] is { } lines)
        {
            var all = lines.GetValue<string>().Split('\n', StringSplitOptions.RemoveEmptyEntries);

            // One source kept what its library made of the events: each under its name.
            return form == NativeForm.Converse
                ? [.. all.Select(l => JsonNode.Parse(l)!.AsObject().First()).Select(e => new SseEvent(Encoding.UTF8.GetBytes(e.Key), Encoding.UTF8.GetBytes(e.Value!.ToJsonString())))]
                : [.. all.Select(l => new SseEvent([], Encoding.UTF8.GetBytes(l)))];
        }

        return response["sse"] is { } sse && form == NativeForm.Cohere ? [.. Recordings.Events(sse.GetValue<string>()).Where(e => e.Data[0] == (byte)'{')] : null;
    }

    private static IEnumerable<(string Id, JsonNode Response)> Answers(string api)
    {
        foreach (string line in File.ReadLines(Path.Combine(Recordings.Root, api + ".jsonl")))
        {
            var node = JsonNode.Parse(line)!;
            var response = node["response"]!;
            bool first = node["request"]?["path"]?.GetValue<string>().Contains("/v1/chat", StringComparison.Ordinal) == true || node["response"]!["body"]?["generation_id"] is not null
                || (api == "bedrock.converse" && response["body"]?["output"] is null);
            if (response["status"]?.GetValue<int>() == 200 && !first && (response["body"] is not null || response["events"] is not null || response["ndjson"] is not null || response["sse"] is not null))
            {
                yield return (node["id"]!.GetValue<string>(), response);
            }
        }
    }
}
