using System.Text.Json;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Tests.Faults;
using CodeRouter.Tests.Gateway;
using CodeRouter.Upstreams.Simulated;
using Xunit;

namespace CodeRouter.Tests.Abroad;

/// <summary>
/// One session that changes vendor at every step, tools and reasoning in flight. The simulated vendors refuse what the real ones do:
/// calls without results, and signatures that are none of theirs.
/// </summary>
public sealed class SessionsChangeVendor
{
    private static readonly SimulatedOptions Options = new() { Answers = Play };

    [Theory]
    [MemberData(nameof(AbroadRig.PairsBothWays), MemberType = typeof(AbroadRig))]
    public async Task A_session_goes_abroad_and_returns_with_its_tools_and_its_reasoning(WireFormat caller, WireFormat other, bool stream)
    {
        await using var rig = await AbroadRig.StartAsync([("home", caller), ("away", other)], Options);
        var history = new History(caller);
        string[] models = ["home", "away", "home", "away", "home"];
        for (int i = 0; i < models.Length; i++)
        {
            string body = history.Request(models[i], stream && caller is not (WireFormat.OpenAIChat or WireFormat.Gemini));
            bool streams = stream && caller is not (WireFormat.OpenAIChat or WireFormat.Gemini);
            using var answer = await rig.Http.PostAsync(GatewayRig.Path(caller, models[i], streams), GatewayRig.JsonContent(body), TestContext.Current.CancellationToken);
            string said = await Told.BodyAsync(answer);
            Assert.True((int)answer.StatusCode == 200, $"step {i + 1} on {models[i]}: {said}\nsent: {rig.Provider.Requests[^1].BodyText}");
            history.Add(streams ? Whole(caller, said) : JsonNode.Parse(said)!, result: i < models.Length - 1);

            string sent = rig.Provider.Requests[^1].BodyText;
            Assert.DoesNotContain("crs1.", sent, StringComparison.Ordinal);
            Assert.DoesNotContain("Y3JzMS", sent, StringComparison.Ordinal);
        }

        Assert.Contains("All done", history.Text, StringComparison.Ordinal);
        var byModel = rig.Provider.Requests.Select(r => r.BodyText).ToList();

        // Each vendor finds its own earlier reasoning again, as it made it, and none of the other's.
        string mark = Mark(caller);
        if (mark.Length > 0)
        {
            Assert.Matches(mark, byModel[2]);
        }

        mark = Mark(other);
        if (mark.Length > 0)
        {
            Assert.DoesNotMatch(mark, byModel[1]);
            Assert.Matches(mark, byModel[3]);
        }
    }

    // The member in which a vendor's signature travels; Google's word for "do not check" is none.
    private static string Mark(WireFormat format) => format switch
    {
        WireFormat.AnthropicMessages => "\"signature\":\"[^\"]",
        WireFormat.OpenAIResponses => "\"encrypted_content\"",
        WireFormat.Gemini => "\"thoughtSignature\":\"(?!skip_)",
        _ => "",
    };

    private static SimulatedAnswer? Play(SimulatedCall call)
    {
        int results = call.Body.GetRawText().Split("file content number").Length - 1;
        return results < 4
            ? new SimulatedAnswer { Reasoning = $"Thought number {results + 1}.", Text = "Let me look.", ToolCalls = [new SimulatedToolCall("read_file", $$"""{"path":"src/{{results}}.py"}""")] }
            : new SimulatedAnswer { Text = "All done." };
    }

    // A stream repeats the whole answer at its end (Responses), or is put together (Anthropic).
    private static JsonNode Whole(WireFormat format, string stream)
    {
        var events = Simulated.Rig.Events(stream);
        if (format == WireFormat.OpenAIResponses)
        {
            return JsonNode.Parse(events.Last(e => e.Name is "response.completed").Data)!["response"]!.DeepClone();
        }

        var content = new JsonArray();
        string arguments = "";
        foreach (var (name, data) in events)
        {
            var node = JsonNode.Parse(data)!;
            if (name is "content_block_start")
            {
                content.Add(node["content_block"]!.DeepClone());
                arguments = "";
            }
            else if (name is "content_block_delta")
            {
                var block = content[^1]!;
                var delta = node["delta"]!;
                switch ((string)delta["type"]!)
                {
                    case "text_delta":
                        block["text"] = (string?)block["text"] + (string)delta["text"]!;
                        break;
                    case "thinking_delta":
                        block["thinking"] = (string?)block["thinking"] + (string)delta["thinking"]!;
                        break;
                    case "signature_delta":
                        block["signature"] = (string?)block["signature"] + (string)delta["signature"]!;
                        break;
                    case "input_json_delta":
                        arguments += (string)delta["partial_json"]!;
                        break;
                }
            }
            else if (name is "content_block_stop" && arguments.Length > 0)
            {
                content[^1]!["input"] = JsonNode.Parse(arguments);
            }
        }

        return new JsonObject { ["content"] = content };
    }

    /// <summary>The conversation as an agent of the format keeps it: what came back is sent again as it came.</summary>
    private sealed class History(WireFormat format)
    {
        private const string Schema = """{"type":"object","properties":{"path":{"type":"string"}},"required":["path"]}""";
        private readonly JsonArray _messages = [Opening(format)];
        private int _results;

        public string Text { get; private set; } = "";

        public string Request(string model, bool stream)
        {
            var request = format switch
            {
                WireFormat.OpenAIChat => new JsonObject { ["model"] = model, ["messages"] = _messages.DeepClone(), ["tools"] = JsonNode.Parse("[{\"type\":\"function\",\"function\":{\"name\":\"read_file\",\"parameters\":" + Schema + "}}]") },
                WireFormat.OpenAIResponses => new JsonObject { ["model"] = model, ["store"] = false, ["include"] = new JsonArray("reasoning.encrypted_content"), ["reasoning"] = new JsonObject { ["effort"] = "high" }, ["input"] = _messages.DeepClone(), ["tools"] = JsonNode.Parse("[{\"type\":\"function\",\"name\":\"read_file\",\"parameters\":" + Schema + "}]") },
                WireFormat.AnthropicMessages => new JsonObject { ["model"] = model, ["max_tokens"] = 20000, ["thinking"] = JsonNode.Parse("{\"type\":\"enabled\",\"budget_tokens\":8000}"), ["messages"] = _messages.DeepClone(), ["tools"] = JsonNode.Parse("[{\"name\":\"read_file\",\"input_schema\":" + Schema + "}]") },
                _ => new JsonObject { ["contents"] = _messages.DeepClone(), ["tools"] = JsonNode.Parse("[{\"functionDeclarations\":[{\"name\":\"read_file\",\"parameters\":" + Schema + "}]}]") },
            };
            if (stream)
            {
                request["stream"] = true;
            }

            return request.ToJsonString();
        }

        public void Add(JsonNode answer, bool result)
        {
            string output = $"file content number {++_results}";
            switch (format)
            {
                case WireFormat.OpenAIChat:
                    var message = answer["choices"]![0]!["message"]!;
                    Text = (string?)message["content"] ?? "";
                    _messages.Add(message.DeepClone());
                    Each(message["tool_calls"] as JsonArray, call => _messages.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = call["id"]!.DeepClone(), ["content"] = output }));
                    break;
                case WireFormat.OpenAIResponses:
                    foreach (var item in answer["output"]!.AsArray())
                    {
                        _messages.Add(item!.DeepClone());
                        Text = (string?)item["content"]?[0]?["text"] ?? Text;
                    }

                    Each(answer["output"]!.AsArray(), item =>
                    {
                        if ((string?)item["type"] is "function_call")
                        {
                            _messages.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = item["call_id"]!.DeepClone(), ["output"] = output });
                        }
                    });
                    break;
                case WireFormat.AnthropicMessages:
                    _messages.Add(new JsonObject { ["role"] = "assistant", ["content"] = answer["content"]!.DeepClone() });
                    var results = new JsonArray();
                    Each(answer["content"]!.AsArray(), block =>
                    {
                        Text = (string?)block["text"] ?? Text;
                        if ((string?)block["type"] is "tool_use")
                        {
                            results.Add(new JsonObject { ["type"] = "tool_result", ["tool_use_id"] = block["id"]!.DeepClone(), ["content"] = output });
                        }
                    });
                    _messages.Add(new JsonObject { ["role"] = "user", ["content"] = results });
                    break;
                default:
                    var content = answer["candidates"]![0]!["content"]!;
                    _messages.Add(content.DeepClone());
                    var parts = new JsonArray();
                    Each(content["parts"]!.AsArray(), part =>
                    {
                        Text = (string?)part["text"] ?? Text;
                        if (part["functionCall"] is { } call)
                        {
                            var response = new JsonObject { ["name"] = call["name"]!.DeepClone(), ["response"] = new JsonObject { ["output"] = output } };
                            if (call["id"] is { } id)
                            {
                                response["id"] = id.DeepClone();
                            }

                            parts.Add(new JsonObject { ["functionResponse"] = response });
                        }
                    });
                    _messages.Add(new JsonObject { ["role"] = "user", ["parts"] = parts });
                    break;
            }

            Assert.True(!result || _messages[^1]!.ToJsonString().Contains(output, StringComparison.Ordinal), $"no tool was called: {answer.ToJsonString()}");
        }

        private static void Each(JsonArray? array, Action<JsonNode> act)
        {
            foreach (var node in array ?? [])
            {
                act(node!);
            }
        }

        private static JsonObject Opening(WireFormat format) => format switch
        {
            WireFormat.Gemini => new JsonObject { ["role"] = "user", ["parts"] = new JsonArray(new JsonObject { ["text"] = "Repair the build." }) },
            _ => new JsonObject { ["role"] = "user", ["content"] = "Repair the build." },
        };
    }
}
