using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Cli.Demo;

/// <summary>Claude Code over Anthropic Messages.</summary>
internal sealed class ClaudeCodeClient : AgentClient
{
    public const string Id = "claude_code";

    private const string Session = "5b1f4c1e-6d0a-4f0e-9a54-3f1d2c7b8e90";

    private int _tokensLeft = 15_000_000;

    public override string Name => Id;

    public override WireFormat Format => WireFormat.AnthropicMessages;

    public override void Human(string text, bool planMode, IReadOnlyList<(string Path, string Text)> attachments)
    {
        var blocks = new JsonArray();
        if (History.Count == 0)
        {
            blocks.Add(Text($"<system-reminder>\n# Environment\nYou have been invoked in the following environment:\n - Primary working directory: {RepositoryFiles.Root}\n - Is a git repository: true\n - Platform: linux\n</system-reminder>"));
        }

        if (planMode)
        {
            blocks.Add(Text(SystemTexts.PlanMode));
        }

        blocks.Add(Text(text));
        if (History.Count > 0 && History[^1]!["role"]!.GetValue<string>() is "user")
        {
            // The human answers a tool that asked, such as the plan's: both are one message.
            History[^1]!["content"]!.AsArray().Add(blocks[0]!.DeepClone());
            return;
        }

        History.Add(new JsonObject { ["role"] = "user", ["content"] = blocks });
    }

    public override void Keep(AgentAnswer answer)
    {
        var blocks = new JsonArray();
        if (answer.Text.Length > 0)
        {
            blocks.Add(Text(answer.Text));
        }

        foreach (var use in answer.Uses)
        {
            blocks.Add(new JsonObject { ["type"] = "tool_use", ["id"] = use.Id, ["name"] = use.Name, ["input"] = JsonNode.Parse(use.Arguments) });
        }

        History.Add(new JsonObject { ["role"] = "assistant", ["content"] = blocks });
    }

    public override void Result(ToolUse use, Verb verb, VerbResult result)
    {
        string text = (verb, result.Ok) switch
        {
            (Verb.Read, true) => Numbered(result.Output, "{0}\t{1}"),
            (Verb.Run, false) => $"Exit code {result.ExitCode}\n{result.Output}",
            (Verb.Edit(var path, _, _), true) => $"The file {Absolute(path)} has been updated successfully.",
            (Verb.Edit(_, var old, _), false) => $"<tool_use_error>String to replace not found in file.\nString: {old}</tool_use_error>",
            (Verb.Write(var path, _), true) => $"File created successfully at: {Absolute(path)}",
            _ => result.Output,
        };
        _tokensLeft -= 700;
        var block = new JsonObject
        {
            ["tool_use_id"] = use.Id,
            ["type"] = "tool_result",
            ["content"] = $"{text}\n\n<system-reminder>\n<total_tokens>{_tokensLeft} tokens left</total_tokens>\n</system-reminder>",
        };
        if (!result.Ok || verb is Verb.Run)
        {
            block["is_error"] = !result.Ok;
        }

        if (History[^1]!["role"]!.GetValue<string>() is "user")
        {
            History[^1]!["content"]!.AsArray().Add(block);
        }
        else
        {
            History.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(block) });
        }
    }

    public override HttpRequestMessage Step(string model) => Request(model, Copy(History), SystemTexts.ClaudeCodeRules, true, null);

    public override HttpRequestMessage Title(string model, string about)
    {
        var messages = new JsonArray(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(Text($"<session>\n{about}\n</session>")) });
        var format = JsonNode.Parse("""{"format":{"type":"json_schema","schema":{"type":"object","properties":{"title":{"type":"string"}},"required":["title"],"additionalProperties":false}}}""");
        return Request(model, messages, SystemTexts.ClaudeTitle, false, format);
    }

    public override HttpRequestMessage Compaction(string model)
    {
        var messages = Copy(History);
        messages.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(Text(SystemTexts.Compaction)) });
        return Request(model, messages, SystemTexts.ClaudeCodeRules, true, null);
    }

    public override void Compacted(AgentAnswer summary)
    {
        base.Compacted(summary);
        History.Add(new JsonObject { ["role"] = "user", ["content"] = new JsonArray(Text("<system-reminder>\nThis session is being continued from a previous conversation that ran out of context. The summary below covers it.\n" + summary.Text + "\n</system-reminder>")) });
        History.Add(new JsonObject { ["role"] = "assistant", ["content"] = new JsonArray(Text("I have the summary and go on from there.")) });
    }

    public override SimulatedToolCall Spell(Verb verb) => verb switch
    {
        Verb.Read(var path) => new("Read", new JsonObject { ["file_path"] = Absolute(path) }.ToJsonString()),
        Verb.Write(var path, var content) => new("Write", new JsonObject { ["file_path"] = Absolute(path), ["content"] = content }.ToJsonString()),
        Verb.Edit(var path, var old, var @new) => new("Edit", new JsonObject { ["replace_all"] = false, ["file_path"] = Absolute(path), ["old_string"] = old, ["new_string"] = @new }.ToJsonString()),
        Verb.PresentPlan(var plan) => new("ExitPlanMode", new JsonObject { ["plan"] = plan }.ToJsonString()),
        Verb.Run(var command, var why) => new("Bash", new JsonObject { ["command"] = command, ["description"] = why }.ToJsonString()),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };

    public override async Task<AgentAnswer> ReadAsync(Stream events, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var uses = new SortedDictionary<int, (string Id, string Name, StringBuilder Json)>();
        await foreach (var item in SseParser.Create(events).EnumerateAsync(cancel))
        {
            var data = JsonNode.Parse(item.Data)!;
            int index = data["index"]?.GetValue<int>() ?? 0;
            switch (data["type"]!.GetValue<string>())
            {
                case "content_block_start" when data["content_block"]!["type"]!.GetValue<string>() is "tool_use":
                    uses[index] = (data["content_block"]!["id"]!.GetValue<string>(), data["content_block"]!["name"]!.GetValue<string>(), new StringBuilder());
                    break;
                case "content_block_delta" when data["delta"]!["text"] is { } piece:
                    text.Append(piece.GetValue<string>());
                    break;
                case "content_block_delta" when data["delta"]!["partial_json"] is { } piece:
                    uses[index].Json.Append(piece.GetValue<string>());
                    break;
                case "error":
                    throw new DemoFailure(data["error"]!["message"]!.GetValue<string>());
            }
        }

        return new AgentAnswer(text.ToString(), [.. uses.Values.Select(use => new ToolUse(use.Id, use.Name, use.Json.ToString()))]);
    }

    private static HttpRequestMessage Request(string model, JsonArray messages, string rules, bool tools, JsonNode? output)
    {
        if (tools)
        {
            messages[^1]!["content"]!.AsArray()[^1]!["cache_control"] = Ephemeral();
        }

        var body = new JsonObject
        {
            ["model"] = model,
            ["messages"] = messages,
            ["system"] = new JsonArray(
                Text("x-anthropic-billing-header: cc_version=2.1.328.e3c; cc_entrypoint=cli;"),
                Cached(Text(SystemTexts.ClaudeCode)),
                Cached(Text((tools ? "You are an agent working with the user toward their goals in their repository.\n\n" : "") + rules))),
            ["tools"] = tools ? Tools() : new JsonArray(),
            ["metadata"] = new JsonObject { ["user_id"] = $$"""{"device_id":"{{new string('d', 64)}}","account_uuid":"","session_id":"{{Session}}"}""" },
            ["max_tokens"] = tools ? 32000 : 512,
            ["stream"] = true,
        };
        if (output is not null)
        {
            body["output_config"] = output;
        }

        return Post(
            "/v1/messages?beta=true",
            body,
            ("User-Agent", "claude-cli/2.1.328 (external, cli)"),
            ("X-Claude-Code-Session-Id", Session),
            ("x-app", "cli"),
            ("anthropic-version", "2023-06-01"),
            ("anthropic-beta", "claude-code-20250219,interleaved-thinking-2025-05-14,context-management-2025-06-27"),
            ("x-api-key", "demo"));
    }

    private static JsonArray Tools()
    {
        static JsonObject Tool(string name, string description, params string[] members) => new() { ["name"] = name, ["description"] = description, ["input_schema"] = Schema(members) };
        return new JsonArray(
            Tool("Agent", "Starts a sub-agent with a task of its own and returns its report.", "description", "prompt"),
            Tool("Bash", SystemTexts.RunTool, "command", "description"),
            Tool("Edit", SystemTexts.EditTool, "file_path", "old_string", "new_string"),
            Tool("ExitPlanMode", "Shows the plan to the user and asks whether to carry it out. Only while planning.", "plan"),
            Tool("Read", SystemTexts.ReadTool, "file_path"),
            Tool("ToolSearch", "Finds tools that are not listed here by what they do.", "query"),
            Tool("Write", SystemTexts.WriteTool, "file_path", "content"));
    }

    private static JsonObject Text(string text) => new() { ["type"] = "text", ["text"] = text };

    private static JsonObject Ephemeral() => new() { ["type"] = "ephemeral" };

    private static JsonObject Cached(JsonObject block)
    {
        block["cache_control"] = Ephemeral();
        return block;
    }
}
