using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Cli.Demo;

/// <summary>opencode over Chat Completions. Its results carry no exit status.</summary>
internal sealed class OpencodeClient : AgentClient
{
    public const string Id = "opencode";

    private const string Session = "ses_5f2c9b7a1ffe3Kq8vXw0YtUzRp";

    public override string Name => Id;

    public override WireFormat Format => WireFormat.OpenAIChat;

    public override void Human(string text, bool planMode, IReadOnlyList<(string Path, string Text)> attachments)
    {
        if (History.Count == 0)
        {
            History.Add(new JsonObject { ["role"] = "system", ["content"] = $"{SystemTexts.Opencode}{SystemTexts.OpencodeRules}\n\n<env>\n  Working directory: {RepositoryFiles.Root}\n  Is directory a git repo: yes\n  Platform: linux\n</env>" });
        }

        History.Add(new JsonObject { ["role"] = "user", ["content"] = text });
    }

    public override void Keep(AgentAnswer answer)
    {
        var message = new JsonObject { ["role"] = "assistant", ["content"] = answer.Text };
        if (answer.Uses.Count > 0)
        {
            message["tool_calls"] = new JsonArray([.. answer.Uses.Select(use => (JsonNode)new JsonObject
            {
                ["id"] = use.Id, ["type"] = "function", ["function"] = new JsonObject { ["name"] = use.Name, ["arguments"] = use.Arguments },
            })]);
        }

        History.Add(message);
    }

    public override void Result(ToolUse use, Verb verb, VerbResult result)
    {
        string text = (verb, result.Ok) switch
        {
            (Verb.Read(var path), true) => $"<path>{Absolute(path)}</path>\n<type>file</type>\n<content>\n{Numbered(result.Output, "{0}: {1}")}\n</content>",
            (Verb.Edit, true) => "Edit applied successfully.",
            (Verb.Edit, false) => "Could not find oldString in the file. It must match exactly, including whitespace and indentation.",
            (Verb.Write, true) => "Wrote file successfully.",
            _ => result.Output,
        };
        History.Add(new JsonObject { ["role"] = "tool", ["tool_call_id"] = use.Id, ["content"] = text });
    }

    public override HttpRequestMessage Step(string model)
    {
        var body = new JsonObject
        {
            ["model"] = model,
            ["max_tokens"] = 32000,
            ["messages"] = Copy(History),
            ["tools"] = new JsonArray(
                Tool("bash", SystemTexts.RunTool, "command", "description"),
                Tool("edit", SystemTexts.EditTool, "filePath", "oldString", "newString"),
                Tool("glob", "Lists files by a pattern.", "pattern"),
                Tool("grep", "Finds lines by a regular expression.", "pattern"),
                Tool("read", SystemTexts.ReadTool, "filePath"),
                Tool("task", "Starts a sub-agent and returns its report.", "description", "prompt"),
                Tool("todowrite", "Keeps the list of things to do.", "todos"),
                Tool("write", SystemTexts.WriteTool, "filePath", "content")),
            ["tool_choice"] = "auto",
            ["stream"] = true,
            ["stream_options"] = new JsonObject { ["include_usage"] = true },
        };
        return Post(
            "/v1/chat/completions",
            body,
            ("User-Agent", "opencode/1.18.33 ai-sdk/provider-utils/4.0.23 runtime/bun/1.3.14"),
            ("x-session-id", Session),
            ("x-session-affinity", Session),
            ("Authorization", "Bearer demo"));
    }

    public override SimulatedToolCall Spell(Verb verb) => verb switch
    {
        Verb.Read(var path) => new("read", new JsonObject { ["filePath"] = Absolute(path) }.ToJsonString()),
        Verb.Write(var path, var content) => new("write", new JsonObject { ["filePath"] = Absolute(path), ["content"] = content }.ToJsonString()),
        Verb.Edit(var path, var old, var @new) => new("edit", new JsonObject { ["filePath"] = Absolute(path), ["oldString"] = old, ["newString"] = @new }.ToJsonString()),
        Verb.Run(var command, var why) => new("bash", new JsonObject { ["command"] = command, ["description"] = why }.ToJsonString()),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };

    public override async Task<AgentAnswer> ReadAsync(Stream events, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var uses = new SortedDictionary<int, (string Id, string Name, StringBuilder Json)>();
        await foreach (var item in SseParser.Create(events).EnumerateAsync(cancel))
        {
            if (item.Data is "[DONE]")
            {
                break;
            }

            var data = JsonNode.Parse(item.Data)!;
            if (data["error"] is { } error)
            {
                throw new DemoFailure(error.ToJsonString());
            }

            if (data["choices"]!.AsArray() is not [{ } choice, ..])
            {
                continue;
            }

            text.Append(choice["delta"]?["content"]?.GetValue<string>());
            foreach (var call in choice["delta"]?["tool_calls"]?.AsArray() ?? [])
            {
                int index = call!["index"]!.GetValue<int>();
                if (!uses.ContainsKey(index))
                {
                    uses[index] = (call["id"]!.GetValue<string>(), call["function"]!["name"]!.GetValue<string>(), new StringBuilder());
                }

                uses[index].Json.Append(call["function"]!["arguments"]?.GetValue<string>());
            }
        }

        return new AgentAnswer(text.ToString(), [.. uses.Values.Select(use => new ToolUse(use.Id, use.Name, use.Json.ToString()))]);
    }

    private static JsonObject Tool(string name, string description, params string[] members) =>
        new() { ["type"] = "function", ["function"] = new JsonObject { ["name"] = name, ["description"] = description, ["parameters"] = Schema(members) } };
}
