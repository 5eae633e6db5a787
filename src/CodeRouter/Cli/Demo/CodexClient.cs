using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Cli.Demo;

/// <summary>Codex CLI over Responses. Under an unknown model name it patches through its shell tool.</summary>
internal sealed class CodexClient : AgentClient
{
    public const string Id = "codex";

    private const string Session = "019a9f5e-2c41-7d30-8b6f-6a1f0c2d4e55";

    private int _turn;
    private int _chunk = 0x4d58ac;

    public override string Name => Id;

    public override WireFormat Format => WireFormat.OpenAIResponses;

    public override void Human(string text, bool planMode, IReadOnlyList<(string Path, string Text)> attachments)
    {
        _turn++;
        if (History.Count == 0)
        {
            History.Add(Message("developer", "input_text", SystemTexts.Codex + SystemTexts.CodexRules));
            History.Add(Message("user", "input_text", $"<environment_context>\n  <cwd>{RepositoryFiles.Root}</cwd>\n  <shell>bash</shell>\n</environment_context>"));
        }

        History.Add(Message("user", "input_text", text));
    }

    public override void Keep(AgentAnswer answer)
    {
        if (answer.Text.Length > 0)
        {
            History.Add(Message("assistant", "output_text", answer.Text));
        }

        foreach (var use in answer.Uses)
        {
            History.Add(new JsonObject { ["type"] = "function_call", ["status"] = "completed", ["name"] = use.Name, ["arguments"] = use.Arguments, ["call_id"] = use.Id });
        }
    }

    public override void Result(ToolUse use, Verb verb, VerbResult result)
    {
        string text = (verb, result.Ok) switch
        {
            (Verb.Edit, false) => "apply_patch verification failed: Failed to find expected lines in " + result.Output,
            (Verb.Edit, true) => $"Wall time: 0.0000 seconds\nOutput:\nExit code: 0\nWall time: 0 seconds\nOutput:\nSuccess. Updated the following files:\nM {result.Output}\n",
            (Verb.Write, true) => $"Wall time: 0.0000 seconds\nOutput:\nExit code: 0\nWall time: 0 seconds\nOutput:\nSuccess. Updated the following files:\nA {result.Output}\n",
            _ => $"Chunk ID: {_chunk += 7919:x6}\nWall time: 0.0421 seconds\nProcess exited with code {result.ExitCode}\nOriginal token count: {result.Output.Length / 4}\nOutput:\n{result.Output}\n",
        };
        History.Add(new JsonObject { ["type"] = "function_call_output", ["call_id"] = use.Id, ["output"] = text });
    }

    public override HttpRequestMessage Step(string model)
    {
        string turnId = $"019a9f5e-2c41-7d30-8b6f-00000000000{_turn}";
        string metadata = new JsonObject
        {
            ["session_id"] = Session, ["thread_id"] = Session, ["turn_id"] = turnId, ["request_kind"] = "turn", ["thread_source"] = "user", ["sandbox_mode"] = "workspace-write",
        }.ToJsonString();
        var body = new JsonObject
        {
            ["model"] = model,
            ["stream"] = true,
            ["input"] = Copy(History),
            ["tools"] = new JsonArray(
                Tool("exec_command", SystemTexts.RunTool + " Files are patched with apply_patch in a here-document.", "cmd"),
                Tool("write_stdin", "Writes to a running command and returns what it printed since.", "chars"),
                Tool("update_plan", "Shows the user the steps and which one is under way.", "plan"),
                Tool("view_image", "Shows an image of the working directory to the model.", "path")),
            ["tool_choice"] = "auto",
            ["parallel_tool_calls"] = true,
            ["store"] = false,
            ["include"] = new JsonArray("reasoning.encrypted_content"),
            ["prompt_cache_key"] = Session,
            ["client_metadata"] = new JsonObject { ["session_id"] = Session, ["thread_id"] = Session, ["turn_id"] = turnId },
        };
        return Post(
            "/v1/responses",
            body,
            ("User-Agent", "codex_cli_rs/0.169.0 (Debian 12.0.0; x86_64) xterm"),
            ("originator", "codex_cli_rs"),
            ("session-id", Session),
            ("thread-id", Session),
            ("x-codex-window-id", Session + ":0"),
            ("x-codex-turn-metadata", metadata),
            ("Accept", "text/event-stream"),
            ("Authorization", "Bearer demo"));
    }

    public override SimulatedToolCall Spell(Verb verb) => new("exec_command", new JsonObject
    {
        ["cmd"] = verb switch
        {
            Verb.Read(var path) => "cat " + path,
            Verb.Run(var command, _) => command,
            _ => ShellPatch.Write(verb),
        },
    }.ToJsonString());

    public override Verb Understand(ToolUse use)
    {
        string command = JsonNode.Parse(use.Arguments)!["cmd"]!.GetValue<string>();
        return ShellPatch.Read(command) ?? (command.StartsWith("cat ", StringComparison.Ordinal) ? new Verb.Read(command[4..]) : new Verb.Run(command, ""));
    }

    public override async Task<AgentAnswer> ReadAsync(Stream events, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var uses = new List<ToolUse>();
        await foreach (var item in SseParser.Create(events).EnumerateAsync(cancel))
        {
            var data = JsonNode.Parse(item.Data)!;
            switch (data["type"]!.GetValue<string>())
            {
                case "response.output_text.delta":
                    text.Append(data["delta"]!.GetValue<string>());
                    break;
                case "response.output_item.done" when data["item"]!["type"]!.GetValue<string>() is "function_call":
                    uses.Add(new ToolUse(data["item"]!["call_id"]!.GetValue<string>(), data["item"]!["name"]!.GetValue<string>(), data["item"]!["arguments"]!.GetValue<string>()));
                    break;
                case "response.failed" or "error":
                    throw new DemoFailure(data.ToJsonString());
            }
        }

        return new AgentAnswer(text.ToString(), uses);
    }

    private static JsonObject Message(string role, string type, string text) =>
        new() { ["type"] = "message", ["role"] = role, ["content"] = new JsonArray(new JsonObject { ["type"] = type, ["text"] = text }) };

    private static JsonObject Tool(string name, string description, params string[] members) =>
        new() { ["type"] = "function", ["name"] = name, ["description"] = description, ["strict"] = false, ["parameters"] = Schema(members) };
}
