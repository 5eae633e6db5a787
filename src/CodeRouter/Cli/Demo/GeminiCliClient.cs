using System.Net.ServerSentEvents;
using System.Text;
using System.Text.Json.Nodes;
using CodeRouter.Core.Conversations;
using CodeRouter.Upstreams.Simulated;

namespace CodeRouter.Cli.Demo;

/// <summary>Gemini CLI. The model stands in the path, and an exit status is told only when it is not zero.</summary>
internal sealed class GeminiCliClient : AgentClient
{
    public const string Id = "gemini_cli";

    private int _calls;

    public override string Name => Id;

    public override WireFormat Format => WireFormat.Gemini;

    public override void Human(string text, bool planMode, IReadOnlyList<(string Path, string Text)> attachments)
    {
        var parts = new JsonArray();
        if (History.Count == 0)
        {
            parts.Add(Text($"<session_context>\nThis is the Gemini CLI. We are setting up the context for our chat.\nMy operating system is: linux\n- **Workspace Directories:**\n  - {RepositoryFiles.Root}\n</session_context>"));
        }

        parts.Add(Text(text));
        if (attachments.Count > 0)
        {
            parts.Add(Text("\n--- Content from referenced files ---\n" + string.Concat(attachments.Select(file => $"\nContent from @{file.Path}:\n{file.Text}")) + "\n--- End of content ---"));
        }

        History.Add(new JsonObject { ["parts"] = parts, ["role"] = "user" });
    }

    public override void Keep(AgentAnswer answer)
    {
        var parts = new JsonArray();
        if (answer.Text.Length > 0)
        {
            parts.Add(Text(answer.Text));
        }

        foreach (var use in answer.Uses)
        {
            parts.Add(new JsonObject { ["functionCall"] = new JsonObject { ["id"] = use.Id, ["args"] = JsonNode.Parse(use.Arguments), ["name"] = use.Name }, ["thoughtSignature"] = "skip_thought_signature_validator" });
        }

        History.Add(new JsonObject { ["parts"] = parts, ["role"] = "model" });
    }

    public override void Result(ToolUse use, Verb verb, VerbResult result)
    {
        var response = (verb, result.Ok) switch
        {
            (Verb.Edit(var path, _, _), false) => new JsonObject { ["error"] = $"Could not find an exact match for 'old_string' in '{path}'." },
            (Verb.Edit(var path, _, _), true) => new JsonObject { ["output"] = $"Successfully modified file: {Absolute(path)} (1 replacements)." },
            (Verb.Write(var path, _), _) => new JsonObject { ["output"] = $"Successfully created and wrote to new file: {Absolute(path)}." },
            (Verb.Run, _) => new JsonObject { ["output"] = $"<untrusted_context>\nOutput: {result.Output}\n{(result.Ok ? "" : $"Exit Code: {result.ExitCode}\n")}Process Group PGID: 950\n</untrusted_context>" },
            _ => new JsonObject { ["output"] = result.Output },
        };
        var part = new JsonObject { ["functionResponse"] = new JsonObject { ["name"] = use.Name, ["response"] = response, ["id"] = use.Id } };
        if (History[^1]!["role"]!.GetValue<string>() is "user")
        {
            History[^1]!["parts"]!.AsArray().Add(part);
        }
        else
        {
            History.Add(new JsonObject { ["parts"] = new JsonArray(part), ["role"] = "user" });
        }
    }

    public override HttpRequestMessage Step(string model)
    {
        var body = new JsonObject
        {
            ["contents"] = Copy(History),
            ["systemInstruction"] = new JsonObject { ["parts"] = new JsonArray(Text(SystemTexts.GeminiCli + SystemTexts.GeminiCliRules)), ["role"] = "user" },
            ["tools"] = new JsonArray(new JsonObject
            {
                ["functionDeclarations"] = new JsonArray(
                    Tool("list_directory", "Lists a folder.", "dir_path"),
                    Tool("read_file", SystemTexts.ReadTool, "file_path"),
                    Tool("grep_search", "Finds lines by a regular expression.", "pattern"),
                    Tool("replace", SystemTexts.EditTool, "file_path", "instruction", "old_string", "new_string"),
                    Tool("write_file", SystemTexts.WriteTool, "file_path", "content"),
                    Tool("run_shell_command", SystemTexts.RunTool, "command", "description")),
            }),
            ["generationConfig"] = new JsonObject { ["temperature"] = 1, ["topP"] = 0.95, ["topK"] = 64 },
        };
        return Post(
            $"/v1beta/models/{model}:streamGenerateContent?alt=sse",
            body,
            ("User-Agent", $"GeminiCLI-tui/0.61.0/{model} (linux; x64; terminal)"),
            ("x-goog-api-client", "google-genai-sdk/1.30.0 gl-node/v24.21.0"),
            ("x-goog-api-key", "demo"));
    }

    public override SimulatedToolCall Spell(Verb verb) => verb switch
    {
        Verb.Read(var path) => new("read_file", new JsonObject { ["file_path"] = path }.ToJsonString()),
        Verb.Write(var path, var content) => new("write_file", new JsonObject { ["file_path"] = path, ["content"] = content }.ToJsonString()),
        Verb.Edit(var path, var old, var @new) => new("replace", new JsonObject { ["file_path"] = path, ["instruction"] = "As the user asked", ["old_string"] = old, ["new_string"] = @new }.ToJsonString()),
        Verb.Run(var command, var why) => new("run_shell_command", new JsonObject { ["command"] = command, ["description"] = why, ["is_background"] = false }.ToJsonString()),
        _ => throw new ArgumentOutOfRangeException(nameof(verb)),
    };

    public override async Task<AgentAnswer> ReadAsync(Stream events, CancellationToken cancel)
    {
        var text = new StringBuilder();
        var uses = new List<ToolUse>();
        await foreach (var item in SseParser.Create(events).EnumerateAsync(cancel))
        {
            var data = JsonNode.Parse(item.Data)!;
            if (data["error"] is { } error)
            {
                throw new DemoFailure(error.ToJsonString());
            }

            foreach (var part in data["candidates"]?[0]?["content"]?["parts"]?.AsArray() ?? [])
            {
                text.Append(part!["text"]?.GetValue<string>());
                if (part["functionCall"] is { } call)
                {
                    string name = call["name"]!.GetValue<string>();
                    uses.Add(new ToolUse(call["id"]?.GetValue<string>() ?? $"{name}_1795164405684_{_calls++}", name, call["args"]!.ToJsonString()));
                }
            }
        }

        return new AgentAnswer(text.ToString(), uses);
    }

    private static JsonObject Text(string text) => new() { ["text"] = text };

    private static JsonObject Tool(string name, string description, params string[] members) =>
        new() { ["name"] = name, ["description"] = description, ["parametersJsonSchema"] = Schema(members) };
}
